"""Stages in one file: what they share has one name, what differs has one for each, and so have their examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gancompile.catalogue.emitted_names import game_class
from gancompile.compiler.eject.module import Module, read_module
from gancompile.compiler.eject.scope import module_names
from gancompile.compiler.emit import Called, emit_model, file_of
from gancompile.compiler.emit.network import AS_IN_THE_SPEC
from gancompile.compiler.ir.program import DataSet, Program
from gancompile.compiler.plan import Plan

MODEL = "gancompile.model"
"""The name of the emitted module with the game; `gancompile.stage_1` where there are several."""
Where = tuple[int, str]
"""The number of a stage, from 1 on, and a name that its module defines."""


def models_of(plans: Sequence[Plan]) -> tuple[Module, ...]:
    """The emitted module of each stage; one name in two of them stands for one thing."""
    names = [MODEL] if len(plans) == 1 else [f"gancompile.stage_{i}" for i in range(1, len(plans) + 1)]
    texts = [emit_model(plan) for plan in plans]
    called = _called_in([plan.program for plan in plans], texts)
    return tuple(
        read_module(name, text if one == AS_IN_THE_SPEC else emit_model(plan, one))
        for name, plan, text, one in zip(names, plans, texts, called, strict=True)
    )


def files_of(plans: Sequence[Plan]) -> dict[str, Path]:
    """The networks that are loaded, by the names of the files beside the ejected one."""
    programs = [plan.program for plan in plans]
    if not any(network.loads for program in programs for network in program.networks):
        return {}
    texts = [emit_model(plan) for plan in plans]
    return {
        file_of(network, called): Path(network.loads)
        for program, called in zip(programs, _called_in(programs, texts), strict=True)
        for network in program.networks
        if network.loads
    }


def _called_in(programs: Sequence[Program], texts: Sequence[str]) -> tuple[Called, ...]:
    """The names in each stage of what another stage defines otherwise: with the number of the stage that they are of.

    texts: the emitted models.
    """
    if len(programs) == 1:
        return (AS_IN_THE_SPEC,)
    owners = _owners(programs, texts)
    return tuple(_called(number, program, owners) for number, program in enumerate(programs, 1))


def game_of(model: Module) -> str:
    """The class of the game, with which an emitted module ends."""
    return model.pieces[-1].names[0]


def prefixes_of(programs: Sequence[Program]) -> tuple[Mapping[str, str], ...]:
    """For each stage, under which names a file has the examples of its sets; nothing for what all stages have alike."""
    examples_of = [{one.name: _examples(one) for one in program.data.sets} for program in programs]
    return tuple(
        {
            name: f"stage_{next(i for i, other in enumerate(examples_of, 1) if other.get(name) == examples)}"
            if any(other.get(name, examples) != examples for other in examples_of)
            else ""
            for name, examples in own.items()
        }
        for own in examples_of
    )


def _examples(one: DataSet) -> object:
    """The settings that the examples of a set depend on."""
    return one.source, one.arguments, one.steps, one.labelled


def _owners(programs: Sequence[Program], texts: Sequence[str]) -> dict[Where, int]:
    """Of each thing that a stage defines, the first stage that defines the very same, with all that it stands on."""
    modules = [read_module(MODEL, text) for text in texts]
    files = [{network.name: network.loads for network in program.networks} for program in programs]
    owners: dict[Where, int] = {}
    while True:
        examples_of = {
            (number, name): (
                _text(module, name),
                files[number - 1].get(name),
                [owners.get((number, one)) for one in _used(module, name)],
            )
            for number, module in enumerate(modules, 1)
            for name in module.defined
        }
        again = {
            (number, name): next(i for i in range(1, number + 1) if examples_of.get((i, name)) == one)
            for (number, name), one in examples_of.items()
        }
        if again == owners:
            return owners
        owners = again


def _text(module: Module, name: str) -> tuple[str, ...]:
    piece = module.defined[name]
    return module.lines[piece.first : piece.last + 1]


def _used(module: Module, name: str) -> list[str]:
    return sorted({one.id for one in module_names(module.defined[name].node)} & module.defined.keys())


def _called(number: int, program: Program, owners: Mapping[Where, int]) -> Called:
    several = {name for (_, name), owner in owners.items() if owner != _first(name, owners)}
    game, taken = game_class(program.name), {name for _, name in owners}
    functions = {
        name: _free(f"{name}_stage_{owners[number, name]}", taken)
        for stage, name in owners
        if stage == number and name in several and name != game
    }
    return Called(
        game=_free(f"{game}Stage{owners[number, game]}", taken) if game in several else None, functions=functions
    )


def _first(name: str, owners: Mapping[Where, int]) -> int:
    return min(owner for (_, other), owner in owners.items() if other == name)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name
