"""A mistake in a formula, on its way to the report."""

from __future__ import annotations

from gancompile.compiler.diagnostics import Diagnostic, Mark, Span


class Mistyped(Exception):
    """Unwinds to `type_formula`; it never leaves `elaborate`."""

    def __init__(
        self,
        code: str,
        span: Span,
        message: str,
        *,
        label: str = "",
        help: str | None = None,
        marks: tuple[Mark, ...] = (),
    ) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic(code=code, span=span, message=message, label=label, help=help, marks=marks)

    @classmethod
    def of(cls, told: Diagnostic) -> Mistyped:
        return cls(told.code, told.span, told.message, label=told.label, help=told.help)
