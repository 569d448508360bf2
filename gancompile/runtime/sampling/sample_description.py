"""What the samples of a SavedModel stand for, and what they can be asked for: a file beside the model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gancompile.files import write_json
from gancompile.runtime.program import Program
from gancompile.runtime.sampling.errors import NoModelError

FILE = "assets.extra/samples.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A field of the data that a generator takes.

    shape: of one example. classes: the number of classes, for labels. names: of the classes, or of the numbers of a vector.
    range: the ends of its values, where they are known.
    """

    shape: tuple[int | None, ...]
    classes: int | None = None
    names: tuple[str, ...] = ()
    range: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDescription:
    """encoding: of rows of a table, sounds or lines of text; None for images and vectors. conditions: by the signature's input.

    initial_share: how much of averaged weights is still that of the first ones, from 0 to 1; 0 where nothing is averaged.
    """

    encoding: Mapping[str, Any] | None
    conditions: Mapping[str, Condition]
    initial_share: float = 0.0


def describe_samples(program: Program, round: int) -> SampleDescription:
    """The description of the samples of a program's generator. round: after which its weights were taken."""
    conditions = {}
    for one in program.generator.inputs:
        if one.field is not None:
            facts = program.data["fields"][one.field]
            conditions[input_name(one.field)] = Condition(
                shape=tuple(one.shape),
                classes=facts.get("classes"),
                names=tuple(facts.get("class_names", ())),
                range=one.range,
            )
    share = _initial_share(program, round)
    return SampleDescription(encoding=program.encoding, conditions=conditions, initial_share=share)


def _initial_share(program: Program, round: int) -> float:
    """decay^rounds, of the slowest average among the players: one update a round."""
    decays = [value for name, value in program.hyperparameters.items() if name.endswith(".average.decay")]
    return max((decay**round for decay in decays if isinstance(decay, float)), default=0.0)


def input_name(field: str) -> str:
    """The input of a signature for a field: that of one of several sets, such as `a.image`, holds a dot, which no parameter may."""
    return field.replace(".", "_")


def write_description(saved_model: Path, description: SampleDescription) -> None:
    """Writes the description into the folder of a SavedModel."""
    write_json(saved_model / FILE, asdict(description))


def read_description(saved_model: Path) -> SampleDescription:
    """The description that lies beside a SavedModel; an empty one where there is none. Raises NoModelError."""
    path = saved_model / FILE
    if not path.exists():
        return SampleDescription(encoding=None, conditions={})
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        conditions = {name: _condition(one) for name, one in plain.get("conditions", {}).items()}
        share = float(plain.get("initial_share", 0.0))
        return SampleDescription(encoding=plain.get("encoding"), conditions=conditions, initial_share=share)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NoModelError(
            f"`{path}` is not of this gancompile; `gancompile export BUILD` exports the build anew"
        ) from error


def _condition(plain: Mapping[str, Any]) -> Condition:
    """A condition from JSON; an earlier gancompile may have left out what it did not know of."""
    ends = plain.get("range")
    return Condition(
        shape=tuple(plain["shape"]),
        classes=plain.get("classes"),
        names=tuple(plain.get("names") or ()),
        range=(ends[0], ends[1]) if ends else None,
    )
