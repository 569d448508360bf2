"""`--set`: what is wrong in it is shown in it, the key under the key and the value under the value."""

from __future__ import annotations

from pathlib import Path

import pytest

from gancompile.compiler import compile_file


@pytest.mark.parametrize(
    ("assignment", "code", "shown"),
    [
        ("data.batch=100000", "GC0208", "100000"),
        ("data.batch=0x", "GC0206", "0x"),
        ("data.btach=3", "GC0202", "btach"),
        ("schdule=3", "GC0202", "schdule"),
        ("data.batch.size=3", "GC0304", "size"),
        ("networks.generator.layers.100=relu", "GC0304", "100"),
        ("data.nothing=", "GC0304", "nothing"),
        ("data.batch", "GC0304", "data.batch"),
        ("data..batch=3", "GC0304", "data..batch=3"),
        ("data.batch=60000", "GW0702", "batch"),
        ("name=---", "GC0209", "---"),
        ("name=#1", "GC0209", "#1"),
    ],
)
def test_the_place_is_in_the_assignment(assignment: str, code: str, shown: str, specs: Path) -> None:
    told = {one.code: one for one in compile_file(specs / "dcgan-digits.yaml", overrides=[assignment]).diagnostics}
    assert code in told, told
    span = told[code].span
    assert span.source.name == f"--set {assignment}"
    assert span.source.line(span.line)[span.column - 1 : span.end_column - 1] == shown


def test_a_number_that_is_none_is_reported_once(specs: Path) -> None:
    found = compile_file(specs / "gan-ring.yaml", overrides=["schedule.0.steps=.inf"])
    assert [one.code for one in found.diagnostics] == ["GC0206"]


def test_the_rest_keeps_its_place(specs: Path) -> None:
    found = compile_file(specs / "gan-ring.yaml", overrides=["data.batch=32"])
    assert not found.failed
    assert found.program.data.batch == 32
    assert not found.diagnostics
