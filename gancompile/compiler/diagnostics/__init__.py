"""What is told to the author of a spec: where, what, why, and the fix."""

from gancompile.compiler.diagnostics.diagnostic import Diagnostic, Mark, Severity
from gancompile.compiler.diagnostics.render import render, summary
from gancompile.compiler.diagnostics.report import Report
from gancompile.compiler.diagnostics.span import NOWHERE, Source, Span
from gancompile.compiler.diagnostics.suggest import did_you_mean, listing

__all__ = [
    "NOWHERE",
    "Diagnostic",
    "Mark",
    "Report",
    "Severity",
    "Source",
    "Span",
    "did_you_mean",
    "listing",
    "render",
    "summary",
]
