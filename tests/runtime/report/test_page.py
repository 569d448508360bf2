"""The report page of a training, at its beginning, on the way and at its end."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gancompile.runtime.pictures import as_png
from gancompile.runtime.program import Program, read_program
from gancompile.runtime.report import write_report

RECORD = {"phase": "main", "round": 3, "rounds": 6, "seconds": 90.0, "rounds_per_second": 0.05, "generator_loss": 0.25}


@pytest.fixture
def program(compile_to: Callable[..., Path], tiny: Callable[..., str]) -> Program:
    """A compiled program whose words would end a script, and with one record."""
    description = "</script><script>alert(1)</script><!-- & 'quotes' \""
    folder = compile_to(tiny() + f"description: {json.dumps(description)}\n")
    (folder / "logs").mkdir()
    (folder / "logs" / "records.jsonl").write_text(json.dumps(RECORD | {"</script><b>": 1.5}) + "\n")
    return read_program(folder)


def page_of(program: Program, **more: Any) -> str:
    return write_report(program, durations={"train": 4000.0}, rounds_played=3, **more).read_text()


def plots_of(page: str) -> list[dict[str, Any]]:
    (data,) = re.findall(r'<script type="application/json" id="plots">(.*?)</script>', page)
    plots: list[dict[str, Any]] = json.loads(data)
    return plots


def test_one_record_is_enough(program: Program) -> None:
    loss, other = plots_of(page_of(program))
    assert (loss["title"], loss["names"], loss["columns"]) == ("Losses", ["generator_loss"], [[3], [0.25]])
    assert other["title"] == "</script><b>"


def test_nothing_recorded_is_a_page_too(program: Program) -> None:
    (program.folder / "logs" / "records.jsonl").unlink()
    page = page_of(program, is_live=True)
    assert plots_of(page) == []
    assert "Nothing has been recorded yet." in page


def test_words_of_a_spec_are_text(program: Program) -> None:
    page = page_of(program)
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert page.count("<script") == page.count("</script>") == 3
    (shown,) = re.findall(r"<summary[^>]*>spec.lock.yaml</summary><pre>(.*?)</pre>", page, re.DOTALL)
    assert html.unescape(shown) == (program.folder / "spec.lock.yaml").read_text()


def test_a_page_makes_no_request(program: Program) -> None:
    page = page_of(program, is_live=True)
    assert not re.findall(r"""(?:src|href)=["'](?!data:|#)|url\(|@import|fetch\(|XMLHttpRequest""", page)


def test_a_page_loads_itself_anew_while_the_training_runs(program: Program) -> None:
    live, finished = page_of(program, is_live=True), page_of(program)
    assert 'data-refresh-seconds="30"' in live
    assert "Training for 1 min 30 s, about 1 min left." in live
    assert "data-refresh-seconds" not in finished
    assert "<time" not in finished
    assert "http-equiv" not in finished


def test_what_a_build_is(program: Program) -> None:
    page = page_of(program)
    assert "<title>tiny: report</title>" in page
    assert re.search(r"3 of 6 rounds, seed 0,\s+resolved sha256 " + program.digest[:12], page)
    for name, value in {"train": "1 h 6 min", "generator_loss": "0.25", "round": "3"}.items():
        assert f'<th scope="row">{name}</th><td>{value}</td>' in page
    assert "class Tiny(Game)" in page


def test_the_lineage_is_a_table(program: Program) -> None:
    assert "Lineage" not in page_of(program)
    page = page_of(program, history=[(0, 2000, "first"), (2000, 9000, "<second>")])
    assert "<tr><td>2,000</td><td>9,000</td><td>&lt;second&gt;</td></tr>" in page


def test_pictures_over_time(program: Program) -> None:
    samples = program.folder / "samples"
    samples.mkdir()
    for round in (0, 1200):
        (samples / f"round_{round:08d}.png").write_bytes(as_png(np.zeros((4, 4, 3), np.uint8)))
    page = page_of(program)
    assert re.findall(r'data-round="(\d+)"( hidden)?', page) == [("0", " hidden"), ("1200", "")]
    assert '<span class="round">1,200</span>' in page
    assert 'max="1" value="1"' in page
