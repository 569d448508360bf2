"""`check`: folders, formats, strictness, limits."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gancompile.cli import main
from gancompile.compiler.diagnostics.explanation import explanations

Capture = pytest.CaptureFixture[str]
GOOD = explanations()["GC0203"].right
BAD = explanations()["GC0203"].wrong
DOUBTFUL = explanations()["GW0501"].wrong


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name, text in (
        ("good.yaml", GOOD),
        ("sub/bad.yml", BAD),
        ("doubtful.yaml", DOUBTFUL),
        ("other.yaml", "services: {}\n"),
        (".hidden/bad.yaml", BAD),
    ):
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_folder_is_all_the_specs_in_it(folder: Path, capsys: Capture) -> None:
    assert main(["check", str(folder)]) == 1
    out, err = capsys.readouterr()
    assert out.endswith("3 specs checked: 1 wrong\n")
    assert out.count(": fine (") == 2
    assert err.count("error[") == 1
    assert err.endswith("1 error, 1 warning\n")


def test_folders_and_files_may_be_mixed(folder: Path, capsys: Capture) -> None:
    good = folder / "good.yaml"
    assert main(["check", str(good), str(good), str(folder / "sub")]) == 1
    assert capsys.readouterr().out.endswith("2 specs checked: 1 wrong\n")


def test_all_are_fine(folder: Path, capsys: Capture) -> None:
    (folder / "sub" / "bad.yml").unlink()
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out.endswith("2 specs checked: all are fine\n")


def test_a_folder_without_a_spec_is_a_mistake_of_the_command(tmp_path: Path, capsys: Capture) -> None:
    assert main(["check", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "no spec" in err


def test_strict(folder: Path, capsys: Capture) -> None:
    path = str(folder / "doubtful.yaml")
    assert main(["check", path]) == 0
    assert capsys.readouterr().err.endswith("1 warning\n")
    assert main(["check", path, "--strict"]) == 1
    out, err = capsys.readouterr()
    assert err.endswith("1 warning (--strict: a warning is an error)\n")
    assert "fine" not in out
    assert main(["check", str(folder / "good.yaml"), "--strict"]) == 0


@pytest.mark.parametrize("verb", ["check", "build"])
def test_how_large_the_networks_may_be(verb: str, folder: Path, capsys: Capture) -> None:
    assert main([verb, str(folder / "good.yaml"), "--max-parameters", "100"]) == 1
    assert "GC0433" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["0", "-3", "1.5", "many"])
def test_a_limit_is_a_number(number: str, folder: Path, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as end:
        main(["check", str(folder), "--max-parameters", number])
    assert end.value.code == 2
    assert main(["check", str(folder / "good.yaml"), "--max-parameters", "2e9"]) == 0


@pytest.mark.parametrize("name", ["good.yaml", "sub/bad.yml", "doubtful.yaml", ""])
def test_formats_are_alone_on_the_standard_output(name: str, folder: Path, capsys: Capture) -> None:
    codes = set()
    for format in ("json", "sarif", "human"):
        codes.add(main(["check", str(folder / name), "--format", format]))
        out, err = capsys.readouterr()
        if format != "human":
            assert err == ""
            assert isinstance(json.loads(out), dict)
    assert len(codes) == 1


def test_a_base_that_is_wrong_is_told_once(folder: Path, capsys: Capture) -> None:
    for name in ("one", "two"):
        (folder / f"{name}.yaml").write_text(f"extends: sub/bad.yml\ngancompile: 1\nname: {name}\n")
    assert main(["check", str(folder / "one.yaml"), str(folder / "two.yaml"), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["errors"] == 1


def on_a_terminal(arguments: list[str], **environment: str) -> str:
    """What the command prints where its streams are a terminal."""
    ours, theirs = pty.openpty()
    kept = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    command = [sys.executable, "-c", "import sys; from gancompile.cli import main; main(sys.argv[1:])", *arguments]
    subprocess.run(command, stdout=theirs, stderr=theirs, env={**kept, "TERM": "xterm", **environment}, check=False)
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 4096):
            said += part
    except OSError:  # what Linux says of a terminal whose other end is closed
        pass
    os.close(ours)
    return said.decode()


def test_colours_and_the_way_to_more_are_for_a_terminal(folder: Path, capsys: Capture) -> None:
    path = str(folder / "sub" / "bad.yml")
    said = on_a_terminal(["check", path])
    assert "\033[1;31merror" in said
    assert said.endswith("1 error\r\nfor more about an error: gancompile explain GC0203\r\n")
    assert "\033[" not in on_a_terminal(["check", path], NO_COLOR="1")
    assert "\033[" not in on_a_terminal(["check", path], TERM="dumb")
    main(["check", path])
    assert not re.search("\033|for more", capsys.readouterr().err)
    assert "\033[1mGC0203: " in on_a_terminal(["explain", "GC0203"])
