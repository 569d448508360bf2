"""The end of an ejected file: what is trained, as the `Plan` that its `main` is given."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from gancompile.compiler.data.facts import FieldFacts
from gancompile.compiler.eject.layout import Nest, call, listed
from gancompile.compiler.elaborate.schedule import parts_of
from gancompile.compiler.emit.module import method_of
from gancompile.compiler.emit.text import literal
from gancompile.compiler.emit.update import data_draws
from gancompile.compiler.ir.program import DataSet, Program

POINTS = {"grid": "grid", "ring": "ring", "spiral": "Spiral"}
"""Sources that make their examples: what makes them in `gancompile.runtime.data.points`."""
RANDOM = frozenset({"flip", "random_crop"})
STANDALONE = "gancompile.runtime.standalone"
GAME = "PlayedGame"
"""What the class of the game is called in the module of the plan, which is to import it so."""


def emit_plan(program: Program) -> str:
    """The text of a module that imports what it uses of the runtime."""
    sets = [_set(one, drawn, program) for one, drawn in _sets(program)]
    plan = call(
        "PLAN = Plan",
        name=literal(program.name),
        game=GAME,
        networks=literal([network.name for network in program.networks]),
        seed=literal(program.seed),
        batch=literal(program.data.batch),
        phases=listed(_phases(program)),
        sets=listed(sets),
    )
    body = ["\n".join(plan.lines()), "", 'if __name__ == "__main__":', "    main(PLAN, __doc__)", ""]
    return "\n".join([*_imports("\n".join(body)), *body])


def fields_of(program: Program) -> Iterator[tuple[str, FieldFacts, bool]]:
    """The fields that the game draws, by their whole names, and whether the file makes them itself."""
    for one, drawn in _sets(program):
        for name in dict.fromkeys(drawn.values()):
            yield f"{one.prefix}{name}", one.facts.fields[name], one.source in POINTS


def _imports(body: str) -> list[str]:
    places = {
        "gancompile.runtime.data.labelled": ["PartlyLabelled"],
        "gancompile.runtime.data.points": list(POINTS.values()),
        "gancompile.runtime.data.steps": ["Steps"],
        STANDALONE: ["ExampleSet", "Field", "Phase", "Plan", "main"],
    }
    used = {module: [name for name in names if f"{name}(" in body] for module, names in places.items()}
    return [f"from {module} import {', '.join(names)}" for module, names in used.items() if names]


def _phases(program: Program) -> list[Nest]:
    return [
        call(
            "Phase",
            rounds=literal(phase.rounds),
            method=literal(method_of(phase, program)),
            parts=literal(max(parts_of(phase, program.game), 1)),
            batch=literal(phase.batch or program.data.batch),
        )
        for phase in program.phases
    ]


def _sets(program: Program) -> Iterator[tuple[DataSet, dict[str, str]]]:
    """The sets that the game draws from, and the fields of each by the names of the draws."""
    draws = {draw for player in program.game.players for draw in data_draws(player, program.game)}
    drawn = {draw.name: draw.data_field or "" for draw in program.game.draws if draw in draws}
    if not drawn:
        # A game that draws nothing from the data is played on something all the same.
        drawn = {"x": program.example or next(iter(program.data.facts.fields))}
    for one in program.data.sets:
        own = {draw: field.removeprefix(one.prefix) for draw, field in drawn.items() if field.startswith(one.prefix)}
        if own:
            yield one, own


def _set(one: DataSet, drawn: Mapping[str, str], program: Program) -> Nest:
    fields = [_field(draw, name, one.facts.fields[name]) for draw, name in drawn.items()]
    more: dict[str, str | Nest] = {"name": literal(one.name)} if one.name else {}
    more["fields"] = listed(fields)
    if not one.shuffle:
        more["shuffled"] = "False"
    if one.source in POINTS:
        more["source"] = _made(one, program)
    if late := _late(one):
        more["late"] = late
    return call("ExampleSet", **more)


def _field(draw: str, name: str, facts: FieldFacts) -> Nest:
    bounds = {"low": facts.low, "high": facts.high}
    known = {key: literal(float(value)) for key, value in bounds.items() if value is not None}
    shape = literal(tuple(facts.shape))
    return call("Field", draw=literal(draw), name=literal(name), shape=shape, dtype=literal(facts.dtype), **known)


def _made(one: DataSet, program: Program) -> Nest:
    """The source that makes examples."""
    made = call(POINTS[one.source], **{name: literal(value) for name, value in one.arguments.items()})
    if one.labelled is None:
        return made
    return call("PartlyLabelled", of=made, share=literal(float(one.labelled)), seed=literal(_own_seed(one, program)))


def _own_seed(one: DataSet, program: Program) -> int:
    """The seed of a set, as `gancompile.runtime.data.endless` has it."""
    return zlib.crc32(f"{one.name} {program.seed}".encode()) if one.name else program.seed


def _late(one: DataSet) -> Nest | None:
    """What is done to each batch: all steps where examples are made, else from the first random one on.

    A range has no place among those: it is done to the examples of a file before, which gives the same numbers as long as images are
    only cut and turned.
    """
    steps: list[Mapping[str, Any]] = list(one.steps)
    ranges: str | Nest = "{}"
    if one.source in POINTS:
        ranges = f"{call(POINTS[one.source], **{n: literal(v) for n, v in one.arguments.items()}).flat}.ranges"
    else:
        first = next((i for i, step in enumerate(steps) if RANDOM & step.keys()), len(steps))
        steps = [step for step in steps[first:] if "range" not in step]
    if not steps:
        return None
    told = [f"{{{', '.join(f'{literal(k)}: {_plain(v)}' for k, v in step.items())}}}" for step in steps]
    example, rounded = next(iter(one.native.fields)), not any("range" in step for step in one.steps)
    return call(
        "lambda seed: Steps",
        steps=listed(told),
        ranges=ranges,
        example=literal(example),
        rounded=literal(rounded),
        seed="seed",
    )


def _plain(value: Any) -> str:
    return literal(
        [float(n) if isinstance(n, float) else n for n in value] if isinstance(value, list | tuple) else value
    )
