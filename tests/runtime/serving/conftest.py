"""A small conditional game, exported with fresh weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("prometheus_client")

from gancompile.compiler import compile_text
from gancompile.runtime.export.formats.saved_model import export
from gancompile.runtime.program import make_game, read_program
from gancompile.spec import Spec

SPEC = """\
gancompile: 1
name: tiny
data: {source: digits, range: [-1, 1], batch: 8}
networks:
  generator:
    inputs: {z: [6], y: data.label}
    layers:
      - {embedding: {input_dim: 10, output_dim: 3}, from: y, name: kind}
      - {concatenate: , from: [z, kind]}
      - {dense: {units: 64, activation: tanh}}
      - {reshape: [8, 8, 1], name: image}
  encoder: {inputs: {image: data.image}, layers: [flatten, {dense: 6}]}
  discriminator: {inputs: {image: data.image}, layers: [flatten, {dense: 1}]}
game:
  draws: {x: {data: image}, y: {data: label}, z: {normal: [6]}}
  let: {fake: "generator(z, y)"}
  players:
    discriminator: {networks: [discriminator], minimize: "E[discriminator(fake)] - E[discriminator(x)]"}
    generator: {networks: [generator, encoder], minimize: "E[sum(square(encoder(fake) - z))] - E[discriminator(fake)]"}
export: {signatures: {encode: encoder(image), redraw: "generator(encoder(image), label)"}}
schedule: [{steps: 1}]
"""


@pytest.fixture(scope="session")
def tiny_game(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    folder = tmp_path_factory.mktemp("served") / "tiny"
    compilation = compile_text(SPEC)
    assert not compilation.failed, compilation.diagnostics
    Spec(compilation).write(folder)
    program = read_program(folder)
    return make_game(program), program


@pytest.fixture(scope="session")
def versions(tiny_game: tuple[Any, Any]) -> Path:
    """The folder of the versions, with one."""
    game, program = tiny_game
    return export(game, program, program.folder / "saved_model").path.parent
