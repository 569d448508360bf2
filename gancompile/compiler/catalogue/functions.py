"""The element-wise functions of objective expressions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """One row: `emitted` is its call in TensorFlow, to be followed by the arguments in parentheses."""

    name: str
    arity: int
    emitted: str
    help: str


FUNCTIONS: dict[str, Function] = {
    row.name: row
    for row in (
        Function("abs", 1, "tf.abs", "|a|"),
        Function("clip", 3, "tf.clip_by_value", "a held between two bounds"),
        Function("exp", 1, "tf.exp", "e to the power of a"),
        Function("log", 1, "tf.math.log", "the natural logarithm"),
        Function("maximum", 2, "tf.maximum", "the larger of two"),
        Function("minimum", 2, "tf.minimum", "the smaller of two"),
        Function("relu", 1, "tf.nn.relu", "max(a, 0)"),
        Function("sigmoid", 1, "tf.sigmoid", "1 / (1 + exp(-a))"),
        Function("sign", 1, "tf.sign", "-1, 0 or 1"),
        Function("softplus", 1, "tf.nn.softplus", "log(1 + exp(a))"),
        Function("sqrt", 1, "tf.sqrt", "the square root"),
        Function("square", 1, "tf.square", "a * a"),
        Function("tanh", 1, "tf.tanh", "the hyperbolic tangent"),
    )
}
REDUCTIONS = ("max", "mean", "norm", "sum")
"""Reductions over all axes of one example."""
