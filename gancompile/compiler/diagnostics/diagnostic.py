"""A diagnostic: an error or a warning about a spec."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from gancompile.compiler.diagnostics.span import Span


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A second place that explains the first: the cause of what went wrong."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """A fact about a spec: `message` states it with both values, `label` points, and only `help` advises.

    chain: how its place came into the spec, innermost first: the use of a block, the round of a repeat.
    """

    code: str
    message: str
    span: Span
    label: str = ""
    marks: tuple[Mark, ...] = ()
    help: str | None = None
    chain: tuple[Mark, ...] = field(default=(), compare=False)

    @property
    def severity(self) -> Severity:
        """Codes that begin with GW are warnings, all others errors."""
        return Severity.WARNING if self.code.startswith("GW") else Severity.ERROR
