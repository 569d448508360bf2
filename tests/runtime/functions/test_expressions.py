"""The functions of formulas against NumPy in float64: what is logged of a game whose player watches them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

SPEC = """
gancompile: 1
name: watched
data: {source: digits, range: [-1, 1], batch: 6}
networks:
  generator: {inputs: {z: [3]}, layers: [{dense: 64}, {reshape: [8, 8, 1]}]}
  reader:
    inputs: {x: data.image}
    layers: [flatten, {dense: 5, name: body}, {dense: 10, name: kind}, {dense: 4, from: body, name: code}]
    outputs: {kind: kind, code: code}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 1}]}
game:
  draws: {x: {data: image}, y: {data: label}, z: {normal: [3]}, share: {categorical: 10, one_hot: true}, whole: {categorical: 4}}
  let: {fake: generator(z), read: reader(x), code: read.code}
  players:
    discriminator:
      networks: [discriminator, reader]
      minimize: E[discriminator(fake)] - E[discriminator(x)] + E[mean(read.kind)]
      watch: {WATCHED}
    generator: {minimize: "-E[discriminator(fake)]"}
allow: [GW0506, GW0513]
"""


def softmax_cross_entropy(shares: Any, logits: Any) -> Any:
    return -(shares * (logits - np.log(np.exp(logits).sum(-1, keepdims=True)))).sum(-1)


def distinct(pairs: Any) -> float:
    """The mean over ordered pairs of distinct examples."""
    size = len(pairs)
    return float((pairs.sum() - np.trace(pairs)) / (size * (size - 1)))


def kl(mean: Any, log_variance: Any) -> Any:
    return 0.5 * (np.exp(log_variance) + mean**2 - 1 - log_variance).sum(-1)


FORMULAS: dict[str, tuple[str, Callable[[dict[str, Any]], float]]] = {
    "whole": ("E[cross_entropy(y, read.kind)]", lambda v: softmax_cross_entropy(np.eye(10)[v["y"]], v["kind"]).mean()),
    "shares": ("E[cross_entropy(share, read.kind)]", lambda v: softmax_cross_entropy(v["share"], v["kind"]).mean()),
    "kl": ("E[kl_normal(code, 0.5 * code)]", lambda v: kl(v["code"], 0.5 * v["code"]).mean()),
    "places": ("E[sum(one_hot(y, 10) * read.kind)]", lambda v: v["kind"][np.arange(6), v["y"]].mean()),
    "side": (
        "E[sum(square(concat(code, read.kind)))]",
        lambda v: (v["code"] ** 2).sum(-1).mean() + (v["kind"] ** 2).sum(-1).mean(),
    ),
    "pairs": (
        "P[exp(-sum(square(first(code) - second(code))))]",
        lambda v: distinct(np.exp(-((v["code"][:, None] - v["code"][None]) ** 2).sum(-1))),
    ),
    "images": (
        "P[norm(first(x) - second(fake))]",
        lambda v: distinct(np.sqrt(((v["x"][:, None] - v["fake"][None]) ** 2).sum((2, 3, 4)))),
    ),
    "mean_pair": (
        "P[mean(first(x) * second(x))]",
        lambda v: distinct((v["x"][:, None] * v["x"][None]).mean((2, 3, 4))),
    ),
    "packed": (
        "E[norm(pack(code, 2)) * 2]",
        lambda v: 2 * np.linalg.norm(v["code"].reshape(3, -1), axis=1).mean(),
    ),
    "packed_images": (
        "E[sum(pack(x, 3)[..., 1] * pack(x, 3)[..., 2])]",
        lambda v: (v["x"].reshape(2, 3, 8, 8)[:, 1] * v["x"].reshape(2, 3, 8, 8)[:, 2]).sum((1, 2)).mean(),
    ),
    "shuffled": ("E[mean(shuffle(x))]", lambda v: v["x"].mean()),
}


@pytest.mark.usefixtures("float64")
def test_functions_are_what_numpy_says(make_game: Callable[..., Any]) -> None:
    watched = ", ".join(f'{name}: "{formula}"' for name, (formula, _) in FORMULAS.items())
    game = make_game(SPEC.replace("WATCHED", watched))
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(6, 8, 8, 1)), rng.integers(0, 10, 6)
    drawn: dict[str, Any] = {}
    for kind in ("normal", "categorical"):
        setattr(game, kind, recorded(getattr(game, kind), drawn))
    read = game.reader(x)
    logs = game.update_discriminator(tf.constant(x), tf.constant(y, tf.int32))
    values = {
        "x": x, "y": y, "kind": read["kind"].numpy(), "code": read["code"].numpy(),
        "share": drawn["share"], "fake": game.generator(drawn["z"]).numpy(),
    }  # fmt: skip
    for name, (_, expected) in FORMULAS.items():
        assert float(logs[name]) == pytest.approx(float(expected(values)), rel=1e-9), name


def recorded(draw: Callable[..., Any], drawn: dict[str, Any]) -> Callable[..., Any]:
    def record(name: str, *arguments: Any, **settings: Any) -> Any:
        made = draw(name, *arguments, **settings)
        drawn[name] = made.numpy()
        return made

    return record


def test_a_shuffle_keeps_every_example_and_its_gradient(make_game: Callable[..., Any]) -> None:
    game = make_game(SPEC.replace("WATCHED", ""))
    values = tf.reshape(tf.range(12.0), [6, 2])
    with tf.GradientTape() as tape:
        tape.watch(values)
        shuffled = game.shuffle("s", values)
        total = tf.reduce_sum(shuffled * tf.range(6.0)[:, None])
    assert sorted(map(tuple, shuffled.numpy())) == sorted(map(tuple, values.numpy()))
    assert sorted(tf.convert_to_tensor(tape.gradient(total, values)).numpy()[:, 0]) == list(range(6))


def test_categories_are_as_likely(make_game: Callable[..., Any]) -> None:
    game = make_game(SPEC.replace("WATCHED", ""))
    drawn = game.categorical("c", [40_000], 4).numpy()
    assert np.bincount(drawn, minlength=4) / 40_000 == pytest.approx(0.25, abs=0.01)
    assert game.categorical("c", [7], 4, one_hot=True).numpy().sum(-1) == pytest.approx(1)


WRONG = [
    ("P[mean(x)]", "GC0417"), ("E[mean(first(x))]", "GC0417"), ("E[cross_entropy(code, read.kind)]", "GC0411"),
    ("E[cross_entropy(y, code)]", "GC0416"),
    ("E[sum(one_hot(x, 10))]", "GC0411"), ("E[mean(read)]", "GC0415"), ("E[mean(read.kid)]", "GC0415"), ("E[mean(x.kind)]", "GC0415"),
    ("E[sum(concat(code, x))]", "GC0411"), ("E[sum(concat(code))]", "GC0413"), ("P(mean(x))", "GC0413"), ("E[mean(y)]", "GC0411"),
    ("E[mean(pack(x, 4))]", "GC0518"), ("E[mean(pack(y, 2))]", "GC0411"),
    ("E[mean(pack(code, 1))]", "GC0411"), ("E[mean(pack(code, 4))]", "GC0518"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "code"), WRONG)
def test_what_has_no_meaning_is_an_error(formula: str, code: str) -> None:
    from gancompile.compiler import compile_text

    diagnostics = compile_text(SPEC.replace("WATCHED", f'wrong: "{formula}"')).diagnostics
    assert code in [d.code for d in diagnostics], diagnostics
