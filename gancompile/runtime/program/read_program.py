"""The reader of `program.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gancompile.catalogue.division import Division
from gancompile.runtime.program.errors import FolderError
from gancompile.runtime.program.evaluation import Evaluation
from gancompile.runtime.program.phase import Phase, Until
from gancompile.runtime.program.program import Checkpoints, Program, Rollback
from gancompile.runtime.program.served_network import (
    NetworkInput,
    ServedNetwork,
    ServedSignature,
    SignatureOutput,
)

FORMAT = 7


def read_program(folder: Path) -> Program:
    """The program of a compiled folder. Raises FolderError for a file that is missing, unreadable or of another format."""
    path = folder / "program.json"
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FolderError(f"`{folder}` is no compiled folder: {path.name} cannot be read") from error
    if values.get("format") != FORMAT:
        raise FolderError(
            f"`{path}` is of format {values.get('format')}, but this gancompile reads format {FORMAT}; build it again"
        )
    discriminator = values["discriminator"]
    return Program(
        folder=folder,
        name=values["name"],
        made_by=values["made_by"],
        digest=values["digest"],
        class_name=values["class"],
        seed=values["seed"],
        data=values["data"],
        phases=tuple(_phase(phase) for phase in values["phases"]),
        generator=_served(values["generator"]),
        discriminator=_served(discriminator) if discriminator else None,
        signatures=tuple(map(_signature, values["signatures"])),
        other_networks=tuple(map(_served, values["other_networks"])),
        export=values["export"],
        first_round=values["first_round"],
        rounds=values["rounds"],
        stages=tuple(values["stages"]),
        carried=values["carried"],
        parts=values["parts"],
        evaluation=_evaluation(values["evaluation"]),
        loaded=values["loaded"],
        checkpoints=Checkpoints(**values["checkpoints"]),
        rollback=Rollback(**values["rollback"]) if values["rollback"] else None,
        reproducible=values["reproducible"],
        devices=values["devices"],
        whole_batches=tuple(values["whole_batches"]),
        division=Division(**values["division"]),
        computes_in_16_bits=values["computes_in_16_bits"],
        report=values["report"],
        hyperparameters=values["hyperparameters"],
        scheduled=values["scheduled"],
    )


def _evaluation(values: Mapping[str, Any] | None) -> Evaluation | None:
    return Evaluation(**values) if values is not None else None


def _phase(values: Mapping[str, Any]) -> Phase:
    return Phase(**{**values, "until": Until(**values["until"]) if values["until"] else None})


def _served(values: Mapping[str, Any]) -> ServedNetwork:
    return ServedNetwork(
        name=values["name"],
        inputs=_inputs(values["inputs"]),
        output=values["output"],
        outputs=tuple(values["outputs"]) if values["outputs"] else None,
        shape=tuple(values["shape"]),
        through=values["through"],
        row_wise=values["row_wise"],
        output_shapes={name: tuple(shape) for name, shape in values["output_shapes"].items()},
        ranges={name: _ends(ends) for name, ends in values["ranges"].items()},
    )


def _signature(values: Mapping[str, Any]) -> ServedSignature:
    outputs = tuple(
        SignatureOutput(name=one["name"], shape=tuple(one["shape"]), range=_ends(one["range"]), written=one["written"])
        for one in values["outputs"]
    )
    return ServedSignature(
        name=values["name"],
        method=values["method"],
        networks=tuple(values["networks"]),
        inputs=_inputs(values["inputs"]),
        outputs=outputs,
    )


def _inputs(values: Sequence[Mapping[str, Any]]) -> tuple[NetworkInput, ...]:
    return tuple(NetworkInput(**{**one, "shape": tuple(one["shape"]), "range": _ends(one["range"])}) for one in values)


def _ends(values: Sequence[float] | None) -> tuple[float, float] | None:
    return (values[0], values[1]) if values is not None else None
