"""The functions of objective expressions."""

from __future__ import annotations

import re
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
        Function("log_softmax", 1, "tf.nn.log_softmax", "log(softmax(a)), in a form that is finite everywhere"),
        Function("maximum", 2, "tf.maximum", "the larger of two"),
        Function("minimum", 2, "tf.minimum", "the smaller of two"),
        Function("relu", 1, "tf.nn.relu", "max(a, 0)"),
        Function("sigmoid", 1, "tf.sigmoid", "1 / (1 + exp(-a))"),
        Function("sign", 1, "tf.sign", "-1, 0 or 1"),
        Function("softmax", 1, "tf.nn.softmax", "shares of the last axis that sum to 1: exp(a) / sum(exp(a))"),
        Function("softplus", 1, "tf.nn.softplus", "log(1 + exp(a))"),
        Function("sqrt", 1, "tf.sqrt", "the square root"),
        Function("square", 1, "tf.square", "a * a"),
        Function("tanh", 1, "tf.tanh", "the hyperbolic tangent"),
    )
}
STATISTICS = {
    "distance_of_means": "the squared distance between the means over the batch of two values",
    "log_mean_exp": "log(E[exp(a)] + E[exp(b)] + ...), in a form that is finite everywhere",
}
"""Functions of whole batches, each of which gives a single number, by their names in the runtime."""
OF_WEIGHTS = {
    "orthogonality": "how far the kernels of a network are from orthogonal ones: the sum of (W^T W)^2 off the diagonal"
}
"""Functions of a network's weights, each of which gives a single number, by their names in the runtime."""
POLICIES = {
    "color": "brightness, saturation and contrast, as in DiffAugment (Zhao et al. 2020)",
    "cutout": "a square of half the size set to 0, as in DiffAugment (Zhao et al. 2020)",
    "flip": "left and right exchanged, with probability one half",
    "translation": "moved by up to an eighth of the size, as in DiffAugment (Zhao et al. 2020)",
    "turn": "turned by a quarter, a half or three quarters of a circle, as in ADA (Karras et al. 2020)",
    "shift": "moved by up to an eighth of the size in whole pixels, the edges mirrored, as in ADA (Karras et al. 2020)",
    "warp": "scaled, turned and stretched at random, as in ADA (Karras et al. 2020)",
}
"""What `augment` can do to images, each with the probability in its brackets: `color`, `warp(0.5)`."""
GROUPS = {"diffaugment": ("color", "translation", "cutout"), "ada": ("flip", "turn", "shift", "warp", "color")}
"""Several policies by one name."""
REDUCTIONS = ("max", "mean", "norm", "sum")
"""Reductions over all axes of one example."""


@dataclass(frozen=True, slots=True)
class SpecialFunction:
    """A function that is no element-wise one. written: with its arguments. least, most: how many it takes; None: any number."""

    written: str
    least: int
    most: int | None
    help: str

    @property
    def name(self) -> str:
        return re.split(r"[\[(]", self.written)[0]


SPECIAL: dict[str, SpecialFunction] = {
    row.name: row
    for row in (
        SpecialFunction("augment(v, policy, ...)", 2, None, f"images transformed at random, of {', '.join((*POLICIES, *GROUPS))}"),
        SpecialFunction("E[a]", 1, 1, "the mean over the batch of one number per example"),
        SpecialFunction("P[a]", 1, 1, "the mean over ordered pairs of distinct examples, of `first(v)` and `second(v)`"),
        SpecialFunction("concat(a, b, ...)", 2, None, "values side by side along their last axis"),
        SpecialFunction("cross_entropy(labels, logits)", 2, 2, "per example; labels as whole numbers or shares; a softmax is seen through"),
        SpecialFunction("first(v)", 1, 1, "inside of `P[...]`: the value at the first example of a pair"),
        SpecialFunction("first_half(v)", 1, 1, "the first half of the batch"),
        SpecialFunction("grad(a, v)", 2, 2, "the gradient of the sum of a by v, itself differentiable"),
        SpecialFunction("instead(v, a, b)", 3, 3, "the value v as it would be with b in the place of a"),
        SpecialFunction("kl_normal(mean, log_variance)", 2, 2, "the divergence of a normal from the standard one, per example"),
        SpecialFunction("mix(a, b)", 2, 2, "a point between two values, uniform on the line, one for each example"),
        SpecialFunction("one_hot(labels, number)", 2, 2, "whole numbers as vectors of so many places, 1 at the one and 0 elsewhere"),
        SpecialFunction("pixels(v)", 1, 1, "how many places an example has: height times width"),
        SpecialFunction("pool(v, size)", 2, 2, "in the places of some examples, others of earlier updates, of which so many are kept"),
        SpecialFunction("second(v)", 1, 1, "inside of `P[...]`: the value at the second example of a pair"),
        SpecialFunction("shuffle(a)", 1, 1, "the same examples in a random order"),
        SpecialFunction("stop(a)", 1, 1, "the same value, through which no gradient flows"),
        SpecialFunction("distance_of_means(a, b)", 2, 2, STATISTICS["distance_of_means"]),
        SpecialFunction("log_mean_exp(a, ...)", 1, None, STATISTICS["log_mean_exp"]),
        *(SpecialFunction(f"{name}(network)", 1, 1, help) for name, help in OF_WEIGHTS.items()),
        *(SpecialFunction(f"{name}(a)", 1, 1, f"the {name} over all axes of one example") for name in REDUCTIONS),
    )
}  # fmt: skip
ALL_FUNCTIONS = frozenset({*FUNCTIONS, *SPECIAL})
"""Every name that is a function in a formula."""
