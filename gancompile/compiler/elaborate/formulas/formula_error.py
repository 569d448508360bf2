"""A mistake in a formula, on its way to the report."""

from __future__ import annotations

from gancompile.compiler.diagnostics import Diagnostic, Mark, Span


class FormulaError(Exception):
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
    def of(cls, diagnostic: Diagnostic) -> FormulaError:
        return cls(diagnostic.code, diagnostic.span, diagnostic.message, label=diagnostic.label, help=diagnostic.help)
