"""The index of shards."""

from __future__ import annotations

import json

import numpy as np
import pytest

from gancompile.shards import Index, ShardEntry, ShardsError, pack_numbers, read_index, unpack_numbers


def entry(file: str, sizes: dict[str, int]) -> ShardEntry:
    lengths = pack_numbers("I", [5, 70_000])
    return ShardEntry(
        file=file, count=2, bytes=70_037, sha256="0", sizes=sizes, deep=1, cut=0, transparent=2, lengths=lengths
    )


INDEX = Index(
    shards=(entry("a", {"4x6": 0}), entry("b", {"4x6": 0, "8x8": 1})),
    class_names=("cat", "dog"),
    attribute_names=("smiling",),
    attribute_ends=(0.0, 1.0),
)


def test_an_index_is_read_as_it_was_written() -> None:
    assert read_index(json.dumps(INDEX.as_json()).encode()) == INDEX
    bare = Index(shards=INDEX.shards)
    assert read_index(json.dumps(bare.as_json()).encode()) == bare
    assert INDEX.count == 4
    assert INDEX.sizes() == {(4, 6): 0, (8, 8): 3}
    assert (INDEX.total("deep"), INDEX.total("transparent")) == (2, 4)


def test_numbers_are_packed() -> None:
    assert np.frombuffer(unpack_numbers(INDEX.shards[0].lengths), "<u4").tolist() == [5, 70_000]
    for wrong in ("?", "AAAA"):
        with pytest.raises(ValueError, match=r".+"):
            unpack_numbers(wrong)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"format": 2}', "it is of format 2, and this version reads format 1"),
        (b'{"format": 1}', "it is no index of shards"),
        (b"[]", "it is no index of shards"),
        (b"\xff", "it is no index of shards"),
    ],
)
def test_what_is_no_index_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(ShardsError, match=message):
        read_index(content)
