"""All lint rules, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gancompile.compiler.diagnostics import Diagnostic, Report
from gancompile.compiler.ir.program import Program, Programs
from gancompile.compiler.lint import (
    activation,
    categories,
    convolution,
    data,
    image_size,
    normalization,
    optimization,
    scale,
    unused,
)
from gancompile.compiler.lint.context import LintContext, critics_of
from gancompile.compiler.spec.spec_tree import StageTree

Rule = Callable[[LintContext], Iterator[Diagnostic]]
RULES: tuple[Rule, ...] = (
    *unused.RULES,
    *convolution.RULES,
    *activation.RULES,
    *normalization.RULES,
    *optimization.RULES,
    *data.RULES,
    *image_size.RULES,
    categories.unchosen_categories,
    *scale.RULES,
)


def lint(programs: Programs, report: Report) -> Programs | None:
    """Reports what each rule finds; None where a pass before it has reported an error."""
    if report.failed:
        return None
    for program, tree in zip(programs.stages, programs.trees, strict=True):
        context = _context(program, tree)
        for rule in RULES:
            for found in rule(context):
                report.add_diagnostic(found)
    return programs


def _context(program: Program, tree: StageTree) -> LintContext:
    networks = {network.name: network for network in program.networks}
    return LintContext(
        root=tree.root, written=tree.written, networks=networks, game=program.game, data=program.data,
        generator=program.generator, phases=program.all_phases, objective=program.objective,
        critics=critics_of(networks, program.game, program.generator),
    )  # fmt: skip
