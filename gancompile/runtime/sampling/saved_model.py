"""Samples from a build's SavedModel, as a server would ask for them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gancompile.runtime.data import as_texts
from gancompile.runtime.export.saved_model import ENCODING
from gancompile.runtime.sampling.sample_file import SampleError, write_samples

__all__ = ["NoModelError", "SampleError", "encoding_of", "find_saved_model", "sample", "write_samples"]


class NoModelError(SampleError):
    """There is nothing to ask."""


def find_saved_model(build: Path) -> Path:
    """The SavedModel of a build's folder, or the folder itself where it is one. Raises NoModelError."""
    for path in (build, build / "saved_model" / "1", build / "1"):
        if (path / "saved_model.pb").exists():
            return path
    raise NoModelError(f"`{build}` holds no SavedModel; `gancompile build SPEC` makes one")


def encoding_of(build: Path) -> Mapping[str, Any] | None:
    """What the samples of a build stand for: columns of a table, sounds, lines; None for images and vectors. Raises NoModelError."""
    path = find_saved_model(build) / "assets.extra" / ENCODING
    told: Mapping[str, Any] | None = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    return told


def sample(build: Path, number: int, *, seed: int, labels: list[int] | None = None) -> Any:
    """`number` samples: [number, height, width, channels] uint8, [number, size] float32, the columns of a table by
    name, sounds [number, window, 1] float32, or lines.

    labels: of a conditional model; one for all, or one for each. In turn 0, 1, 2, ... is for the caller to say.
    """
    import tensorflow as tf

    signature = tf.saved_model.load(str(find_saved_model(build))).signatures["generate"]
    wanted = signature.structured_input_signature[1]
    asked: dict[str, Any] = {"num": tf.constant(number, tf.int32), "seed": tf.constant(seed, tf.int64)}
    fields = [name for name in wanted if name not in asked]
    others = [name for name in fields if not wanted[name].dtype.is_integer]
    if others:
        said = f"this generator makes its samples from `{others[0]}` {wanted[others[0]].shape.as_list()[1:]}, which is no label"
        raise SampleError(f"{said}: give it to the `generate` of the SavedModel")
    if labels is None and fields:
        raise SampleError(
            f"this generator is conditional on `{fields[0]}`: say which with `--label`, such as `--label 3` or `--label 0,1,2`"
        )
    if labels is not None:
        if not fields:
            raise SampleError("this generator takes no label")
        asked[fields[0]] = tf.constant(np.resize(labels, number) if number else labels, wanted[fields[0]].dtype)
    try:
        made = {name: as_texts(value.numpy()) for name, value in signature(**asked).items()}
    except tf.errors.InvalidArgumentError as error:
        told = re.search(r"label must be from 0 to \d+", str(error))
        raise SampleError(told[0] if told else str(error).splitlines()[0]) from error
    encoding = encoding_of(build)
    if encoding and encoding["kind"] == "table":
        return {column["name"]: made[column["name"]] for column in encoding["columns"]}
    (found,) = made.values()
    return found
