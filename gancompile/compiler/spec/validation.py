"""The schema check of a spec."""

from __future__ import annotations

from dataclasses import replace

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.schema import validate
from gancompile.compiler.spec.spec_tree import SpecTree


def check_schema(tree: SpecTree, report: Report) -> SpecTree | None:
    """The tree with the paths of all violations, each reported; None where a key is given twice."""
    broken = validate(tree.root, report)
    if any(one.code == "GC0103" for one in report.diagnostics):
        return None  # which of two values is meant is not known, and so is nothing that would follow
    return replace(tree, broken=broken)
