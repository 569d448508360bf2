"""The collection that a check fills."""

from __future__ import annotations

from dataclasses import dataclass, field

from gancompile.compiler.diagnostics.diagnostic import Diagnostic, Mark, Severity
from gancompile.compiler.diagnostics.span import Span


@dataclass(slots=True)
class Report:
    """Diagnostics in the order found. A mistake is added and never raised, so that one run tells all of them."""

    diagnostics: list[Diagnostic] = field(default_factory=list)

    def add(
        self,
        code: str,
        span: Span,
        message: str,
        *,
        label: str = "",
        help: str | None = None,
        marks: tuple[Mark, ...] = (),
    ) -> None:
        """Adds one diagnostic, unless the same is there already (an anchor's value is read once for each alias)."""
        found = Diagnostic(code=code, message=message, span=span, label=label, marks=marks, help=help)
        if found not in self.diagnostics:
            self.diagnostics.append(found)

    @property
    def failed(self) -> bool:
        """Whether there is an error among them."""
        return any(d.severity is Severity.ERROR for d in self.diagnostics)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """All of them by place in the text; those of one place in the order found."""
        return tuple(sorted(self.diagnostics, key=lambda d: (d.span.source.name, d.span.line, d.span.column)))
