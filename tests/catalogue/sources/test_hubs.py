"""Data sets of TensorFlow Datasets and of Hugging Face's `datasets`, made here, offline."""

from __future__ import annotations

import shutil
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from gancompile.catalogue.sources import FieldFacts, SourceFacts, SourceProblem, inspect_source
from gancompile.catalogue.sources.data_error import DataError, as_data_error
from gancompile.catalogue.sources.example_stream import ExampleStream
from gancompile.catalogue.steps import inspect_steps
from gancompile.compiler.elaborate.withheld_labels import withhold_labels
from gancompile.runtime.data import as_texts, batches, decoded, load_source

LABEL = FieldFacts(shape=(), dtype="int32", classes=2, class_names=("cat", "dog"))


def picture(number: int, height: int = 4) -> Image.Image:
    return Image.fromarray(np.full((height, 5, 3), 10 * number, np.uint8))


@pytest.fixture
def on_disk(tmp_path: Path) -> Path:
    """Six examples in two splits, as `save_to_disk` writes them."""
    datasets = pytest.importorskip("datasets")
    features = datasets.Features(
        img=datasets.Image(), label=datasets.ClassLabel(names=["cat", "dog"]), x=datasets.Sequence(datasets.Value("float32"), 2),
        text=datasets.Value("string"), when=datasets.Value("timestamp[s]"),
    )  # fmt: skip

    def rows(count: int) -> Any:
        columns = {
            "img": [picture(i) for i in range(count)],
            "label": [i % 2 for i in range(count)],
            "x": [[i, 0.5] for i in range(count)],
            "text": ["abc"[: i % 3 + 1] for i in range(count)],
            "when": list(range(count)),
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
        ({"fields": {"image": "image"}}, "there is no column `image`; did you mean `img`?"),
        ({"fields": {"t": "when"}}, "column `when` holds Value('timestamp[s]'), which are no images"),
    ):
        found = inspect_source("hf", {"folder": "pets", **arguments}, on_disk.parent)
        assert isinstance(found, SourceProblem)
        assert message in found.message
        with pytest.raises(DataError):
            load_source("hf", {"folder": str(on_disk), **arguments})


TEXTS = ["abc"[: i % 3 + 1] for i in range(6)]


def check_texts(kind: str, arguments: dict[str, Any], folder: Path) -> None:
    """A field of texts beside images, or alone, comes as the text of its example, and can be decoded."""
    alone = {**arguments, "fields": {"line": "text"}}
    image = "img" if kind == "hf" else "image"
    for fields in ({"line": "text"}, {"image": image, "line": "text"}):
        for stream in ({}, {"stream": 3}):
            facts = inspect_source(kind, {**alone, "fields": fields, **stream}, folder)
            assert isinstance(facts, SourceFacts), facts
            line = facts.fields["line"]
            assert line.shape == (3, 4)
            loaded = {**alone, "fields": fields, **stream, "encodings": {"line": line.encoding}}
            steps = [{"resize": [4, 4]}] if "image" in fields else []
            one = {"source": {"kind": kind, "arguments": loaded}, "steps": steps, "shuffle": False}
            (made,) = batches({"sets": {"": one}, "batch": 6}, seed=0).take(1).as_numpy_iterator()
            assert line.encoding is not None
            texts = decoded(made["line"], line.encoding, "line", tf.constant(0, tf.int64))["line"]
            lines = as_texts(texts.numpy()).tolist()
            assert sorted(lines) == sorted(TEXTS)
            if "image" in fields:
                assert lines == [TEXTS[number] for number in made["image"][:, 0, 0, 0] // 10]


def check_stream(kind: str, arguments: dict[str, Any], size: int) -> None:
    """Every example comes once an epoch, in another order each, and any batch is the same for one who begins there."""
    arguments = {**arguments, "stream": 4}
    one = {"source": {"kind": kind, "arguments": arguments}, "steps": [{"resize": [4, 4]}]}

    def seen(start: int, count: int) -> list[int]:
        found = batches({"sets": {"": one}, "batch": size}, seed=3, start=start).take(count).as_numpy_iterator()
        made = [(batch["image"][:, 0, 0, 0] // 10, batch["label"], batch["x"][:, 0]) for batch in found]
        for images, labels, numbers in made:
            assert (labels == images % 2).all()
            assert (numbers == images).all()
        return [int(number) for images, *_ in made for number in images]

    order = seen(0, 12)
    epochs = [order[i : i + 6] for i in range(0, len(order), 6)]
    assert all(sorted(epoch) == [0, 1, 2, 3, 4, 5] for epoch in epochs)
    assert len(set(map(tuple, epochs))) > 1
    for start in (1, 5):
        assert seen(start, 2) == order[start * size : (start + 2) * size]


def test_a_stream_of_hugging_face(on_disk: Path) -> None:
    arguments = {"folder": str(on_disk), "fields": {"image": "img", "label": "label", "x": "x"}}
    check_stream("hf", arguments, 4)
    facts = inspect_source("hf", {**arguments, "stream": 4}, on_disk.parent)
    assert isinstance(facts, SourceFacts)
    assert (facts.count, facts.streamed) == (6, True)


def test_texts_of_hugging_face(on_disk: Path) -> None:
    check_texts("hf", {"folder": str(on_disk)}, on_disk.parent)


def test_a_stream_that_is_shorter_than_its_description_is_an_error() -> None:
    short = ExampleStream(
        name="pets",
        count=3,
        channels={},
        others={"x": ((), "float32")},
        vocabularies={},
        read=lambda _: iter([{"x": 1.0}]),
    )
    with pytest.raises(DataError, match="`pets` has 1 examples, but is described with 3"):
        list(islice(short.examples_from(0, None), 2))


def test_what_a_stream_cannot_do_is_said_by_check(on_disk: Path) -> None:
    facts = inspect_source("hf", {"folder": str(on_disk), "stream": 4, "fields": {"x": "x", "label": "label"}}, on_disk)
    assert isinstance(facts, SourceFacts)
    measured = inspect_steps(facts, [{"range": [0, 1]}])
    assert isinstance(measured, SourceProblem)
    assert "examples that are streamed are not measured" in measured.message
    withheld = withhold_labels(facts, 0.5)
    assert isinstance(withheld, SourceProblem)
    assert "those of a stream have none" in withheld.message


def test_images_of_several_sizes_in_a_stream_want_a_resize(prepared: Path) -> None:
    one = {"source": {"kind": "tfds", "arguments": {"name": "pets", "data_dir": str(prepared), "stream": 2}}}
    with pytest.raises(tf.errors.OpError) as raised:
        list(batches({"sets": {"": one}, "batch": 3}, seed=0).take(1))
    assert "of different sizes" in str(as_data_error(raised.value))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
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
                yield (
                    i,
                    {
                        "image": np.asarray(picture(i, 4 + i)),
                        "label": i % 2,
                        "x": [i, 0.5],
                        "text": "abc"[: i % 3 + 1],
                    },
                )

    data_dir = tmp_path_factory.mktemp("prepared")
    Pets(data_dir=str(data_dir)).download_and_prepare()
    return data_dir


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
    check_stream("tfds", arguments, 4)
    check_texts("tfds", arguments, prepared.parent)


def test_texts_in_a_broken_file_are_a_problem_of_the_data(prepared: Path, tmp_path: Path) -> None:
    shutil.copytree(prepared / "pets", tmp_path / "pets")
    (file,) = tmp_path.glob("pets/*/*-train.tfrecord*")
    file.write_bytes(file.read_bytes()[:-7])
    found = inspect_source("tfds", {"name": "pets", "data_dir": str(tmp_path), "fields": {"t": "text"}}, tmp_path)
    assert isinstance(found, SourceProblem)
    assert "ends in the middle of a record" in found.message
