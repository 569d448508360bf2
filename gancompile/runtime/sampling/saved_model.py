"""Samples of a build's SavedModel, by its `generate` signature."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from gancompile.catalogue.sources.table.condition import condition_of, draw_conditions
from gancompile.runtime.data import as_texts
from gancompile.runtime.sampling.encoding import read_encoding
from gancompile.runtime.sampling.errors import NoModelError, SampleError

LISTED = 12


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


def sample(build: Path, number: int, *, seed: int, labels: Sequence[int | str] | None = None) -> Any:
    """`number` samples: [number, height, width, channels] uint8, [number, size] float32, the columns of a table by
    name, sounds [number, window, 1] float32, or lines.

    labels: of a conditional model, as numbers or names, `field=name` where it takes several; they are repeated in order up to
    `number`. Raises SampleError.
    """
    signature = tf.saved_model.load(str(find_saved_model(build))).signatures["generate"]
    return sample_signature(signature, number, seed=seed, labels=labels, encoding=encoding_of(build))


def sample_signature(
    signature: Any, number: int, *, seed: int, labels: Sequence[int | str] | None, encoding: Mapping[str, Any] | None
) -> Any:
    """As `sample`, by a `generate` signature that is at hand."""
    inputs = {"num": tf.constant(number, tf.int32), "seed": tf.constant(seed, tf.int64)}
    specs = {name: spec for name, spec in signature.structured_input_signature[1].items() if name not in inputs}
    inputs |= _given(specs, number, labels, seed, encoding)
    try:
        outputs = {name: as_texts(value.numpy()) for name, value in signature(**inputs).items()}
    except tf.errors.InvalidArgumentError as error:
        label_range = re.search(r"label must be from 0 to \d+", str(error))
        raise SampleError(label_range[0] if label_range else str(error).splitlines()[0]) from error
    if encoding and encoding["kind"] == "table":
        return {column["name"]: outputs[column["name"]] for column in encoding["columns"] if column["name"] in outputs}
    (samples,) = outputs.values()
    return samples


def _given(
    specs: Mapping[str, Any],
    number: int,
    labels: Sequence[int | str] | None,
    seed: int,
    encoding: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """The inputs of the signature that stand for fields of the data. Raises SampleError."""
    if not encoding or "conditions" not in encoding or list(specs) != ["condition"]:
        return _conditions(specs, number, labels, _class_names(encoding))
    if labels is None:
        return {"condition": tf.constant(draw_conditions(encoding, number, seed))}
    try:
        made = np.stack([condition_of(encoding, str(label)) for label in labels])
    except KeyError as error:
        raise SampleError(str(error.args[0])) from error
    return {"condition": tf.constant(made[np.arange(max(number, 1)) % len(made)])}


def _class_names(encoding: Mapping[str, Any] | None) -> dict[str, Sequence[str]]:
    """The names of the classes by field, where labels are columns of a table."""
    columns = encoding.get("columns", ()) if encoding else ()
    return {column["field"]: column["values"] for column in columns if column["kind"] == "label"}


def _conditions(
    specs: Mapping[str, Any], number: int, labels: Sequence[int | str] | None, names: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """The labels as inputs of the signature. specs: of the generator's inputs from the data. names: of the classes. Raises SampleError."""
    fields = sorted(specs)
    others = [name for name in fields if not specs[name].dtype.is_integer]
    if others:
        raise SampleError(
            f"this generator takes `{others[0]}` {specs[others[0]].shape.as_list()[1:]}, which is no label: "
            "call `generate` of the SavedModel with it"
        )
    if labels is None and fields:
        examples = _examples(fields, names)
        raise SampleError(
            f"this generator is conditional on {' and '.join(f'`{name}`' for name in fields)}: set it by `--label`, {examples}"
        )
    if labels is None:
        return {}
    if not fields:
        raise SampleError("this generator takes no label")
    made = {}
    for field, written in _by_field(labels, fields, names).items():
        numbers = [_class_number(one, field, names.get(field, ())) for one in written]
        made[field] = tf.constant(np.resize(numbers, number) if number else numbers, specs[field].dtype)
    return made


def _examples(fields: Sequence[str], names: Mapping[str, Sequence[str]]) -> str:
    if len(fields) > 1:
        return "such as `--label " + ",".join(f"{field}={names.get(field, '0')[0]}" for field in fields) + "`"
    known = names.get(fields[0], ())
    return (
        f"such as `--label {known[0]}` or `--label {','.join(known[:3])}`"
        if known
        else "such as `--label 3` or `--label 0,1,2`"
    )


def _by_field(
    labels: Sequence[int | str], fields: Sequence[str], names: Mapping[str, Sequence[str]]
) -> dict[str, list[int | str]]:
    """The labels of each field. A label that names no field is of the only one. Raises SampleError."""
    found: dict[str, list[int | str]] = {field: [] for field in fields}
    for label in labels:
        field, equals, value = str(label).partition("=")
        if equals and field in found:
            found[field].append(value)
        elif len(fields) == 1:
            found[fields[0]].append(label)
        else:
            raise SampleError(
                f"`{label}` names no field: labels are {', '.join(f'`{name}`' for name in fields)}, {_examples(fields, names)}"
            )
    empty = [field for field, written in found.items() if not written]
    if empty:
        raise SampleError(f"there is no label of `{empty[0]}`, {_examples(fields, names)}")
    return found


def _class_number(written: int | str, field: str, names: Sequence[str]) -> int:
    """The number of a class that is given by its name, or by its number where no class is called so. Raises SampleError."""
    if str(written) in names:
        return list(names).index(str(written))
    try:
        return int(written)
    except ValueError:
        listed = ", ".join(names[:LISTED]) + (", ..." if len(names) > LISTED else "")
        known = f"the classes are {listed}" if names else "its classes are numbers"
        raise SampleError(f"`{field}` has no class `{written}`: {known}") from None
