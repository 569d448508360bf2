"""Pairs of images: what belongs together stays together, whatever is done to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gancompile.catalogue.sources.data_error import DataError
from gancompile.runtime.data import batches

WIDTH, HEIGHT = 9, 7


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, str]:
    """Ten photos and their masks in other formats: both tell the number of the example and the place of a pixel."""
    columns, rows = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
    for number in range(10):
        photo = np.stack([np.full_like(columns, number), columns, rows], axis=2).astype(np.uint8)
        mask = (number * 20 + columns + rows).astype(np.uint8)
        for field, suffix, pixels in (("photo", "png", photo), ("mask", "bmp", mask)):
            path = tmp_path / field / f"part{number % 3}" / f"{number}.{suffix}"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels).save(path)
    return {field: str(tmp_path / field) for field in ("photo", "mask")}


def pairs(folders: dict[str, str], *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    source = {"kind": "images", "arguments": {"folders": folders, "channels": {"mask": 1}}}
    return {"sets": {"": {"source": source, "steps": list(steps), **more}}, "batch": 40}


def elements(description: dict[str, Any], number: int = 1, start: int = 0) -> list[dict[str, Any]]:
    return list(batches(description, seed=3, start=start).take(number).as_numpy_iterator())


@pytest.mark.parametrize("cache", [True, False])
def test_what_is_done_to_one_is_done_to_its_partner(folders: dict[str, str], cache: bool) -> None:
    steps = [{"random_crop": [4, 5]}, {"flip": "horizontal"}, {"flip": "vertical"}]
    made = elements(pairs(folders, *steps, cache=cache), 3)
    for one in made:
        photo, mask = one["photo"].astype(int), one["mask"].astype(int)
        assert photo.shape == (40, 4, 5, 3)
        assert mask.shape == (40, 4, 5, 1)
        assert (photo[..., 0] * 20 + photo[..., 1] + photo[..., 2] == mask[..., 0]).all()
        assert (one["label"] == photo[:, 0, 0, 0] % 3).all()
    directions = np.concatenate([one["photo"][:, 0, 1, 1].astype(int) - one["photo"][:, 0, 0, 1] for one in made])
    assert set(directions) == {-1, 1}
    assert (elements(pairs(folders, *steps, cache=cache), start=2)[0]["mask"] == made[2]["mask"]).all()


def test_cached_or_not_pairs_are_the_same(folders: dict[str, str]) -> None:
    steps = [{"resize": [8, 8]}, {"flip": "horizontal"}, {"range": [-1, 1]}]
    (cached,), (streamed,) = (elements(pairs(folders, *steps, cache=cache)) for cache in (True, False))
    for name in ("photo", "mask"):
        np.testing.assert_allclose(cached[name], streamed[name], atol=1e-5)


def test_the_partners_of_a_pair_may_be_of_different_sizes(folders: dict[str, str]) -> None:
    for path in Path(folders["mask"]).rglob("*.bmp"):
        Image.open(path).resize((3, 2)).save(path)
    (made,) = elements(pairs(folders))
    assert made["photo"].shape[1:] == (HEIGHT, WIDTH, 3)
    assert made["mask"].shape[1:] == (2, 3, 1)


def test_a_partner_that_is_missing_is_named(folders: dict[str, str]) -> None:
    (Path(folders["mask"]) / "part1" / "4.bmp").unlink()
    with pytest.raises(DataError, match="`part1/4` is in only one of the folders"):
        batches(pairs(folders), seed=0)
