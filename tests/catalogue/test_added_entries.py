"""A source and a step from a folder outside of the package: their own files are all that they need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SOURCE = {
    "row.yaml": """
order: 1000
help: "squares of one grey: image [size, size, 1]"
example: {size: 2}
arguments:
  size:
    type: {type: integer, minimum: 1}
    help: pixels of a side
    default: 4
""",
    "facts.py": """
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts


def facts(arguments, base):
    size = arguments.get("size", 4)
    return SourceFacts(fields={"image": FieldFacts(shape=(size, size, 1), dtype="uint8", low=0, high=255)}, count=9)
""",
    "load.py": """
import numpy as np

from gancompile.catalogue.sources.array_source import array_source


def load(size=4):
    greys = np.arange(9, dtype=np.uint8).reshape(9, 1, 1, 1)
    return array_source({"image": np.broadcast_to(greys, (9, size, size, 1))}, "squares")
""",
}
STEP = {
    "row.yaml": """
order: 1000
help: "the negative of images, each with a probability"
applied_by: Negative
images_only: true
random: true
type: {type: number, minimum: 0, maximum: 1}
example: 0.5
""",
    "facts.py": """
def facts(field, probability, name):
    return field
""",
    "apply.py": """
from dataclasses import dataclass

import tensorflow as tf

from gancompile.catalogue.steps.step import Step
from gancompile.catalogue.steps.uniform import uniform


@dataclass(frozen=True)
class Negative(Step):
    probability: float
    draw: int

    def __call__(self, values, given):
        chosen = uniform(given.positions, given.seed, 2 * self.draw) < self.probability
        low, high = given.range
        return tf.where(tf.reshape(chosen, [-1, 1, 1, 1]), tf.cast(low + high, values.dtype) - values, values)
""",
}
SPEC = """
gancompile: 1
name: squares
data: {source: {squares: {size: 6}}, flip: horizontal, negative: 1.0, range: [-1, 1], batch: 9}
networks:
  generator: {inputs: {z: [4]}, layers: [{dense: {units: 36, activation: tanh}}, {reshape: [6, 6, 1]}]}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 1}]}
game: {objective: non_saturating}
schedule: [{steps: 2}]
"""
PROGRAM = """
import json, sys
from pathlib import Path

from gancompile.catalogue import sources, steps

folder = Path(sys.argv[1])
sources.__path__.append(str(folder / "sources"))
steps.__path__.append(str(folder / "steps"))

from gancompile.compiler import compile_text, compiled_files

compilation = compile_text((folder / "squares.yaml").read_text())
assert not compilation.failed, compilation.diagnostics
assert not {"tensorflow", "keras", "numpy"} & sys.modules.keys()

from gancompile.runtime.data import batches

data = json.loads(compiled_files(compilation).program)["data"]
(batch,) = batches(data, seed=0).take(1).as_numpy_iterator()
(images,) = batch.values()
assert images.shape == (9, 6, 6, 1), images.shape
print(sorted(round((1 - float(value)) * 255 / 2) for value in images[:, 0, 0, 0]))
"""


def write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text)


def test_a_source_and_a_step_are_three_files_each(tmp_path: Path, root: Path) -> None:
    write(tmp_path / "sources" / "squares", SOURCE)
    write(tmp_path / "steps" / "negative", STEP)
    (tmp_path / "squares.yaml").write_text(SPEC)
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    done = subprocess.run(command, cwd=root, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(list(range(9)))
