"""The functions of objective expressions."""

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


@dataclass(frozen=True, slots=True)
class SpecialFunction:
    """A function that is no element-wise one. most: of arguments; None: any number."""

    name: str
    least: int
    most: int | None
    help: str


SPECIAL: dict[str, SpecialFunction] = {
    row.name: row
    for row in (
        SpecialFunction("E", 1, 1, "`E[a]`: the mean over the batch of one number per example"),
        SpecialFunction("P", 1, 1, "`P[a]`: the mean over ordered pairs of distinct examples, of `first(v)` and `second(v)`"),
        SpecialFunction("concat", 2, None, "values side by side along their last axis"),
        SpecialFunction("cross_entropy", 2, 2, "of labels (whole numbers, or shares that sum to 1) and logits, per example"),
        SpecialFunction("first", 1, 1, "inside of `P[...]`: the value at the first example of a pair"),
        SpecialFunction("grad", 2, 2, "the gradient of the sum of a by v, itself differentiable"),
        SpecialFunction("kl_normal", 2, 2, "the divergence of a normal (mean, log variance) from the standard one, per example"),
        SpecialFunction("mix", 2, 2, "a point between two values, uniform on the line, one for each example"),
        SpecialFunction("one_hot", 2, 2, "whole numbers as vectors of so many places, 1 at the one and 0 elsewhere"),
        SpecialFunction("second", 1, 1, "inside of `P[...]`: the value at the second example of a pair"),
        SpecialFunction("shuffle", 1, 1, "the same examples in a random order"),
        SpecialFunction("stop", 1, 1, "the same value, through which no gradient flows"),
        *(SpecialFunction(name, 1, 1, f"the {name} over all axes of one example") for name in REDUCTIONS),
    )
}  # fmt: skip
