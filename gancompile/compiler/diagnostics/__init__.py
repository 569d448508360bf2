"""Diagnostics: codes, spans, messages and their rendering."""

from gancompile.compiler.diagnostics.diagnostic import Diagnostic, Mark, Severity
from gancompile.compiler.diagnostics.internal_error import InternalError
from gancompile.compiler.diagnostics.render import render, summary
from gancompile.compiler.diagnostics.report import Report
from gancompile.compiler.diagnostics.span import NOWHERE, Source, Span
from gancompile.compiler.diagnostics.suggest import did_you_mean, listing, nearest

__all__ = [
    "NOWHERE",
    "Diagnostic",
    "InternalError",
    "Mark",
    "Report",
    "Severity",
    "Source",
    "Span",
    "did_you_mean",
    "listing",
    "nearest",
    "render",
    "summary",
]
