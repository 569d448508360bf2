"""The section `report` of a spec: what it may say, and that it decides nothing about the weights."""

from __future__ import annotations

import json

import pytest

from gancompile.compiler import compile_text, compiled_files
from gancompile.compiler.describe.difference import differences

SPEC = """
gancompile: 1
name: tiny
params: {who: ring}
data: {source: ring, batch: 8}
networks:
  generator: {inputs: {z: [2]}, layers: [{dense: 2}]}
  discriminator: {inputs: {x: data.point}, layers: [{dense: 1}]}
game: {objective: non_saturating}
schedule: [{steps: 4}]
"""


@pytest.mark.parametrize(
    ("section", "code", "message"),
    [
        ("{wandbb: true}", "GC0202", "`report` has no tracker `wandbb`"),
        ("{jsonl: false}", "GC0202", "`report` has no tracker `jsonl`"),
        ("{wandb: {projet: x}}", "GC0203", "tracker `wandb` has no argument `projet`"),
        ("{wandb: {mode: silent}}", "GC0207", "`mode` is `silent`, which is not one of its choices"),
        ("{mlflow: {experiment: ''}}", "GC0209", "`` is no name"),
        ("{csv: {}}", "GC0206", "`csv` is a mapping, but true or false is wanted"),
        ("{wandb: gans}", "GC0206", "`wandb` is the text `gans`, but true or false or a mapping is wanted"),
        ("{wandb: {tags: ring}}", "GC0206", "`tags` is the text `ring`, but a list is wanted"),
    ],
)
def test_mistakes(section: str, code: str, message: str) -> None:
    (found,) = compile_text(f"{SPEC}report: {section}\n").diagnostics
    assert (found.code, found.message) == (code, message)


def test_it_travels_and_decides_nothing_about_the_weights() -> None:
    plain = compile_text(SPEC)
    reporting = compile_text(
        f'{SPEC}report: {{csv: false, wandb: {{project: "a-${{who}}", tags: [x]}}, mlflow: true}}\n'
    )
    assert not reporting.diagnostics
    section = {"csv": False, "wandb": {"project": "a-ring", "tags": ["x"]}, "mlflow": True}
    assert json.loads(compiled_files(reporting).program)["report"] == reporting.resolved["report"] == section
    assert json.loads(compiled_files(plain).program)["report"] == {}
    assert reporting.program.digest == plain.program.digest
    assert compiled_files(reporting).model == compiled_files(plain).model
    assert all(change.is_remark for change in differences(plain, reporting))
    assert differences(plain, reporting)


def test_a_lock_file_keeps_it() -> None:
    files = compiled_files(compile_text(f"{SPEC}report: {{wandb: {{project: gans}}, tensorboard: false}}\n"))
    assert compiled_files(compile_text(files.lock)).texts == files.texts
