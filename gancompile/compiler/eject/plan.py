"""The end of an ejected file: what is trained, as the `Plan` that its `main` is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gancompile.catalogue.sources import FieldFacts
from gancompile.compiler.eject.layout import Nest, call, listed
from gancompile.compiler.eject.module import Module
from gancompile.compiler.eject.pipeline import is_drawn, late_steps, pipeline_names, source_call
from gancompile.compiler.eject.stages import game_of, prefixes_of
from gancompile.compiler.emit.text import literal
from gancompile.compiler.ir.batches import parts_of
from gancompile.compiler.ir.game import all_data_draws
from gancompile.compiler.ir.program import DataSet, Program
from gancompile.compiler.plan import Plan

STANDALONE = "gancompile.runtime.standalone"
GAME = "PlayedGame"
"""The name under which the module of the plan imports the class of the game; of a stage, with its number."""


def emit_plan(plans: Sequence[Plan], models: Sequence[Module]) -> str:
    """The text of a module that imports what it uses of the runtime, and the games of the emitted modules."""
    programs = [plan.program for plan in plans]
    if len(plans) == 1:
        plan, games = call("PLAN = Plan", **_plan(plans[0], GAME, {})), [GAME]
    else:
        games = [f"{GAME}_{number}" for number in range(1, len(plans) + 1)]
        parts = zip(plans, games, prefixes_of(programs), strict=True)
        stages = [
            call(
                "Stage",
                **_plan(one, game, prefixes),
                first_round=literal(one.program.first_round),
                carried=_carried(one.program),
            )
            for one, game, prefixes in parts
        ]
        plan = Nest(head="PLAN = [", items=stages, end="]")
    body = ["\n".join(plan.lines()), "", 'if __name__ == "__main__":', "    main(PLAN, __doc__)", ""]
    played = [f"from {model.name} import {game_of(model)} as {game}" for model, game in zip(models, games, strict=True)]
    return "\n".join([*played, *_imports("\n".join(body), staged=len(plans) > 1), *body])


def _plan(plan: Plan, game: str, prefixes: Mapping[str, str]) -> dict[str, str | Nest]:
    """prefixes: the names under which a file stores the examples of each set."""
    program = plan.program
    return {
        "name": literal(program.name),
        "game": game,
        "networks": listed([literal(network.name) for network in program.networks]),
        "seed": literal(program.seed),
        "batch": literal(program.data.batch),
        "phases": listed(_phases(plan)),
        "sets": listed([_set(one, drawn, program, prefixes.get(one.name, "")) for one, drawn in _sets(program)]),
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
    for program, prefixes in zip(programs, prefixes_of(programs), strict=True):
        for one, drawn in _sets(program):
            prefix = f"{prefixes[one.name]}/" if prefixes[one.name] else ""
            for name in dict.fromkeys(drawn.values()):
                yield f"{prefix}{one.prefix}{name}", one.facts.fields[name], is_drawn(one)


def _imports(body: str, *, staged: bool) -> list[str]:
    modules = {
        **pipeline_names(),
        STANDALONE: ["ExampleSet", "Field", "Phase", "Plan", *([] if staged else ["main"])],
        f"{STANDALONE}.stage": ["Stage", "StageSet"],
        f"{STANDALONE}.staged_program": ["main"] if staged else [],
    }
    used = {module: [name for name in names if f"{name}(" in body] for module, names in modules.items()}
    return [f"from {module} import {', '.join(names)}" for module, names in used.items() if names]


def _phases(plan: Plan) -> list[Nest]:
    program = plan.program
    return [
        call(
            "Phase",
            rounds=literal(phase.rounds),
            method=literal(plan.method(phase)),
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


def _set(one: DataSet, drawn: Mapping[str, str], program: Program, prefix: str) -> Nest:
    fields = [_field(draw, name, one.facts.fields[name]) for draw, name in drawn.items()]
    more: dict[str, str | Nest] = {"name": literal(one.name)} if one.name else {}
    more["fields"] = listed(fields)
    if not one.shuffle:
        more["shuffled"] = "False"
    if is_drawn(one):
        more["source"] = source_call(one, program)
    if late := late_steps(one):
        more["late"] = late
    return call("StageSet", stage=literal(prefix), **more) if prefix else call("ExampleSet", **more)


def _field(draw: str, name: str, facts: FieldFacts) -> Nest:
    bounds = {"low": facts.low, "high": facts.high}
    known = {key: literal(float(value)) for key, value in bounds.items() if value is not None}
    shape = literal(tuple(facts.shape))
    return call("Field", draw=literal(draw), name=literal(name), shape=shape, dtype=literal(facts.dtype), **known)
