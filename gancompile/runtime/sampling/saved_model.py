"""Samples of a build's SavedModel, by its `generate` signature."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from gancompile.catalogue.sources.table.condition import condition_of, draw_conditions
from gancompile.runtime.data import as_texts
from gancompile.runtime.sampling.condition_values import Given, condition_rows, number_of_samples, split, turns_of
from gancompile.runtime.sampling.errors import NoModelError, SampleError
from gancompile.runtime.sampling.rows import Rows
from gancompile.runtime.sampling.sample_description import Condition, SampleDescription, read_description

USUAL_NUMBER = 64


def find_saved_model(build: Path) -> Path:
    """The newest SavedModel of a build's folder, or the folder itself where it is one. Raises NoModelError."""
    versions = (path for folder in (build / "saved_model", build) for path in sorted(_versions(folder), reverse=True))
    for path in (build, *(path for _, path in versions)):
        if (path / "saved_model.pb").exists():
            return path
    raise NoModelError(f"`{build}` holds no SavedModel; `gancompile build SPEC` makes one")


def find_version(build: Path, identity: str) -> Path | None:
    """The version of a build's SavedModel with an identity, if it is still there. build: the folder of a build, or of a SavedModel."""
    try:
        folder = find_saved_model(build).parent
    except NoModelError:
        return None
    return next((path for _, path in sorted(_versions(folder)) if identity_of(path) == identity), None)


def identity_of(saved_model: Path) -> str:
    """A digest of the graph and of the index of the weights, which holds their checksums."""
    made = hashlib.sha256()
    for name in ("saved_model.pb", "variables/variables.index"):
        path = saved_model / name
        made.update(path.read_bytes() if path.exists() else b"")
    return made.hexdigest()


def _versions(folder: Path) -> list[tuple[int, Path]]:
    """The folders of versions, whose names are numbers."""
    return [(int(path.name), path) for path in folder.glob("[0-9]*") if path.name.isdecimal()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Samples with what they stand for.

    samples: [number, height, width, channels] uint8, [number, size] float32, the columns of a table by name, sounds [number, window, 1]
    float32, or lines. encoding: of a table, sounds or lines. titles: the classes that were taken in turn.
    """

    samples: Any
    encoding: Mapping[str, Any] | None = None
    titles: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """How many there are."""
        return len(next(iter(self.samples.values())) if isinstance(self.samples, Mapping) else self.samples)


def sample(build: Path, number: int, *, seed: int, given: Given | None = None) -> Any:
    """`number` samples of the newest SavedModel of a build, as in `Samples`.

    given: the conditions of a conditional model, by name; they are taken in turn up to `number`. Raises SampleError.
    """
    path = find_saved_model(build)
    signature = tf.saved_model.load(str(path)).signatures["generate"]
    return sample_signature(signature, number, seed=seed, given=given or {}, description=read_description(path)).samples


def sample_signature(
    signature: Any, number: int | None, *, seed: int, given: Given, description: SampleDescription, resize: bool = False
) -> Samples:
    """Samples by a `generate` signature. number: None for as many as a given folder or table has, or 64. Raises SampleError."""
    specs = {
        name: spec for name, spec in signature.structured_input_signature[1].items() if name not in ("num", "seed")
    }
    encoding, rows = description.encoding, {}
    if encoding and takes_a_category(encoding, list(specs)):
        number = USUAL_NUMBER if number is None else number
        inputs = {"condition": tf.constant(of_a_category(encoding, given, number, seed))}
    else:
        rows = condition_rows(_conditions(specs, description), given, resize=resize)
        number = (number_of_samples(rows) or USUAL_NUMBER) if number is None else number
        inputs = {name: _tensor(one, max(number, 1), specs[name]) for name, one in rows.items()}
    inputs |= {"num": tf.constant(number, tf.int32), "seed": tf.constant(seed, tf.int64)}
    try:
        outputs = {name: as_texts(value.numpy()) for name, value in signature(**inputs).items()}
    except (tf.errors.InvalidArgumentError, ValueError) as error:
        raise SampleError(str(error).splitlines()[0]) from error
    samples: Any = next(iter(outputs.values()))
    if encoding and encoding["kind"] == "table":
        samples = {c["name"]: outputs[c["name"]] for c in encoding["columns"] if c["name"] in outputs}
    return Samples(samples=samples, encoding=encoding, titles=turns_of(rows))


def _conditions(specs: Mapping[str, Any], description: SampleDescription) -> dict[str, Condition]:
    """The conditions that are fields of the data, in order."""
    # A SavedModel keeps no order of its inputs.
    known = [name for name in description.conditions if name in specs]
    names = [*known, *(name for name in sorted(specs) if name not in known)]
    return {name: description.conditions.get(name, _condition(specs[name])) for name in names}


def _tensor(rows: Rows, number: int, spec: Any) -> Any:
    """The examples for `number` samples as an input of a signature. The axes of labels are those of the input."""
    values = rows.take(range(number))
    is_label = np.issubdtype(values.dtype, np.integer)
    shape = [number, *(1 if size is None else size for size in spec.shape[1:])]
    return tf.constant(values.reshape(shape) if is_label else values, spec.dtype)


def takes_a_category(encoding: Mapping[str, Any] | None, names: Sequence[str]) -> bool:
    """Whether the only condition asks for a category of a table. names: of the conditions."""
    return encoding is not None and "conditions" in encoding and list(names) == ["condition"]


def of_a_category(encoding: Mapping[str, Any], given: Given, number: int, seed: int) -> Any:
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
