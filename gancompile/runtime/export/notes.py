"""`notes.json` beside the files of an export: what they take and give, how far they are from the game, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gancompile.environment import versions
from gancompile.files import write_json
from gancompile.runtime.export.contract import port_notes
from gancompile.runtime.export.convertible import Convertible
from gancompile.runtime.export.difference import Difference
from gancompile.runtime.export.signature import Signature
from gancompile.runtime.program import Program

FILE = "notes.json"
DRAW = "draw the inputs of `serving_default` as they are described"
"""What takes the place of signatures that draw."""
DECODE = ", and decode the samples: the SavedModel of the same build does both"
PNG = "this format has no PNG files: take and give pixels"


def write_notes(
    folder: Path, program: Program, signatures: Sequence[Signature], format: str, functions: Mapping[str, Any], *,
    why: str, more: Mapping[str, Any],
) -> None:  # fmt: skip
    """Writes the note.

    functions: what `function_notes` gives, by signature. why: what draws is missing. more: of the format, such as its opset.
    """
    example, draws = program.example, f"{why}: {DRAW}{DECODE if program.encoding else ''}"
    missing = {one.name: draws if one.draws else PNG for one in signatures if one.unchecked is None}
    write_json(
        folder / FILE,
        {
            "format": format,
            "name": program.name,
            "versions": versions(),
            **more,
            "functions": dict(functions),
            "values": {"low": example["low"], "high": example["high"]},
            "missing": missing,
        },
    )


def function_notes(one: Convertible, file: str, difference: Difference, batch: int | None) -> dict[str, Any]:
    """What is noted of a converted function. batch: the only size that it takes; None for any."""
    outputs = one.traced(batch).get_concrete_function().structured_outputs
    return {
        "file": file,
        "batch": batch or "any",
        "inputs": [port_notes(each) for each in one.inputs],
        "outputs": [
            {"name": name, "dtype": value.dtype.name, "shape": list(value.shape)} for name, value in outputs.items()
        ],
        "difference": asdict(difference),
    }
