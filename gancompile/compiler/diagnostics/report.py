"""The collection that a check fills."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from gancompile.compiler.diagnostics.diagnostic import Diagnostic, Mark, Severity
from gancompile.compiler.diagnostics.span import Span


@dataclass(slots=True)
class Report:
    """Diagnostics in the order found. A mistake is added and never raised, so that one run tells all of them."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    _seen: set[tuple[str, str, Span]] = field(default_factory=set)
    _chain: list[Mark] = field(default_factory=list)

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
        self.diagnostics.append(
            Diagnostic(code=code, message=message, span=span, label=label, marks=marks, help=help, chain=chain)
        )

    def withdraw(self, wrong: Callable[[Diagnostic], bool]) -> None:
        """Takes back what has turned out to follow from something else."""
        self.diagnostics = [one for one in self.diagnostics if not wrong(one)]

    def forget(self, kept: int) -> None:
        """Takes back all but the first `kept` diagnostics: what a trial told that came to nothing."""
        for one in self.diagnostics[kept:]:
            self._seen.discard((one.code, one.message, one.span))
        del self.diagnostics[kept:]

    @contextmanager
    def within(self, span: Span, label: str) -> Iterator[None]:
        """What is told inside came into the spec by this place."""
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
