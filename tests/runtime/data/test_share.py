"""`Share`: the slices of all workers put together are the whole, in every pipeline."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gancompile.catalogue.sources.example_stream import Epoch, Example, ExampleStream
from gancompile.runtime.data import WHOLE, Share, batches, pipeline, streamed

BATCH = 8
RANDOM = [{"random_crop": [5, 6]}, {"flip": "horizontal"}]
MIRRORED = [{"flip": "horizontal"}, {"range": [-1, 1]}]


def picture(number: int) -> Image.Image:
    """A picture of 6x8 whose columns differ, so that a crop and a flip are seen."""
    pixels = np.arange(6 * 8 * 3).reshape(6, 8, 3) + 9 * number
    return Image.fromarray((pixels % 256).astype(np.uint8))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Eleven pictures in two classes."""
    for number in range(11):
        path = tmp_path / "faces" / ("cat" if number % 2 else "dog") / f"{number:02}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture(number).save(path)
    return tmp_path / "faces"


def images(folder: Path, **more: Any) -> dict[str, Any]:
    return {"source": {"kind": "images", "arguments": {"folder": str(folder)}}, "steps": RANDOM, **more}


def stream() -> ExampleStream:
    """Eleven pictures that are read one after the other, in another order each epoch."""

    def read(epoch: Epoch) -> Iterator[Example]:
        order = np.random.default_rng(epoch.seed).permutation(11)
        for number in order[epoch.passed :]:
            file = io.BytesIO()
            picture(int(number)).save(file, "PNG")
            yield {"image": file.getvalue(), "label": np.int32(number % 2)}

    others = {"label": ((), "int32")}
    return ExampleStream(name="pets", count=11, channels={"image": 3}, others=others, vocabularies={}, read=read)


def of_kind(kind: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The sets of a pipeline of each kind."""
    if kind == "streamed":
        monkeypatch.setattr(pipeline, "load_source", lambda **_: stream())
    one: Callable[[], dict[str, Any]] = {
        "in memory": lambda: {"source": {"kind": "digits", "arguments": {}}, "steps": MIRRORED},
        "drawn": lambda: {"source": {"kind": "ring", "arguments": {}}},
        "drawn, partly labelled": lambda: {"source": {"kind": "ring", "arguments": {}}, "labelled": 0.5},
        "decoded at once": lambda: images(folder),
        "decoded on demand": lambda: images(folder, cache=False),
        "some kept": lambda: images(folder, cache="1kB"),
        "in the order of the data": lambda: images(folder, shuffle=False),
        "streamed": lambda: {"source": {"kind": "pets", "arguments": {}}, "steps": RANDOM},
    }[kind]
    return {"": one()}


KINDS = (
    "in memory", "drawn", "drawn, partly labelled", "decoded at once", "decoded on demand", "some kept", "in the order of the data",
    "streamed",
)  # fmt: skip


def elements(sets: dict[str, Any], parts: int, start: int, share: Share) -> list[dict[str, Any]]:
    description = {"sets": sets, "batch": BATCH, "parts": parts}
    return list(batches(description, seed=7, start=start, share=share).take(3).as_numpy_iterator())


@pytest.mark.parametrize(("parts", "start"), [(1, 5), (3, 0)])
@pytest.mark.parametrize("kind", KINDS)
def test_the_shares_together_are_the_whole(
    kind: str, parts: int, start: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sets = of_kind(kind, folder, monkeypatch)
    whole = elements(sets, parts, start, WHOLE)
    assert any((one != other).any() for one, other in zip(whole[0].values(), whole[1].values(), strict=True))
    for workers in (2, 4):
        shares = [elements(sets, parts, start, Share(index, workers)) for index in range(workers)]
        for number, element in enumerate(whole):
            for name, values in element.items():
                slices = [one[number][name].reshape(parts, BATCH // workers, *values.shape[1:]) for one in shares]
                np.testing.assert_array_equal(np.concatenate(slices, axis=1).reshape(values.shape), values)


def test_sets_are_shared_side_by_side(folder: Path) -> None:
    sets = {"a": images(folder, cache=False), "b": {"source": {"kind": "ring", "arguments": {}}}}
    (whole, *_), (share, *_) = elements(sets, 1, 2, WHOLE), elements(sets, 1, 2, Share(1, 4))
    for name in ("a.image", "a.label", "b.point"):
        np.testing.assert_array_equal(share[name], whole[name][2:4])


def test_a_stream_decodes_no_more_than_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = []
    read_pixels = streamed.read_pixels
    monkeypatch.setattr(streamed, "read_pixels", lambda *given: decoded.append(str(given[0])) or read_pixels(*given))
    monkeypatch.setattr(pipeline, "load_source", lambda **_: stream())
    sets = {"": {"source": {"kind": "pets", "arguments": {}}, "steps": RANDOM}}
    elements(sets, 1, 0, Share(1, 4))
    numbers = {int(name.split("example ")[1].split()[0]) for name in decoded}
    assert {2, 3, 10, 11, 18, 19} <= numbers
    assert all(number % BATCH in (2, 3) for number in numbers)


def test_a_batch_that_cannot_be_divided_is_refused() -> None:
    sets = {"": {"source": {"kind": "digits", "arguments": {}}}}
    with pytest.raises(ValueError, match="a batch of 8 examples cannot be divided among 3 workers"):
        elements(sets, 1, 0, Share(0, 3))
    for index in (-1, 2):
        with pytest.raises(ValueError, match=f"there is no worker {index} of 2"):
            Share(index, 2)


def test_the_places_of_a_worker() -> None:
    assert Share(1, 2).places(4).tolist() == [2, 3]
    assert Share(1, 2).places(4, parts=3).tolist() == [2, 3, 6, 7, 10, 11]
    assert Share(0, 1) == WHOLE
    assert WHOLE.places(2, parts=2).tolist() == [0, 1, 2, 3]
