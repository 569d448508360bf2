"""Stages: networks that are made anew, with the weights that fit carried over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.compiler import compile_text, compiled_files
from gancompile.spec import Spec

GROWING = """
gancompile: 1
name: growing
params: {size: 4, fade: 1}
data: {source: digits, resize: ["${size}", "${size}"], range: [-1, 1], batch: 8}
networks:
  generator:
    inputs: {z: [4]}
    layers:
      - {dense: 32, name: seed}
      - {reshape: [4, 4, 2], name: small}
      - conv2d: {filters: 1, kernel_size: 1}
        name: image_4
      - {resizing: {height: "${size}", width: "${size}"}, name: old}
      - {resizing: {height: "${size}", width: "${size}"}, from: small}
      - conv2d: {filters: 1, kernel_size: 3, padding: same}
        name: "new_${size}"
      - {fade_in: {amount: "${fade}"}, from: [old, previous], name: faded}
  discriminator:
    inputs: {x: data.image}
    layers: [flatten, {dense: 4, name: "in_${size}"}, leaky_relu, {dense: 1, name: logit}]
game:
  objective: non_saturating
  optimizer: {adam: {learning_rate: 1.0e-3, beta_1: 0}}
  average: {decay: 0.8}
schedule:
  - {phase: small, steps: 6}
  - {phase: fading, steps: 8, params: {size: 8, fade: {linear: {from: 0, to: 1}}}}
  - {phase: large, steps: 6, params: {fade: 1}}
"""


def test_stages_keep_the_weights_that_fit(tmp_path: Path) -> None:
    compilation = compile_text(GROWING)
    assert not compilation.diagnostics
    small, fading, large = compilation.programs
    assert dict(fading.carried) == {
        "generator": ("seed", "small", "image_4", "old", "faded"),
        "discriminator": ("logit",),
    }
    assert dict(large.carried) == {"generator": None, "discriminator": None}
    assert [program.first_round for program in compilation.programs] == [0, 6, 14]
    assert (
        "amount=linear(self.round, 0.0, 1.0, over=8, since=6)"
        in (Spec(compilation).write(tmp_path) / "stages/2/model.py").read_text()
    )
    assert small.rounds == large.rounds == 20


@pytest.mark.usefixtures("one_picture")
def test_a_growing_game_trains_and_resumes_where_it_was(tmp_path: Path) -> None:
    """Stopped in the second stage and gone on, it comes to the same weights as without a stop."""
    import signal

    from gancompile.runtime.training import Interrupted, Silent

    class Stopper(Silent):
        def progressed(self, record: Any) -> None:
            if record.round == 9:
                signal.raise_signal(signal.SIGINT)

    tf.config.experimental.enable_op_determinism()
    try:
        whole = Spec(compile_text(GROWING)).build(tmp_path / "whole")
        with pytest.raises(Interrupted):
            Spec(compile_text(GROWING)).build(tmp_path / "halved", listener=Stopper())
        assert not (tmp_path / "halved" / "saved_model").exists()
        again = Spec(compile_text(GROWING)).build(tmp_path / "halved")
    finally:
        tf.config.experimental.disable_op_determinism() if hasattr(
            tf.config.experimental, "disable_op_determinism"
        ) else None
    assert whole.generator.output_shape == (None, 8, 8, 1)
    assert int(whole.round) == int(again.round) == 20
    for mine, theirs in zip(whole.variables, again.variables, strict=True):
        np.testing.assert_array_equal(mine.numpy(), theirs.numpy(), err_msg=mine.path)


def test_a_lock_of_stages_gives_the_same_program(tmp_path: Path) -> None:
    """The lock file is another text, with all defaults, that compiles to equal programs and to the same bytes for each stage."""
    first = compile_text(GROWING)
    again = compile_text(compiled_files(first).lock, folder=tmp_path)
    assert compiled_files(first).lock != GROWING
    assert not again.diagnostics
    assert len(first.programs) == 3
    for mine, theirs in zip(again.programs, first.programs, strict=True):
        assert mine == theirs
    assert compiled_files(again).texts == compiled_files(first).texts
    other = compile_text(compiled_files(first).lock.replace("steps: 8", "steps: 9"), folder=tmp_path)
    assert other.programs[1] != first.programs[1]


def test_a_curve_of_an_earlier_stage_is_not_begun_again() -> None:
    """The last phase sets another parameter; the fade of the one before has come to its end and stays there."""
    text = GROWING.replace("params: {fade: 1}}", "params: {width: 5}}").replace(
        "params: {size: 4,", "params: {width: 4, size: 4,"
    )
    *_, last = compile_text(text.replace("{dense: 4, name:", '{dense: "${width}", name:')).programs
    (amount,) = (a.value for layer in last.network("generator").layers for a in layer.arguments if a.name == "amount")
    assert (amount.over_rounds, amount.since_round) == (8, 6)
