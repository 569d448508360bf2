"""The functions of formulas, from `functions.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gancompile.catalogue.data_file import read_yaml
from gancompile.catalogue.policy_rows import policy_groups, policy_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionRow:
    """A function. kind, emitted, runtime, takes: see `functions.yaml`."""

    key: str
    written: str
    kind: str
    help: str
    emitted: str = ""
    runtime: str | None = None
    takes: str | None = None

    @property
    def arguments(self) -> tuple[int, int | None]:
        """The number of arguments, at least and at most; None: any number."""
        names = re.split(r"[\[(]", self.written)[1][:-1].split(", ")
        return (len(names) - 1, None) if names[-1] == "..." else (len(names), len(names))


@cache
def function_rows() -> Mapping[str, FunctionRow]:
    """All functions by name, in the order of the file."""
    policies = ", ".join((*policy_rows(), *policy_groups()))
    rows = read_yaml("functions.yaml").items()
    return {
        key: FunctionRow(key=key, **{**row, "help": row["help"].replace("{policies}", policies)}) for key, row in rows
    }


@cache
def functions_of(kind: str) -> Mapping[str, FunctionRow]:
    """The functions of a kind."""
    return {key: row for key, row in function_rows().items() if row.kind == kind}
