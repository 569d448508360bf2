"""Data sets of TensorFlow Datasets and of Hugging Face's `datasets`, made here, offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gancompile.catalogue.sources import FieldFacts, SourceFacts, SourceProblem, inspect_source
from gancompile.catalogue.sources.data_error import DataError
from gancompile.runtime.data import batches, load_source

LABEL = FieldFacts(shape=(), dtype="int32", classes=2, class_names=("cat", "dog"))


def picture(number: int, height: int = 4) -> Image.Image:
    return Image.fromarray(np.full((height, 5, 3), 10 * number, np.uint8))


@pytest.fixture
def on_disk(tmp_path: Path) -> Path:
    """Six examples in two splits, as `save_to_disk` writes them."""
    datasets = pytest.importorskip("datasets")
    features = datasets.Features(
        img=datasets.Image(), label=datasets.ClassLabel(names=["cat", "dog"]), x=datasets.Sequence(datasets.Value("float32"), 2),
        text=datasets.Value("string"),
    )  # fmt: skip

    def rows(count: int) -> Any:
        columns = {
            "img": [picture(i) for i in range(count)],
            "label": [i % 2 for i in range(count)],
            "x": [[i, 0.5] for i in range(count)],
            "text": ["a"] * count,
        }
        return datasets.Dataset.from_dict(columns, features=features)

    datasets.DatasetDict(train=rows(6), test=rows(2)).save_to_disk(str(tmp_path / "pets"))
    return tmp_path / "pets"


def test_a_folder_of_hugging_face(on_disk: Path) -> None:
    facts = inspect_source(
        "hf", {"folder": "pets", "fields": {"image": "img", "label": "label", "x": "x"}}, on_disk.parent
    )
    assert isinstance(facts, SourceFacts)
    assert facts.count == 6
    assert facts.fields == {
        "image": FieldFacts(shape=(4, 5, 3), dtype="uint8", low=0, high=255),
        "x": FieldFacts(shape=(2,), dtype="float32"),
        "label": LABEL,
    }
    for cache in (True, False):
        arguments = {"folder": str(on_disk), "fields": {"image": "img", "label": "label", "x": "x"}}
        described = {"source": {"kind": "hf", "arguments": arguments}, "cache": cache}
        (made,) = batches({"sets": {"": described}, "batch": 6}, seed=0).take(1).as_numpy_iterator()
        numbers = made["image"][:, 0, 0, 0] // 10
        assert sorted(numbers) == [0, 1, 2, 3, 4, 5]
        assert (made["label"] == numbers % 2).all()
        assert (made["x"] == np.stack([numbers, np.full(6, 0.5)], axis=1)).all()


def test_what_hugging_face_lacks_is_named(on_disk: Path) -> None:
    for arguments, message in (
        ({"split": "val"}, "has no split `val`; it has train, test"),
        ({"fields": {"image": "image"}}, "there is no column `image`; there are img, label, x, text"),
        ({"fields": {"t": "text"}}, "column `text` holds Value('string'), which are no images"),
    ):
        found = inspect_source("hf", {"folder": "pets", **arguments}, on_disk.parent)
        assert isinstance(found, SourceProblem)
        assert message in found.message
        with pytest.raises(DataError):
            load_source("hf", {"folder": str(on_disk), **arguments})


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """Six and two examples with images of several sizes, as TensorFlow Datasets prepares them."""
    tfds = pytest.importorskip("tensorflow_datasets")

    class Pets(tfds.core.GeneratorBasedBuilder):
        VERSION = tfds.core.Version("1.0.0")
        url_infos: dict[str, Any] = {}  # noqa: RUF012 -- it has nothing to download

        def _info(self) -> Any:
            features = {
                "image": tfds.features.Image(shape=(None, None, 3)),
                "label": tfds.features.ClassLabel(names=["cat", "dog"]),
                "x": tfds.features.Tensor(shape=(2,), dtype=np.float32),
                "text": tfds.features.Text(),
            }
            return tfds.core.DatasetInfo(builder=self, features=tfds.features.FeaturesDict(features))

        def _split_generators(self, manager: Any) -> Any:
            return {"train": self._generate_examples(6), "test": self._generate_examples(2)}

        def _generate_examples(self, count: int) -> Any:
            for i in range(count):
                yield i, {"image": np.asarray(picture(i, 4 + i)), "label": i % 2, "x": [i, 0.5], "text": "a"}

    Pets(data_dir=str(tmp_path / "data")).download_and_prepare()
    return tmp_path / "data"


def test_a_prepared_set_of_tensorflow(prepared: Path) -> None:
    arguments = {"name": "pets", "data_dir": str(prepared)}
    facts = inspect_source("tfds", arguments, prepared.parent)
    assert isinstance(facts, SourceFacts)
    assert facts.count == 6
    assert facts.fields == {
        "image": FieldFacts(shape=(None, None, 3), dtype="uint8", low=0, high=255),
        "x": FieldFacts(shape=(2,), dtype="float32"),
        "label": LABEL,
    }
    for cache in (True, False):
        described = {"source": {"kind": "tfds", "arguments": arguments}, "steps": [{"resize": [4, 4]}], "cache": cache}
        (made,) = batches({"sets": {"": described}, "batch": 6}, seed=0).take(1).as_numpy_iterator()
        numbers = made["image"][:, 0, 0, 0] // 10
        assert made["image"].shape == (6, 4, 4, 3)
        assert sorted(numbers) == [0, 1, 2, 3, 4, 5]
        assert (made["label"] == numbers % 2).all()
    for wrong, message in (
        ({"name": "pats"}, "`pats` is not prepared in"),
        ({"split": "val"}, "has no split `val`"),
        ({"fields": {"image": "img"}}, "there is no feature `img`"),
    ):
        found = inspect_source("tfds", {**arguments, **wrong}, prepared.parent)
        assert isinstance(found, SourceProblem)
        assert message in found.message
