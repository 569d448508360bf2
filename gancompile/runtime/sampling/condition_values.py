"""The conditions of samples, as a person writes them: classes by name or number, attributes by name, numbers, or files."""

from __future__ import annotations

import csv
import difflib
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.sampling.csv_rows import csv_rows
from gancompile.runtime.sampling.errors import SampleError
from gancompile.runtime.sampling.image_rows import image_rows, is_image, names_images
from gancompile.runtime.sampling.rows import Rows, array_rows
from gancompile.runtime.sampling.sample_description import Condition

Given = Mapping[str, str | Sequence[int | str]]
"""By the name of a condition: a text, or classes by number or name."""
LISTED = 12


def condition_values(
    conditions: Mapping[str, Condition], given: Given, number: int, *, resize: bool = False
) -> dict[str, NDArray[Any]]:
    """The values of all conditions for `number` samples, those that are given in turn: [number, ...] each.

    given, resize: as of `condition_rows`. Raises SampleError.
    """
    return {name: rows.take(range(number)) for name, rows in condition_rows(conditions, given, resize=resize).items()}


def condition_rows(
    conditions: Mapping[str, Condition], given: Given, *, resize: bool = False, taker: str = "this generator"
) -> dict[str, Rows]:
    """The examples that are given for all conditions.

    given: `label` is also the first condition that has classes, whatever its name, or several as in `sex=Female,town=Lyon`. resize:
    images of another size. taker: what has the conditions, for messages. Raises SampleError.
    """
    given = _by_field(conditions, given)
    for name in given:
        if name not in conditions:
            known = f"; it takes {_listed(list(conditions))}" if conditions else ""
            raise SampleError(f"{taker} takes no `{name}`{known}")
    missing = [name for name in conditions if name not in given]
    if missing:
        raise SampleError(f"{taker} is conditional on `{missing[0]}`: {_how(missing[0], conditions[missing[0]])}")
    return {name: _rows(name, condition, given[name], resize) for name, condition in conditions.items()}


def number_of_samples(rows: Mapping[str, Rows]) -> int | None:
    """As many as the longest folder or table has; None where neither is given."""
    return max((one.count for one in rows.values() if one.counts), default=None)


def turns_of(rows: Mapping[str, Rows]) -> tuple[str, ...]:
    """The names of the classes that take turns, where those of one condition do."""
    turns = [one.classes for one in rows.values() if one.classes and not one.counts]
    return turns[0] if len(turns) == 1 else ()


def _by_field(conditions: Mapping[str, Condition], given: Given) -> Given:
    """The given values by the names of the conditions."""
    if "label" not in given:
        return given
    labels = [name for name, one in conditions.items() if one.classes is not None]
    made: dict[str, list[int | str]] = {}
    for part in split(given["label"]):
        name, equals, value = str(part).partition("=")
        if equals and name in labels:
            made.setdefault(name, []).append(value)
        else:
            made.setdefault("label" if "label" in conditions or not labels else labels[0], []).append(part)
    return {**{name: value for name, value in given.items() if name != "label"}, **made}


def split(text: str | Sequence[int | str]) -> Sequence[int | str]:
    """Classes between commas; quotes around a name that holds one."""
    if not isinstance(text, str):
        return text
    return [part.strip() for part in next(csv.reader([text], skipinitialspace=True), [])]


def _rows(name: str, condition: Condition, text: str | Sequence[int | str], resize: bool) -> Rows:
    """The examples that a text stands for."""
    if isinstance(text, str) and text.endswith(".npy"):
        return array_rows(_from_file(name, condition, Path(text)))
    if isinstance(text, str) and is_image(condition) and not os.path.exists(text):
        raise SampleError(f"there is no file or folder `{text}`; {_how(name, condition)}")
    if isinstance(text, str) and is_image(condition) and names_images(text):
        return image_rows(name, condition, Path(text), resize=resize)
    if isinstance(text, str) and text.endswith(".csv"):
        return csv_rows(name, condition, Path(text), lambda cell: _class(name, condition, cell))
    if condition.classes is not None:
        return _class_rows(name, condition, text)
    if len(condition.shape) == 1 and isinstance(text, str):
        vectors = [(part.strip(), _vector(name, condition, part)) for part in text.split(";")]
        return array_rows(np.array([one for _, one in vectors], np.float32), texts=[part for part, _ in vectors])
    if is_image(condition):
        raise SampleError(f"`{text}` is no image by its ending, and no folder; {_how(name, condition)}")
    raise SampleError(f"`{name}` is {list(condition.shape)}: {_how(name, condition)}")


def _class_rows(name: str, condition: Condition, text: str | Sequence[int | str]) -> Rows:
    parts = [text] if isinstance(text, str) and text in condition.names else split(text)
    numbers = [_class(name, condition, str(part)) for part in parts]
    names = [condition.names[number] if condition.names else str(number) for number in numbers]
    rows = array_rows(np.array(numbers).reshape(-1, *[1] * len(condition.shape)), texts=names)
    return replace(rows, classes=tuple(names)) if len(set(names)) > 1 else rows


def _class(name: str, condition: Condition, part: str) -> int:
    """A class by its name, or by its number where no class has that name."""
    if part in condition.names:
        return condition.names.index(part)
    if part.isdecimal():
        if condition.classes is not None and int(part) >= condition.classes:
            names = f" ({_listed(condition.names)})" if condition.names else ""
            raise SampleError(f"label must be from 0 to {condition.classes - 1}{names}, and `{part}` is none of them")
        return int(part)
    raise SampleError(f"`{name}` has no class `{part}`{_near(part, condition.names, condition.classes)}")


def _vector(name: str, condition: Condition, text: str) -> NDArray[np.float32]:
    """A vector by its numbers, or by the names of those that are 1."""
    (size,) = condition.shape
    parts = [part.strip() for part in text.split(",") if part.strip()]
    unknown = [part for part in parts if part not in condition.names]
    if parts and not unknown:
        return np.isin(condition.names, parts).astype(np.float32)
    try:
        numbers = np.array([float(part) for part in parts], np.float32)
    except ValueError:
        raise SampleError(f"`{name}` has no `{unknown[0]}`{_near(unknown[0], condition.names, None)}") from None
    if len(numbers) != size:
        raise SampleError(f"`{name}` is {size} numbers, and `{text}` is {len(numbers)}")
    return numbers


def _from_file(name: str, condition: Condition, path: Path) -> NDArray[Any]:
    try:
        array: NDArray[Any] = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise SampleError(f"`{path}` cannot be read: {error}") from error
    if array.ndim != len(condition.shape) + 1 or not len(array):
        raise SampleError(
            f"`{path}` is {list(array.shape)}, but `{name}` is [examples, {str(list(condition.shape))[1:]}"
        )
    return array


def _how(name: str, condition: Condition) -> str:
    """How a condition is set, for a message."""
    flag = "--label " if condition.classes is not None else f"--with {name}="
    if condition.classes is not None:
        example = condition.names[0] if condition.names else "3"
        classes = f"; its classes are {_listed(condition.names)}" if condition.names else ""
        return f"set it by `{flag.strip(' =')}`, such as `{flag}{example}`{classes}"
    if len(condition.shape) == 1 and condition.names:
        return f"set it by the names of what is to be 1, such as `{flag}{condition.names[0]}`; it has {_listed(condition.names)}"
    if len(condition.shape) == 1:
        return f"set it by {condition.shape[0]} numbers, as in `{flag}0.5,...`, or by a file, `{flag}values.csv` or `{flag}values.npy`"
    if is_image(condition):
        return f"set it by images, as in `{flag}FOLDER` or `{flag}photo.png`, or by an array in a file, as in `{flag}values.npy`"
    return f"set it by an array in a file, as in `{flag}values.npy`"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:LISTED]) + (", ..." if len(names) > LISTED else "")


def _near(part: str, names: Sequence[str], classes: int | None) -> str:
    if not names:
        return f"; they are numbers from 0 to {classes - 1}" if classes else "; it takes numbers"
    close = difflib.get_close_matches(part, names, n=1)
    return f"; did you mean `{close[0]}`?" if close else f"; it has {_listed(names)}"
