"""Samples row by row, each a function of its number: what folders and files of samples are written from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.sampling.condition_values import Given, condition_rows, number_of_samples, turns_of
from gancompile.runtime.sampling.contract_file import Port, SignaturePorts
from gancompile.runtime.sampling.errors import SampleError
from gancompile.runtime.sampling.rows import Rows, array_rows
from gancompile.runtime.sampling.sample_description import Condition
from gancompile.runtime.sampling.saved_model import USUAL_NUMBER, of_a_category, takes_a_category
from gancompile.runtime.sampling.signature_model import SignatureModel

SEEDS = "seeds"
Answer = Callable[[Sequence[int]], dict[str, NDArray[Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSource:
    """Samples row by row.

    number: of samples. outputs: of each. answer: from the numbers of samples to their outputs. stems: the name of each sample's file
    without suffix, perhaps with a folder. columns: by name, what a sample was made from, for a table. is_exact: whether a sample is the
    same bit for bit whichever others are asked for with it. batch: how many are best asked for at once. encoding: of sounds and other
    samples that have one. titles: the classes that take turns. has_files: whether samples are made from files. is_answer: whether they
    answer what was given, so that a table names what each belongs to.
    """

    number: int
    outputs: tuple[Port, ...]
    answer: Answer
    stems: tuple[str, ...]
    columns: Mapping[str, Callable[[int], str]] = field(default_factory=dict)
    is_exact: bool = True
    batch: int = USUAL_NUMBER
    encoding: Mapping[str, Any] | None = None
    titles: tuple[str, ...] = ()
    has_files: bool = False
    is_answer: bool = False


def signature_source(
    model: SignatureModel, name: str, given: Given, *, number: int | None, seed: int, resize: bool = False
) -> RowSource:
    """The answers of a signature. given: its inputs by name; random ones that are not given are drawn as `latents` draws them.

    number: None for as many as the given folder or table has. seed: of the first sample, the next has the next. Raises SampleError.
    """
    ports = model.ports(name)
    drawn = [one for one in ports.inputs if one.distribution and one.name not in given]
    if drawn:
        _check_latents(model, drawn)
    conditions = {
        one.name: model.condition(name, one) for one in ports.inputs if one not in drawn and one.name != SEEDS
    }
    if name == "sample":
        rows, number = sample_rows(model, conditions, given, number=number, seed=seed, resize=resize)
    else:
        rows = condition_rows(conditions, given, resize=resize, taker=f"the signature `{name}`")
        number = number or number_of_samples(rows) or USUAL_NUMBER
    has_seeds = any(one.name == SEEDS for one in ports.inputs)
    has_files = any(one.stems for one in rows.values())
    return RowSource(
        number=number,
        outputs=ports.outputs,
        answer=_answer(model, ports, rows, drawn, seed),
        stems=stems_of(rows, number, seed if has_seeds or drawn else 0),
        columns=columns_of(rows, seed if has_seeds or drawn else None),
        is_exact=has_seeds and name == "sample",
        batch=batch_of(ports),
        encoding=model.description.encoding if name == "sample" else None,
        titles=turns_of(rows),
        has_files=has_files,
        is_answer=has_files or name != "sample",
    )


def _answer(
    model: SignatureModel, ports: SignaturePorts, rows: Mapping[str, Rows], drawn: Sequence[Port], seed: int
) -> Answer:
    """The answers of a signature to the examples of `rows`. drawn: the random inputs that are not given."""
    has_seeds = any(one.name == SEEDS for one in ports.inputs)

    def answer(numbers: Sequence[int]) -> dict[str, NDArray[Any]]:
        inputs = {key: _shaped(one, ports.inputs, key, numbers) for key, one in rows.items()}
        if has_seeds:
            inputs[SEEDS] = seeds_of(seed, numbers)
        if drawn:
            latents = model.answer("latents", {SEEDS: seeds_of(seed, numbers)})
            inputs |= {one.name: latents[one.name] for one in drawn}
        return model.sampled(inputs) if ports.name == "sample" else model.answer(ports.name, inputs)

    return answer


def sample_rows(
    model: SignatureModel,
    conditions: Mapping[str, Condition],
    given: Given,
    *,
    number: int | None,
    seed: int,
    resize: bool,
) -> tuple[dict[str, Rows], int]:
    """The examples for the conditions of `sample`, and how many samples there will be. Raises SampleError."""
    encoding = model.description.encoding
    if encoding is not None and takes_a_category(encoding, list(conditions)) and "condition" not in given:
        number = number or USUAL_NUMBER
        return {"condition": array_rows(of_a_category(encoding, given, number, seed))}, number
    rows = condition_rows(conditions, given, resize=resize)
    return rows, number or number_of_samples(rows) or USUAL_NUMBER


def seeds_of(seed: int, numbers: Sequence[int]) -> NDArray[np.int64]:
    """The seeds of samples by their numbers."""
    return np.asarray(numbers, np.int64) + seed


def stems_of(rows: Mapping[str, Rows], number: int, seed: int) -> tuple[str, ...]:
    """The name of each sample's file: of the file that it is made from, else its seed; in folders of classes where several are given."""
    files = next((one for one in rows.values() if one.stems), None)
    if files is not None:
        mark = _mark_of_turns(files.stems)
        turns = [divmod(one, files.count) for one in range(number)]
        return tuple(files.stems[index] + (f"{mark}{turn}" if turn else "") for turn, index in turns)
    classes = next((one.classes for one in rows.values() if one.classes), ())
    names = [f"{seed + one:08d}" for one in range(number)]
    return tuple(f"{_folder(classes[i % len(classes)])}/{name}" if classes else name for i, name in enumerate(names))


def _mark_of_turns(stems: Sequence[str]) -> str:
    """What stands before the number of a turn: `_`, or more of them where a file is called like another one's turn."""
    known, mark = set(stems), "_"
    while any((match := re.fullmatch(rf"(.+?){mark}[0-9]+", stem)) and match[1] in known for stem in stems):
        mark += "_"
    return mark


def columns_of(rows: Mapping[str, Rows], seed: int | None) -> dict[str, Callable[[int], str]]:
    """What each sample is made from: its seed, where it has one, and what was given."""
    first = {"seed": lambda number: str(seed + number)} if seed is not None else {}
    return {**first, **{name: one.text for name, one in rows.items()}}


def batch_of(ports: SignaturePorts) -> int:
    """One where images may be of any size, and so may differ."""
    is_free = any(None in (one.shape or ())[1:] for one in ports.inputs)
    return 1 if is_free else USUAL_NUMBER if any(one.name == SEEDS for one in ports.inputs) else 16


def _shaped(rows: Rows, inputs: Sequence[Port], name: str, numbers: Sequence[int]) -> NDArray[Any]:
    """The examples for samples. The axes of labels are those of the input."""
    (port,) = (one for one in inputs if one.name == name)
    values = rows.take(numbers)
    is_label = port.shape is not None and np.issubdtype(values.dtype, np.integer)
    return values.reshape(len(values), *[size or 1 for size in (port.shape or ())[1:]]) if is_label else values


def _check_latents(model: SignatureModel, drawn: Sequence[Port]) -> None:
    known = {one.name: one.shape for one in model.ports("latents").outputs}
    for one in drawn:
        if known.get(one.name) != one.shape:
            raise SampleError(f"`{one.name}` is not drawn by `latents`: give it, as in `--with {one.name}=values.npy`")


def _folder(name: str) -> str:
    """The name of a class as that of a folder."""
    return re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", name).strip(". ") or "_"
