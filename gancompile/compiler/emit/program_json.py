"""`program.json`: what the runtime needs beside the source: data, phases, the sampled and the exported networks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gancompile.catalogue.emitted_names import game_class
from gancompile.catalogue.precision import computes_in_16_bits
from gancompile.catalogue.sources import source_rows
from gancompile.compiler.elaborate.division import division_of, of_whole_batches
from gancompile.compiler.emit.evaluation import evaluation_values
from gancompile.compiler.emit.scheduled_numbers import scheduled_numbers
from gancompile.compiler.emit.served import served
from gancompile.compiler.ir.batches import parts_of
from gancompile.compiler.ir.game import all_data_draws
from gancompile.compiler.ir.program import DataSet, Phase, Program
from gancompile.compiler.lockfile.network_digest import network_digest
from gancompile.compiler.plan import Plan
from gancompile.compiler.plan.averaged import averaged
from gancompile.version import __version__

FORMAT = 7
EXPORT = ("formats", "keep_versions", "data_licence", "round", "precision")
"""Of the section `export`, what an export needs."""


def emit_program(plan: Plan, *, earlier: Sequence[str] = ()) -> str:
    """The text of `program.json`. earlier: the folders of the stages that are trained before it."""
    program, upkeep = plan.program, plan.program.upkeep
    division = division_of(program.game)
    described: dict[str, Any] = {
        "format": FORMAT,
        "name": program.name,
        "made_by": __version__,
        "digest": program.digest,
        "parts": dict(program.parts),
        "class": game_class(program.name),
        "seed": program.seed,
        "first_round": program.first_round,
        "rounds": program.rounds,
        "stages": list(earlier),
        "carried": dict(program.carried),
        "data": _data(program),
        "phases": [
            {
                "name": phase.name,
                "rounds": phase.rounds,
                "method": plan.method(phase),
                "parts": parts_of(phase, program.game),
                "batch": phase.batch or program.data.batch,
                "until": _until(phase),
            }
            for phase in program.phases
        ],
        **served(program),
        "export": {name: program.export[name] for name in EXPORT if name in program.export},
        "evaluation": evaluation_values(program),
        "loaded": {
            network.name: {"sha256": network_digest(Path(network.loads)), "frozen": network.frozen}
            for network in program.networks
            if network.loads
        },
        "averaged": [network.name for network in averaged(program)],
        "checkpoints": {"keep": upkeep.keep, "best": upkeep.best, "highest": upkeep.highest},
        "rollback": asdict(upkeep.rollback) if upkeep.rollback else None,
        "reproducible": upkeep.reproducible,
        "devices": program.devices,
        "whole_batches": [why for _, why in of_whole_batches(program.game)],
        "division": {"micro_batches": division.micro_batches, "packs": division.packs},
        "computes_in_16_bits": any(
            computes_in_16_bits(one) for network in program.networks for one in network.precisions
        ),
        "report": dict(program.report),
        "hyperparameters": dict(program.hyperparameters),
        "scheduled": scheduled_numbers(program),
    }
    return json.dumps(described, indent=2) + "\n"


def _until(phase: Phase) -> dict[str, Any] | None:
    until = phase.until
    if until is None:
        return None
    return {
        "metric": until.metric,
        "below": until.below,
        "above": until.above,
        "patience": until.patience,
        "is_higher_better": until.is_higher_better,
        "is_measured": until.is_measured,
    }


def _data(program: Program) -> dict[str, Any]:
    data, game = program.data, program.game
    rename = {draw.name: draw.data_field for draw in all_data_draws(game)}
    fields = {
        name: {
            "shape": field.shape,
            "dtype": field.dtype,
            "low": field.low,
            "high": field.high,
            "classes": field.classes,
            **({"class_names": field.class_names} if field.class_names else {}),
            **({"encoding": field.encoding} if field.encoding else {}),
        }
        for name, field in data.facts.fields.items()
    }
    sets = {
        one.name: {
            "source": {"kind": one.source, "arguments": _source_arguments(one)},
            "steps": [dict(step) for step in one.steps],
            "labelled": one.labelled,
            "renumber": one.renumber,
            "shuffle": one.shuffle,
            "cache": one.cache,
        }
        for one in data.sets
    }
    return {
        "sets": sets,
        "batch": data.batch,
        "rename": rename or {"x": program.example or next(iter(fields))},
        "fields": fields,
        "count": data.facts.count,
        "example": program.example,
    }


def _source_arguments(one: DataSet) -> dict[str, Any]:
    """The arguments of the spec, and what only `facts.py` knows: the encodings of fields, and which examples cannot be read."""
    encodings = {name: field.encoding for name, field in one.native.fields.items() if field.encoding}
    # A source of tables, sounds or texts has one encoding, that of its examples; others may have a text among their fields.
    of_examples = next(iter(encodings.values()), None) if source_rows()[one.source].samples else None
    found = {
        "encoding": of_examples,
        "encodings": None if of_examples else encodings,
        "skipped": list(one.native.skipped),
    }
    return {**one.arguments, **{name: value for name, value in found.items() if value}}
