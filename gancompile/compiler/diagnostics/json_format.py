"""Diagnostics as JSON, for editors and scripts: an object with a list, and the counts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gancompile.compiler.diagnostics.diagnostic import Diagnostic, Mark, Severity
from gancompile.compiler.diagnostics.render import notes
from gancompile.compiler.diagnostics.span import Span


def json_text(diagnostics: Sequence[Diagnostic]) -> str:
    """JSON. Lines and columns count characters from 1, the end is exclusive; a diagnostic without a position has null for a line."""
    count = {severity: sum(d.severity is severity for d in diagnostics) for severity in Severity}
    made = {
        "errors": count[Severity.ERROR],
        "warnings": count[Severity.WARNING],
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in diagnostics],
    }
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        **_place(diagnostic.span),
        "label": diagnostic.label or None,
        "help": diagnostic.help,
        "marks": [_mark(mark) for mark in diagnostic.marks],
        "chain": [_mark(mark) for mark in diagnostic.chain],
        "notes": notes(diagnostic),
    }


def _mark(mark: Mark) -> dict[str, Any]:
    return {"label": mark.label, **_place(mark.span)}


def _place(span: Span) -> dict[str, Any]:
    return {
        "file": span.source.name or None,
        "line": span.line or None,
        "column": span.column or None,
        "end_line": span.end_line or None,
        "end_column": span.end_column or None,
    }
