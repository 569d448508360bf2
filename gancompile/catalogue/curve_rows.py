"""The curves of numbers that change with the rounds, from `curves.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gancompile.catalogue.data_file import read_yaml
from gancompile.catalogue.rows import ArgumentRow, arguments_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveRow:
    """A curve. form, positive: see `curves.yaml`. runtime: the functions that emitted lines call for it."""

    key: str
    form: str
    help: str
    arguments: tuple[ArgumentRow, ...]
    runtime: tuple[str, ...]
    positive: bool


@cache
def curve_rows() -> Mapping[str, CurveRow]:
    """All curves by name, in the order of the file."""
    file = read_yaml("curves.yaml")
    rows = {}
    for key, row in file["curves"].items():
        arguments = file["ramp_arguments"] if row["form"] == "ramp" else row.get("arguments", {})
        called = (row.get("runtime"), *(argument.get("runtime") for argument in arguments.values()))
        plain = {name: {k: v for k, v in one.items() if k != "runtime"} for name, one in arguments.items()}
        rows[key] = CurveRow(
            key=key,
            form=row["form"],
            help=row["help"],
            arguments=arguments_of({"arguments": plain}),
            runtime=tuple(name for name in called if name),
            positive=row.get("positive", False),
        )
    return rows


@cache
def ramps() -> tuple[str, ...]:
    """The names of the curves from one number to another."""
    return tuple(key for key, row in curve_rows().items() if row.form == "ramp")
