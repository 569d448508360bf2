"""Folders of this machine and of a store: the same answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gancompile.shards import place_at


@pytest.mark.parametrize("store", [False, True])
def test_files_are_published_whole_or_not_at_all(store: bool, tmp_path: Path) -> None:
    place = place_at("ram://place/files" if store else str(tmp_path / "files"))
    assert place.names() == []
    assert place.size("a") is None
    place.publish("a", [b"abc", b"defg"])
    place.publish("below/b", [])
    assert place.names() == ["a", "below"]
    assert place.names("below") == ["b"]
    assert (place.size("a"), place.size("below/b")) == (7, 0)
    assert place.read("a") == b"abcdefg"
    assert (place.read_at("a", 2, 3), place.read_at("a", 5, 9)) == (b"cde", b"fg")

    def breaks_off() -> Iterator[bytes]:
        yield b"xyz"
        raise KeyError

    with pytest.raises(KeyError):
        place.publish("a", breaks_off())
    assert place.read("a") == b"abcdefg"
    assert place.names() == ["a", "below"]
    place.remove("a")
    place.remove("a")
    assert place.names() == ["below"]
    with pytest.raises(OSError, match=r".+"):
        place.read("a")
