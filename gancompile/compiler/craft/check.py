"""All rules, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gancompile.compiler.craft import activation, categories, convolution, data, normalization, optimization, unused
from gancompile.compiler.craft.whole import Whole
from gancompile.compiler.diagnostics import Diagnostic, Report

Rule = Callable[[Whole], Iterator[Diagnostic]]
RULES: tuple[Rule, ...] = (
    *unused.RULES,
    *convolution.RULES,
    *activation.RULES,
    *normalization.RULES,
    *optimization.RULES,
    *data.RULES,
    categories.unchosen_categories,
)


def check_craft(whole: Whole, report: Report) -> None:
    """Tells what each rule finds."""
    for rule in RULES:
        for found in rule(whole):
            report.tell(found)
