"""The reader of `program.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.runtime.program.errors import FolderError
from gancompile.runtime.program.phase import Phase, Until
from gancompile.runtime.program.program import Checkpoints, Program, Rollback
from gancompile.runtime.program.served_network import NetworkInput, ServedNetwork

FORMAT = 4


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
        first_round=values["first_round"],
        rounds=values["rounds"],
        stages=tuple(values["stages"]),
        carried=values["carried"],
        parts=values["parts"],
        loaded=values["loaded"],
        checkpoints=Checkpoints(**values["checkpoints"]),
        rollback=Rollback(**values["rollback"]) if values["rollback"] else None,
        reproducible=values["reproducible"],
        report=values["report"],
        hyperparameters=values["hyperparameters"],
        scheduled=values["scheduled"],
    )


def _phase(values: Mapping[str, Any]) -> Phase:
    return Phase(**{**values, "until": Until(**values["until"]) if values["until"] else None})


def _served(values: Mapping[str, Any]) -> ServedNetwork:
    inputs = tuple(NetworkInput(**{**one, "shape": tuple(one["shape"])}) for one in values["inputs"])
    return ServedNetwork(
        name=values["name"],
        inputs=inputs,
        output=values["output"],
        outputs=tuple(values["outputs"]) if values["outputs"] else None,
        shape=tuple(values["shape"]),
        through=values["through"],
    )
