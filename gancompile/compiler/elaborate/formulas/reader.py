"""What reads the arguments of a function of a formula."""

from __future__ import annotations

from typing import Protocol

from gancompile.compiler.diagnostics import Span
from gancompile.compiler.ir.value import Value
from gancompile.compiler.syntax import Expression


class Reader(Protocol):
    """Expressions into values, in the scope of a formula. All three raise FormulaError."""

    def read(self, node: Expression) -> Value:
        """Any value: labels, and networks of several outputs, too."""

    def real(self, node: Expression) -> Value:
        """A value that arithmetic is done with, which labels are not."""

    def single(self, value: Value, span: Span) -> Value:
        """A value that is one, and no network of several outputs."""
