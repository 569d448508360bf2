"""Diagnostics as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gancompile.compiler.diagnostics.diagnostic import Diagnostic, Severity
from gancompile.compiler.diagnostics.explanation import Explanation, explanations
from gancompile.compiler.diagnostics.span import Span
from gancompile.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
OVERRIDE = "--set "
"""The prefix of the name of a source that is a command-line argument, and no file."""


def sarif_text(diagnostics: Sequence[Diagnostic]) -> str:
    """A whole log with one run; its rules are those codes that occur."""
    codes = sorted({diagnostic.code for diagnostic in diagnostics})
    run = {
        "tool": {"driver": {"name": "gancompile", "version": __version__, "rules": _rules(codes, diagnostics)}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(diagnostic, codes.index(diagnostic.code)) for diagnostic in diagnostics],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False) + "\n"


def _rules(codes: Sequence[str], diagnostics: Sequence[Diagnostic]) -> list[dict[str, Any]]:
    pages = explanations() if codes else {}
    severity = {diagnostic.code: diagnostic.severity for diagnostic in diagnostics}
    return [_rule(code, pages.get(code), severity[code]) for code in codes]


def _rule(code: str, page: Explanation | None, severity: Severity) -> dict[str, Any]:
    made: dict[str, Any] = {"id": code, "shortDescription": {"text": page.title if page else code}}
    if page is not None:
        made["fullDescription"] = {"text": page.prose}
        made["help"] = {"text": page.text()}
    return {**made, "defaultConfiguration": {"level": severity.value}}


def _result(diagnostic: Diagnostic, rule: int) -> dict[str, Any]:
    message = diagnostic.message + (f" ({diagnostic.label})" if diagnostic.label else "")
    related = [
        {"id": number, **_location(span), "message": {"text": label}}
        for number, (span, label) in enumerate(_related(diagnostic), 1)
    ]
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": diagnostic.severity.value,
        "message": {"text": f"{message}\nhelp: {diagnostic.help}" if diagnostic.help else message},
        "locations": [_location(diagnostic.span)] if diagnostic.span.source.name else [],
        **({"relatedLocations": related} if related else {}),
    }


def _related(diagnostic: Diagnostic) -> Iterator[tuple[Span, str]]:
    """The causes, and then the origin of the diagnostic, innermost first."""
    yield from ((mark.span, mark.label) for mark in (*diagnostic.marks, *diagnostic.chain) if mark.span.line)
    source = diagnostic.span.source
    while (extending := source.included_from) is not None:
        yield extending, f"{source.name} is extended here"
        source = extending.source


def _location(span: Span) -> dict[str, Any]:
    if span.source.name.startswith(OVERRIDE):
        return {"logicalLocations": [{"fullyQualifiedName": span.source.name, "kind": "parameter"}]}
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(span.source.name)}}
    if span.line:
        physical["region"] = {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        }
    return {"physicalLocation": physical}


def _uri(name: str) -> str:
    """A relative path stays one, so that a log means the same on the machine of the code host."""
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), safe="/")
