"""`export: {formats: ...}` in a spec."""

from __future__ import annotations

import json

import pytest

from gancompile.compiler import compile_text, compiled_files

SPEC = """
gancompile: 1
name: example
data: {source: ring}
networks:
  generator: {inputs: {z: [8]}, layers: [{dense: 64}, relu, {dense: 2}]}
  discriminator: {inputs: {x: data.point}, layers: [{dense: 64}, leaky_relu, {dense: 1}]}
game: {objective: hinge}
"""


def formats_of(text: str) -> list[str]:
    compilation = compile_text(text)
    assert not compilation.failed, compilation.diagnostics
    found: list[str] = json.loads(compiled_files(compilation).texts["program.json"])["export"].get("formats", [])
    return found


def test_formats_are_in_the_program() -> None:
    assert formats_of(SPEC) == []
    assert formats_of(SPEC + "export: {formats: [onnx, litert]}\n") == ["onnx", "litert"]


def test_formats_do_not_change_the_digest_but_what_is_made_again() -> None:
    plain, more = (compile_text(text).program for text in (SPEC, SPEC + "export: {formats: [onnx]}\n"))
    assert plain.digest == more.digest
    assert {key for key in plain.parts if plain.parts[key] != more.parts[key]} == {"export"}


@pytest.mark.parametrize(
    ("word", "help"),
    [
        ("tflite", "`litert`?"),
        ("savedmodel", "`saved_model`?"),
        ("coreml", "known are saved_model, onnx, litert, keras"),
    ],
)
def test_an_unknown_format_is_answered_by_those_there_are(word: str, help: str) -> None:
    (found,) = compile_text(SPEC + f"export: {{formats: [{word}]}}\n").diagnostics
    assert found.code == "GC0204"
    assert found.message == f"there is no format `{word}`"
    assert help in f"{found.label} {found.help}"
