"""The end of an ejected file: what is trained, as the `Plan` that its `main` is given."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gancompile.compiler.data.facts import FieldFacts
from gancompile.compiler.eject.layout import Nest, call, listed
from gancompile.compiler.eject.module import Module
from gancompile.compiler.eject.stages import game_of, places_of
from gancompile.compiler.emit.module import method_of
from gancompile.compiler.emit.text import literal
from gancompile.compiler.ir.batches import parts_of
from gancompile.compiler.ir.game import all_data_draws
from gancompile.compiler.ir.program import DataSet, Program

POINTS = {"grid": "grid", "ring": "ring", "spiral": "Spiral"}
"""Sources that make their examples: what makes them in `gancompile.runtime.data.points`."""
RANDOM = frozenset({"flip", "random_crop"})
STANDALONE = "gancompile.runtime.standalone"
GAME = "PlayedGame"
"""What the class of the game is called in the module of the plan, which imports it so; of a stage, with a number behind."""


def emit_plan(programs: Sequence[Program], models: Sequence[Module]) -> str:
    """The text of a module that imports what it uses of the runtime, and the games of the emitted modules."""
    if len(programs) == 1:
        plan, games = call("PLAN = Plan", **_plan(programs[0], GAME, {})), [GAME]
    else:
        games = [f"{GAME}_{number}" for number in range(1, len(programs) + 1)]
        told = zip(programs, games, places_of(programs), strict=True)
        stages = [
            call("Stage", **_plan(program, game, places), first_round=literal(program.first_round), carried=_carried(program))
            for program, game, places in told
        ]  # fmt: skip
        plan = Nest(head="PLAN = [", items=stages, end="]")
    body = ["\n".join(plan.lines()), "", 'if __name__ == "__main__":', "    main(PLAN, __doc__)", ""]
    played = [f"from {model.name} import {game_of(model)} as {game}" for model, game in zip(models, games, strict=True)]
    return "\n".join([*played, *_imports("\n".join(body), staged=len(programs) > 1), *body])


def _plan(program: Program, game: str, places: Mapping[str, str]) -> dict[str, str | Nest]:
    """places: under which names a file has the examples of the sets."""
    return {
        "name": literal(program.name),
        "game": game,
        "networks": literal([network.name for network in program.networks]),
        "seed": literal(program.seed),
        "batch": literal(program.data.batch),
        "phases": listed(_phases(program)),
        "sets": listed([_set(one, drawn, program, places.get(one.name, "")) for one, drawn in _sets(program)]),
    }


def _carried(program: Program) -> Nest:
    items: list[str | Nest] = [
        f"{literal(name)}: None"
        if layers is None
        else Nest(head=f"{literal(name)}: [", items=[literal(one) for one in layers], end="]")
        for name, layers in program.carried
    ]
    return Nest(head="{", items=items, end="}")


def fields_of(programs: Sequence[Program]) -> Iterator[tuple[str, FieldFacts, bool]]:
    """The fields that the games draw, by what a file calls them, and whether the ejected file makes them itself."""
    for program, places in zip(programs, places_of(programs), strict=True):
        for one, drawn in _sets(program):
            place = f"{places[one.name]}/" if places[one.name] else ""
            for name in dict.fromkeys(drawn.values()):
                yield f"{place}{one.prefix}{name}", one.facts.fields[name], one.source in POINTS


def _imports(body: str, *, staged: bool) -> list[str]:
    places = {
        "gancompile.runtime.data.labelled": ["PartlyLabelled"],
        "gancompile.runtime.data.points": list(POINTS.values()),
        "gancompile.runtime.data.steps": ["Steps"],
        STANDALONE: ["ExampleSet", "Field", "Phase", "Plan", *([] if staged else ["main"])],
        f"{STANDALONE}.stage": ["Stage", "StageSet"],
        f"{STANDALONE}.staged_program": ["main"] if staged else [],
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
    drawn = {draw.name: draw.data_field or "" for draw in all_data_draws(program.game)}
    if not drawn:
        # A game that draws nothing from the data is played on something all the same.
        drawn = {"x": program.example or next(iter(program.data.facts.fields))}
    for one in program.data.sets:
        own = {draw: field.removeprefix(one.prefix) for draw, field in drawn.items() if field.startswith(one.prefix)}
        if own:
            yield one, own


def _set(one: DataSet, drawn: Mapping[str, str], program: Program, place: str) -> Nest:
    fields = [_field(draw, name, one.facts.fields[name]) for draw, name in drawn.items()]
    more: dict[str, str | Nest] = {"name": literal(one.name)} if one.name else {}
    more["fields"] = listed(fields)
    if not one.shuffle:
        more["shuffled"] = "False"
    if one.source in POINTS:
        more["source"] = _made(one, program)
    if late := _late(one):
        more["late"] = late
    return call("StageSet", stage=literal(place), **more) if place else call("ExampleSet", **more)


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
