"""YAML's own traps, each told as what it is, by the C parser of PyYAML and by its Python one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from gancompile.compiler.diagnostics import Report, Source, render
from gancompile.compiler.syntax import read_yaml, yaml_reader

N = "n:\n    layers:\n      - dense: 1\n"
TRAPS = [
    ("a comma in an expression", "let: {fake: mix(x, fake)}\n", "GC0113", 1, 13, '`fake: "mix(x, fake)"`'),
    ("a bracket in an expression", "g: {minimize: E[log(D(x))]}\n", "GC0113", 1, 15, '`"E[log(D(x))]"`'),
    ("a negated bracket", "g: {minimize: -E[log(D(x))] + 2}\n", "GC0113", 1, 15, '`"-E[log(D(x))] + 2"`'),
    ("a place without quotes", "a: {units: ${width}}\n", "GC0113", 1, 12, '`"${width}"`'),
    ("a colon in a text", "description: GAN: a test\n", "GC0113", 1, 14, '"GAN: a test"'),
    ("no space after a colon", "data:\n  batch:64\n  range: 1\n", "GC0116", 2, 3, "`batch: 64`"),
    ("no space after the last colon", "data:\n  range: 1\n  batch:64\n", "GC0116", 3, 3, "`batch: 64`"),
    ("a tab", "data:\n\tsource: digits\n", "GC0102", 2, 1, "spaces"),
    ("an item too far left", f"{N}    - flatten\n    inputs: 1\n", "GC0119", 4, 5, "column 7"),
    ("an item one column to the left", f"{N}     - flatten\n", "GC0119", 4, 6, "column 7"),
    ("an item too far right", f"{N}        - flatten\n", "GC0119", 4, 9, "column 7"),
    ("a word without a dash", f"{N}      relu\n      - flatten\n", "GC0118", 4, 7, "`- relu`"),
    ("a layer without a dash", f"{N}      relu: 1\n      - flatten\n", "GC0118", 4, 7, "`- relu: 1`"),
    ("a companion without its layer", f"{N}      name: x\n      - flatten\n", "GC0118", 4, 7, "to which it belongs"),
    ("no space after a dash", f"{N}      -relu\n      - flatten\n", "GC0117", 4, 7, "`- relu`"),
    ("no space after the first dash", "n:\n  layers:\n    -dense: 1\n    -relu\n", "GC0117", 4, 5, "`- relu`"),
    ("a companion too far right", f"{N}          name: x\n      - flatten\n", "GC0120", 4, 11, "column"),
    ("a key too far right", "data:\n  source: digits\n   range: [1]\n", "GC0120", 3, 4, "column"),
    ("a key too far left", "data:\n    source: digits\n  range: [1]\n", "GC0120", 3, 3, "column"),
    ("no comma", "a: {b: 1 c: 2}\n", "GC0121", 1, 10, "comma"),
    ("no comma before a longer word", "a: {filters: 64 kernel_size: 4, strides: 2}\n", "GC0121", 1, 17, "comma"),
    ("a bracket that is not closed", "n:\n    layers: [dense: 1\n    b: 1\nc: 2\n", "GC0122", 2, 13, "`]`"),
    ("a brace that is not closed", "a: {b: 1\nc: 2\n", "GC0122", 1, 4, "`}`"),
    ("a quote that is not closed", 'a: "b\nc: 2\nd: 3\n', "GC0122", 1, 4, "line"),
    ("a bracket too many", "a: [1, 2]]\nb: 1\n", "GC0125", 1, 10, "take it out"),
    ("a backtick", "a: `x`\n", "GC0123", 1, 4, "quotes"),
    ("an at sign", "a: @x\n", "GC0123", 1, 4, "quotes"),
    ("a star that is no alias", "a: * b\n", "GC0123", 1, 4, "quotes"),
    ("an unknown escape", 'a: "points in \\data"\n', "GC0126", 1, 15, "single quotes"),
    ("no colon after a section", "a: 1\nnetworks\n  generator:\n    b: 1\n", "GC0127", 2, 1, "`networks:`"),
    (
        "no colon before a value",
        "game:\n  objective hinge\n  average: {decay: 0.9}\n",
        "GC0127",
        2,
        3,
        "`objective: hinge`",
    ),
    ("an equals sign", "data:\n  batch = 64\n  range: 1\n", "GC0127", 2, 3, "`batch: 64`"),
    ("a list of networks", "networks:\n  - a:\n      b: 1\n  c:\n    d: 1\n", "GC0128", 2, 3, "take the `-` out"),
    ("an item beside a bare layer", "layers:\n  - relu\n    name: x\n", "GC0120", 3, 5, "`- relu:`"),
    ("no comma between items", "r: [{a: 1} {b: 2}]\n", "GC0121", 1, 12, "comma"),
    ("brackets for braces", "inputs: (z: [32])\n", "GC0113", 1, 9, "{z: [32]}"),
    ("brackets for a list", "a: {kernel_size: (3, 3), b: 1}\n", "GC0113", 1, 18, "[3, 3]"),
    ("a space of another kind", "data:\n\u00a0 batch: 64\n", "GC0102", 2, 1, "ordinary space"),
    ("text behind quotes", 'a: "x" + 1\n', "GC0124", 1, 8, "quotes"),
]


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(("text", "code", "line", "column", "help"), [t[1:] for t in TRAPS], ids=[t[0] for t in TRAPS])
def test_a_trap_is_told_as_what_it_is(
    text: str, code: str, line: int, column: int, help: str, loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(yaml, loader):
        pytest.skip(f"PyYAML has no {loader} here")
    monkeypatch.setattr(yaml_reader, "Loader", getattr(yaml, loader))
    report = Report()
    read_yaml(Source(name="s.yaml", text=text, folder=Path()), report)
    told = [(d.code, d.span.line, d.span.column) for d in report.diagnostics]
    assert told == [(code, line, column)], [render(d) for d in report.diagnostics]
    assert help in (report.diagnostics[0].help or "")


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML's Python parser reads this as a key")
def test_an_empty_entry_in_braces() -> None:
    report = Report()
    read_yaml(Source(name="s.yaml", text="a: {activation:}\n", folder=Path()), report)
    assert [(d.code, d.span.column) for d in report.diagnostics] == [("GC0116", 15)]
