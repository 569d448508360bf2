"""Exported models for the tests of sampling."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

CONDITIONAL = """\
gancompile: 1
name: digits
data: {source: digits, range: [-1, 1], batch: 8}
networks:
  generator:
    inputs: {z: [6], u: [2], y: data.label}
    layers:
      - {embedding: {input_dim: 10, output_dim: 3}, from: y, name: kind}
      - {concatenate: , from: [z, u, kind]}
      - {dense: {units: 64, activation: tanh}}
      - {reshape: [8, 8, 1]}
      - {identity: , name: image}
  encoder:
    inputs: {image: data.image}
    layers: [flatten, {dense: 6, name: style}]
  discriminator:
    inputs: {image: data.image}
    layers: [flatten, {dense: {units: 1, activation: sigmoid}, name: probability}]
game:
  draws: {x: {data: image}, y: {data: label}, z: {normal: [6]}, u: {uniform: [2]}}
  let:
    fake: generator(z, u, y)
    again: encoder(fake)
  players:
    discriminator: {networks: [discriminator], maximize: "E[log(discriminator(x))] + E[log(1 - discriminator(fake))]"}
    generator:
      networks: [generator, encoder]
      minimize: {fool: "-E[log(discriminator(fake))]", code: "E[sum(square(again - z))]"}
export: {signatures: {encode: encoder(image), judge: {real: discriminator(image), style: encoder(image)}, imagine: fake}}
schedule: [{steps: 1}]
"""
TRANSLATOR = """\
gancompile: 1
name: translator
data: {source: digits, range: [-1, 1], batch: 8}
networks:
  generator:
    inputs: {image: data.image}
    layers:
      - {conv2d: {filters: 1, kernel_size: 3, padding: same, activation: tanh}, name: painted}
  discriminator:
    inputs: {image: data.image}
    layers: [flatten, {dense: 1}]
game: {objective: non_saturating}
schedule: [{steps: 1}]
"""


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A function from a spec's text to a folder with its export, before any training."""
    from gancompile.compiler import compile_text
    from gancompile.folder.own_mark import write_own_mark
    from gancompile.runtime.export.formats.saved_model import export
    from gancompile.runtime.program import make_game, read_program
    from gancompile.spec import Spec

    def make(text: str) -> Path:
        folder = tmp_path_factory.mktemp("exported")
        compilation = compile_text(text)
        assert not compilation.failed, compilation.diagnostics
        Spec(compilation).write(folder)
        program = read_program(folder)
        export(make_game(program), program, folder / "saved_model")
        write_own_mark(folder)
        return folder

    return make


@pytest.fixture(scope="session")
def digits(exported: Callable[[str], Path]) -> Path:
    """A generator of two latents and a label, with signatures."""
    return exported(CONDITIONAL)


@pytest.fixture(scope="session")
def translator(exported: Callable[[str], Path]) -> Path:
    """A generator from images to images."""
    return exported(TRANSLATOR)
