"""The command line: exit codes, usage, what goes to which stream."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gancompile.cli import main

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["bulid"],
        ["check"],
        ["build"],
        ["sample", "x", "-n", "0"],
        ["sample", "x", "-n", "many"],
        ["build", "x", "--seed", "-1"],
    ],
    ids=" ".join,
)
def test_usage(arguments: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: gancompile" in capsys.readouterr().err


def test_a_folder_is_no_spec_of_a_verb_that_takes_one(specs: Path, capsys: Capture) -> None:
    assert main(["plan", str(specs)]) == 1
    assert "it is a folder, and a spec is a file" in capsys.readouterr().err


def test_check_tells_each_spec(specs: Path, tmp_path: Path, capsys: Capture) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text((specs / "gan-ring.yaml").read_text().replace("decay", "dekay"))
    assert main(["check", str(specs / "gan-ring.yaml"), str(bad), str(specs / "gan-digits.yaml")]) == 1
    out, err = capsys.readouterr()
    assert out.count("fine") == 2
    assert err.count("error[") == 1


def test_emit_prints_the_source_and_nothing_else(specs: Path, capsys: Capture) -> None:
    assert main(["emit", str(specs / "gan-ring.yaml")]) == 0
    out, err = capsys.readouterr()
    assert out.startswith('"""gan-ring: compiled from gan-ring.yaml')
    assert err == ""


SETS = [
    ("data.batch=32", 0, ""),
    ("params.width=16", 0, ""),
    ("game.optimizer.adam.beta_1=0.5", 0, ""),
    ("schedule.0.steps=1e3", 0, ""),
    ("params.width=${2 ** 5 / 2}", 0, ""),
    ("params.width=16.5", 1, "GC0206"),
    ("schedule.7.steps=3", 1, "GC0304"),
    ("game.average.decay.x=1", 1, "GC0304"),
    ("data.batsh=3", 1, "GC0202"),
    ("data.batch=[", 1, "GC0101"),
    ("data=", 1, "GC0205"),
    ("seed=-1", 1, "GC0208"),
]


@pytest.mark.parametrize(("assignment", "code", "reported"), SETS, ids=[s[0] for s in SETS])
def test_overrides(assignment: str, code: int, reported: str, specs: Path, capsys: Capture) -> None:
    assert main(["check", str(specs / "gan-ring.yaml"), "--set", assignment]) == code
    err = capsys.readouterr().err
    if code == 0:
        assert "error" not in err
        return
    assert f"error[{reported}]" in err
    assert f"--set {assignment}" in err or "params" in assignment or assignment.endswith("=")


def test_colours_are_for_terminals(specs: Path, tmp_path: Path, capsys: Capture) -> None:
    from gancompile.compiler import compile_text
    from gancompile.compiler.diagnostics import render

    (diagnostic,) = compile_text("a: 1\na: 2\n").diagnostics[:1]
    assert "\033[" in render(diagnostic, color=True)
    assert "\033[" not in render(diagnostic)


def test_json_progress(capsys: Capture) -> None:
    from gancompile.cli.progress import listener
    from gancompile.runtime.training import Record

    with listener(quiet=False, json=True) as hears:
        hears.started("x", 0, 10)
        logs = {"generator_loss": 1.5}
        hears.progressed(
            Record(
                phase="main",
                round=5,
                rounds=10,
                seconds=1.0,
                rounds_per_second=5.0,
                seconds_left=float("nan"),
                logs=logs,
            )
        )
        hears.written("report", Path("a b.html"))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["started", "progressed", "written"]
    assert lines[1]["generator_loss"] == 1.5
    assert lines[1]["seconds_left"] is None
