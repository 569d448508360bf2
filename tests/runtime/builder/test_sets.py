"""Games over several sets of data, from the spec to the SavedModel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

Make = Callable[..., Any]

TRANSLATE = """
gancompile: 1
name: translate
data:
  sets:
    a: {source: digits, range: [-1, 1], flip: horizontal}
    b: {source: digits, range: [0, 1]}
  batch: 8
networks:
  to_b: {inputs: {image: data.a.image}, layers: [{conv2d: {filters: 1, kernel_size: 3, padding: same, activation: sigmoid}}]}
  to_a: {inputs: {image: data.b.image}, layers: [{conv2d: {filters: 1, kernel_size: 3, padding: same, activation: tanh}}]}
  judge_a: {inputs: {image: data.a.image}, layers: [flatten, {dense: 8}, leaky_relu, {dense: 1}]}
  judge_b: {like: judge_a}
game:
  draws: {a: {data: a.image}, b: {data: b.image}}
  let:
    fake_a: to_a(b)
    fake_b: to_b(a)
    cycle: E[mean(abs(to_a(fake_b) - a))] + E[mean(abs(to_b(fake_a) - b))]
  players:
    judges:
      networks: [judge_a, judge_b]
      minimize: E[square(judge_a(a) - 1)] + E[square(judge_a(fake_a))] + E[square(judge_b(b) - 1)] + E[square(judge_b(fake_b))]
    translators:
      networks: [to_a, to_b]
      minimize: {fool: "E[square(judge_a(fake_a) - 1)] + E[square(judge_b(fake_b) - 1)]", cycle: 10 * cycle}
schedule: [{steps: 6, round: [{translators: 1}, {judges: 2}]}]
export: {generator: to_b, discriminator: judge_b}
"""


class Silent:
    def __getattr__(self, name: str) -> Any:
        return lambda *arguments: None


def test_a_translation_is_built(compile_to: Make) -> None:
    import tensorflow as tf

    from gancompile.runtime.builder import build_folder
    from gancompile.runtime.sampling import SampleError, sample

    folder: Path = compile_to(TRANSLATE)
    game = build_folder(folder, Silent())
    assert game.rounds_played == 6
    assert len(list((folder / "samples").glob("*.png"))) == 7
    model = tf.saved_model.load(str(folder / "saved_model" / "1"))
    image = np.zeros([3, 8, 8, 1], np.float32)
    answer = model.signatures["serving_default"](image=tf.constant(image))
    np.testing.assert_allclose(answer["to_b"], game.to_b(image), atol=1e-6)
    made = model.signatures["generate"](num=tf.constant(3), seed=tf.constant(0, tf.int64), a_image=tf.constant(image))
    with pytest.raises(SampleError, match=r"conditional on `a_image`: set it by images, as in `--with a_image=FOLDER`"):
        sample(folder, 4, seed=0)
    # The range of what it imitates, [0, 1], is that of the pixels.
    np.testing.assert_array_equal(made["to_b"], np.rint(255 * game.to_b(image).numpy()).astype(np.uint8))


PARTLY = """
gancompile: 1
name: partly
data: {source: digits, range: [-1, 1], labelled: 0.5, batch: 32}
networks:
  generator: {inputs: {z: [16]}, layers: [{dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]}
  judge:
    inputs: {x: data.image}
    layers: [flatten, {dense: 32, name: body}, {dense: 10, name: kind}, {dense: 1, from: body, name: real}]
    outputs: {kind: kind, real: real}
game:
  draws: {x: {data: image}, y: {data: label}, known: {data: labelled}, z: {normal: [16]}}
  let: {fake: generator(z)}
  players:
    judge:
      minimize: {kind: "E[known * cross_entropy(y, judge(x).kind)]", real: "E[softplus(-judge(x).real)] + E[softplus(judge(fake).real)]"}
      watch: {share: "E[known]"}
    generator: {minimize: "E[softplus(-judge(fake).real)]"}
"""


def test_a_game_with_some_labels(make_game: Make, compile_to: Make) -> None:
    """The term of labels is the cross entropy of those that are known, over the whole batch."""
    from gancompile.runtime.data import batches
    from gancompile.runtime.program import read_program

    program = read_program(compile_to(PARTLY, name="read"))
    game = make_game(PARTLY)
    batch = next(iter(batches({**program.data, "parts": 1}, seed=0)))
    logits = game.judge(batch["x"])["kind"].numpy().astype(float)
    logs = game.train_step(batch)
    share = np.log(np.exp(logits - logits.max(1, keepdims=True)).sum(1)) + logits.max(1)
    each = share - logits[np.arange(32), batch["y"].numpy()]
    known = batch["known"].numpy()
    assert 4 < known.sum() < 28
    np.testing.assert_allclose(float(logs["judge_kind"]), (each * known).mean(), rtol=1e-5)
    np.testing.assert_allclose(float(logs["share"]), known.mean())


def test_resume_is_exact_over_sets(compile_to: Make) -> None:
    from gancompile.runtime.data import batches
    from gancompile.runtime.program import read_program

    program = read_program(compile_to(TRANSLATE))
    whole = list(batches({**program.data, "parts": 3}, seed=1).take(6).as_numpy_iterator())
    rest = list(batches({**program.data, "parts": 3}, seed=1, start=4).take(2).as_numpy_iterator())
    assert set(whole[0]) == {"a", "b"}
    for one, other in zip(whole[4:], rest, strict=True):
        assert all((one[name] == other[name]).all() for name in ("a", "b"))
