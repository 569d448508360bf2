"""The collection that a check fills."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from gancompile.compiler.diagnostics.diagnostic import Diagnostic, Mark, Severity
from gancompile.compiler.diagnostics.span import Span


@dataclass(slots=True)
class Report:
    """Diagnostics in the order found. A mistake is added and never raised, so that one run reports all of them."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    _seen: set[tuple[str, str, Span]] = field(default_factory=set)
    _chain: list[Mark] = field(default_factory=list)
    _lines: dict[tuple[str, int], list[Diagnostic]] = field(default_factory=dict)

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
        """Adds one diagnostic, unless the same is there already: an alias or a block is read once for each of its uses."""
        if (code, message, span) in self._seen:
            return
        self._seen.add((code, message, span))
        chain = tuple(reversed(self._chain))
        made = Diagnostic(code=code, message=message, span=span, label=label, marks=marks, help=help, chain=chain)
        self.diagnostics.append(made)
        self._lines.setdefault((span.source.name, span.line), []).append(made)

    def add_diagnostic(self, made: Diagnostic) -> None:
        """Adds a complete diagnostic."""
        self.add(made.code, made.span, made.message, label=made.label, help=made.help, marks=made.marks)

    def take(self, other: Report) -> None:
        """Adds the diagnostics of another report that this one lacks."""
        for made in other.diagnostics:
            if (made.code, made.message, made.span) not in self._seen:
                self._keep([*self.diagnostics, made])

    def of_line(self, span: Span) -> Sequence[Diagnostic]:
        """The diagnostics of the line of a span."""
        return self._lines.get((span.source.name, span.line), ())

    def withdraw(self, wrong: Callable[[Diagnostic], bool]) -> None:
        """Removes diagnostics that are consequences of another."""
        self._keep([one for one in self.diagnostics if not wrong(one)])

    def forget(self, kept: int) -> None:
        """Removes all but the first `kept` diagnostics: those of a trial that failed."""
        if kept < len(self.diagnostics):
            self._keep(self.diagnostics[:kept])

    def _keep(self, kept: list[Diagnostic]) -> None:
        self.diagnostics = kept
        self._seen = {(one.code, one.message, one.span) for one in kept}
        self._lines = {}
        for one in kept:
            self._lines.setdefault((one.span.source.name, one.span.line), []).append(one)

    @contextmanager
    def within(self, span: Span, label: str) -> Iterator[None]:
        """Diagnostics reported inside get this span in their chain."""
        self._chain.append(Mark(span=span, label=label))
        try:
            yield
        finally:
            self._chain.pop()

    @property
    def failed(self) -> bool:
        """Whether there is an error among them."""
        return any(d.severity is Severity.ERROR for d in self.diagnostics)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """All of them by place in the text; those of one place in the order found."""
        return tuple(sorted(self.diagnostics, key=lambda d: (d.span.source.name, d.span.line, d.span.column)))
