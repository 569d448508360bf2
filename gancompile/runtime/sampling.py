"""Samples from a build's SavedModel, as a server would ask for them."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np

from gancompile.files import write_atomically
from gancompile.runtime.report import draw_samples
from gancompile.runtime.report.pictures import as_png


class SampleError(Exception):
    """A request that the SavedModel cannot answer, in the user's words."""


class NoModelError(SampleError):
    """There is nothing to ask."""


def find_saved_model(build: Path) -> Path:
    """The SavedModel of a build's folder, or the folder itself where it is one. Raises NoModelError."""
    for path in (build, build / "saved_model" / "1", build / "1"):
        if (path / "saved_model.pb").exists():
            return path
    raise NoModelError(f"`{build}` holds no SavedModel; `gancompile build SPEC` makes one")


def sample(build: Path, number: int, *, seed: int, labels: list[int] | None = None) -> Any:
    """`number` samples: [number, height, width, channels] uint8, or [number, size] float32.

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
        (made,) = signature(**asked).values()
    except tf.errors.InvalidArgumentError as error:
        told = re.search(r"label must be from 0 to \d+", str(error))
        raise SampleError(told[0] if told else str(error).splitlines()[0]) from error
    return made.numpy()


def write_samples(samples: Any, path: Path, *, columns: int | None = None) -> None:
    """Writes samples as a picture (.png), an array (.npy), or a table (.csv) of vectors. Raises SampleError for another ending."""
    match path.suffix.lower():
        case ".png":
            write_atomically(path, as_png(draw_samples(samples, columns=columns)))
        case ".npy":
            buffer = io.BytesIO()
            np.save(buffer, samples, allow_pickle=False)
            write_atomically(path, buffer.getvalue())
        case ".csv" if samples.ndim == 2:
            text = io.StringIO()
            np.savetxt(text, samples, delimiter=",", fmt="%.9g")
            write_atomically(path, text.getvalue())
        case _:
            raise SampleError(
                f"cannot write samples as `{path.name}`: .png, .npy"
                + (" and .csv" if samples.ndim == 2 else "")
                + " are known"
            )
