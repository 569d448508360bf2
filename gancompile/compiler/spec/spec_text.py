"""The text of a spec with what the command line adds to it: where every compilation begins."""

from __future__ import annotations

from dataclasses import dataclass

from gancompile.compiler.diagnostics import Source

MAX_PARAMETERS = 2_000_000_000
"""Of all networks together, unless `--max-parameters` says otherwise: eight gigabytes of weights, before any optimizer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecText:
    """The text of a spec, and how it is to be compiled.

    overrides: `KEY=VALUE` texts of `--set`. steps: rounds of each phase, instead of its own length. all_data: whether all
    examples are read.
    """

    source: Source
    overrides: tuple[str, ...] = ()
    seed: int | None = None
    steps: int | None = None
    max_parameters: int = MAX_PARAMETERS
    all_data: bool = False
