"""Signatures: functions that leave with the weights, from named inputs to named outputs, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field

from gancompile.compiler.diagnostics import NOWHERE, Span
from gancompile.compiler.ir.value import Apply, Draw, Value, walk


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureOutput:
    """One output. written: its formula."""

    name: str
    value: Value
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A function that is exported. inputs: what a caller gives, as the draws that stand for it in the outputs."""

    name: str
    inputs: tuple[Draw, ...]
    outputs: tuple[SignatureOutput, ...]
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def networks(self) -> tuple[str, ...]:
        """The networks that are applied, each once."""
        values = [part for output in self.outputs for part in walk(output.value)]
        return tuple(dict.fromkeys(part.network for part in values if isinstance(part, Apply)))
