"""Sizes as they are written, and paths of stores."""

from __future__ import annotations

import pytest

from gancompile.files import byte_size, is_remote


@pytest.mark.parametrize(("text", "size"), [("2GB", 2 * 10**9), ("1.5 MB", 1_500_000), ("0kB", 0), ("3TB", 3 * 10**12)])
def test_a_size_in_bytes(text: str, size: int) -> None:
    assert byte_size(text) == size


@pytest.mark.parametrize("text", ["2", "GB", "2gb", "-1GB", "2GB2", "1e3MB", ""])
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no size, such as 2GB"):
        byte_size(text)


@pytest.mark.parametrize(
    ("path", "remote"), [("gs://a/b", True), ("s3://a", True), ("a/b", False), ("/a://b", False), ("C:\\a", False)]
)
def test_paths_of_stores(path: str, remote: bool) -> None:
    assert is_remote(path) == remote
