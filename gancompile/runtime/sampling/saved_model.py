"""Samples of a build's SavedModel, by its `generate` signature."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from gancompile.runtime.data import as_texts
from gancompile.runtime.sampling.encoding import read_encoding
from gancompile.runtime.sampling.errors import NoModelError, SampleError


def find_saved_model(build: Path) -> Path:
    """The newest SavedModel of a build's folder, or the folder itself where it is one. Raises NoModelError."""
    versions = (path for folder in (build / "saved_model", build) for path in sorted(_versions(folder), reverse=True))
    for path in (build, *(path for _, path in versions)):
        if (path / "saved_model.pb").exists():
            return path
    raise NoModelError(f"`{build}` holds no SavedModel; `gancompile build SPEC` makes one")


def _versions(folder: Path) -> list[tuple[int, Path]]:
    """The folders of versions, whose names are numbers."""
    return [(int(path.name), path) for path in folder.glob("[0-9]*") if path.name.isdigit()]


def encoding_of(build: Path) -> Mapping[str, Any] | None:
    """The encoding of a build's samples: a table, sounds, or lines; None for images and vectors. Raises NoModelError."""
    return read_encoding(find_saved_model(build))


def sample(build: Path, number: int, *, seed: int, labels: Sequence[int] | None = None) -> Any:
    """`number` samples: [number, height, width, channels] uint8, [number, size] float32, the columns of a table by
    name, sounds [number, window, 1] float32, or lines.

    labels: of a conditional model; they are repeated in order up to `number`. Raises SampleError.
    """
    signature = tf.saved_model.load(str(find_saved_model(build))).signatures["generate"]
    return sample_signature(signature, number, seed=seed, labels=labels, encoding=encoding_of(build))


def sample_signature(
    signature: Any, number: int, *, seed: int, labels: Sequence[int] | None, encoding: Mapping[str, Any] | None
) -> Any:
    """As `sample`, by a `generate` signature that is at hand."""
    inputs = {"num": tf.constant(number, tf.int32), "seed": tf.constant(seed, tf.int64)}
    specs = {name: spec for name, spec in signature.structured_input_signature[1].items() if name not in inputs}
    inputs |= _conditions(specs, number, labels)
    try:
        outputs = {name: as_texts(value.numpy()) for name, value in signature(**inputs).items()}
    except tf.errors.InvalidArgumentError as error:
        label_range = re.search(r"label must be from 0 to \d+", str(error))
        raise SampleError(label_range[0] if label_range else str(error).splitlines()[0]) from error
    if encoding and encoding["kind"] == "table":
        return {column["name"]: outputs[column["name"]] for column in encoding["columns"]}
    (samples,) = outputs.values()
    return samples


def _conditions(specs: Mapping[str, Any], number: int, labels: Sequence[int] | None) -> dict[str, Any]:
    """The labels as inputs of the signature. specs: of the generator's inputs from the data. Raises SampleError."""
    fields = list(specs)
    others = [name for name in fields if not specs[name].dtype.is_integer]
    if others:
        raise SampleError(
            f"this generator takes `{others[0]}` {specs[others[0]].shape.as_list()[1:]}, which is no label: "
            "call `generate` of the SavedModel with it"
        )
    if labels is None and fields:
        raise SampleError(
            f"this generator is conditional on `{fields[0]}`: set it by `--label`, such as `--label 3` or `--label 0,1,2`"
        )
    if labels is None:
        return {}
    if not fields:
        raise SampleError("this generator takes no label")
    return {fields[0]: tf.constant(np.resize(labels, number) if number else labels, specs[fields[0]].dtype)}
