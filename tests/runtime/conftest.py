"""Compiled games for the tests of the runtime."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

TINY = """
gancompile: 1
name: tiny
data: {source: {ring: {modes: 4}}, batch: 16}
networks:
  generator:
    inputs: {z: [3]}
    layers: [{dense: {units: 5, activation: tanh}}, {dense: 2, name: point}]
  discriminator:
    inputs: {x: data.point}
    layers: [{dense: {units: 6, activation: tanh}}, {dense: 1, name: logit}]
game: {objective: OBJECTIVE}
schedule: [{steps: 6, round: [{discriminator: 2}, {generator: 1}]}]
"""


@pytest.fixture
def tiny() -> Callable[..., str]:
    """The text of a small spec, with an objective of one's choice."""
    return lambda objective="non_saturating": TINY.replace("OBJECTIVE", objective)


@pytest.fixture
def compile_to(tmp_path: Path) -> Callable[..., Path]:
    """Compiles a spec's text into a folder."""
    from gancompile.compiler import compile_text
    from gancompile.spec import Spec

    def make(text: str, *overrides: str, name: str = "built") -> Path:
        compilation = compile_text(text, overrides=overrides)
        assert not compilation.failed, compilation.diagnostics
        return Spec(compilation).write(tmp_path / name)

    return make


@pytest.fixture
def make_game(compile_to: Callable[..., Path]) -> Callable[..., Any]:
    """A spec's text as a game."""
    from gancompile.runtime.program import make_game as make
    from gancompile.runtime.program import read_program

    return lambda text, *overrides, name="built": make(read_program(compile_to(text, *overrides, name=name)))


@pytest.fixture
def float64() -> Iterator[None]:
    """Keras in double precision."""
    import keras

    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    yield
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
