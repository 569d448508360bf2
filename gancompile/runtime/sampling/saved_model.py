"""Samples of a build's SavedModel, by its `generate` signature."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from gancompile.catalogue.sources.table.condition import condition_of, draw_conditions
from gancompile.runtime.data import as_texts
from gancompile.runtime.sampling.condition_values import Given, condition_values, split
from gancompile.runtime.sampling.errors import NoModelError, SampleError
from gancompile.runtime.sampling.sample_description import Condition, SampleDescription, read_description


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


def description_of(build: Path) -> SampleDescription:
    """What a build's samples stand for, and what they can be asked for. Raises NoModelError."""
    return read_description(find_saved_model(build))


def sample(build: Path, number: int, *, seed: int, given: Given | None = None) -> Any:
    """`number` samples: [number, height, width, channels] uint8, [number, size] float32, the columns of a table by
    name, sounds [number, window, 1] float32, or lines.

    given: the conditions of a conditional model, by name; they are taken in turn up to `number`. Raises SampleError.
    """
    signature = tf.saved_model.load(str(find_saved_model(build))).signatures["generate"]
    return sample_signature(signature, number, seed=seed, given=given or {}, description=description_of(build))


def sample_signature(signature: Any, number: int, *, seed: int, given: Given, description: SampleDescription) -> Any:
    """As `sample`, by a `generate` signature that is at hand."""
    inputs = {"num": tf.constant(number, tf.int32), "seed": tf.constant(seed, tf.int64)}
    specs = {name: spec for name, spec in signature.structured_input_signature[1].items() if name not in inputs}
    if description.encoding and "conditions" in description.encoding and list(specs) == ["condition"]:
        inputs["condition"] = tf.constant(_of_a_category(description.encoding, given, number, seed))
    else:
        inputs |= _of_fields(specs, given, number, description)
    try:
        outputs = {name: as_texts(value.numpy()) for name, value in signature(**inputs).items()}
    except (tf.errors.InvalidArgumentError, ValueError) as error:
        raise SampleError(str(error).splitlines()[0]) from error
    encoding = description.encoding
    if encoding and encoding["kind"] == "table":
        return {column["name"]: outputs[column["name"]] for column in encoding["columns"] if column["name"] in outputs}
    (samples,) = outputs.values()
    return samples


def _of_fields(specs: Mapping[str, Any], given: Given, number: int, description: SampleDescription) -> dict[str, Any]:
    """The conditions that are fields of the data, as inputs of the signature. Raises SampleError."""
    # A SavedModel keeps no order of its inputs.
    known = [name for name in description.conditions if name in specs]
    names = [*known, *(name for name in sorted(specs) if name not in known)]
    conditions = {name: description.conditions.get(name, _condition(specs[name])) for name in names}
    made = {}
    for name, values in condition_values(conditions, given, max(number, 1)).items():
        shape = [len(values), *(1 if size is None else size for size in specs[name].shape[1:])]
        made[name] = tf.constant(values.reshape(shape) if conditions[name].classes else values, specs[name].dtype)
    return made


def _of_a_category(encoding: Mapping[str, Any], given: Given, number: int, seed: int) -> Any:
    """The vectors that ask for a category of a table, in turn; as often as in the data where none is asked for. Raises SampleError."""
    if "label" not in given:
        return draw_conditions(encoding, number, seed)
    try:
        made = np.stack([condition_of(encoding, str(label)) for label in split(given["label"])])
    except KeyError as error:
        raise SampleError(str(error.args[0])) from error
    return made[np.arange(max(number, 1)) % len(made)]


def _condition(spec: Any) -> Condition:
    """A condition as far as a signature knows it."""
    return Condition(shape=tuple(spec.shape[1:]), classes=2**31 if spec.dtype.is_integer else None)
