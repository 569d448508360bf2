"""Functions that emitted lines call: curves over the rounds, norms, statistics of a batch, a regularizer of kernels."""

from gancompile.runtime.functions.curve import cosine, exponential, half_life, linear, piecewise, step, warm_up
from gancompile.runtime.functions.distance_of_means import distance_of_means
from gancompile.runtime.functions.log_mean_exp import log_mean_exp
from gancompile.runtime.functions.mean_of_pairs import mean_of_pairs
from gancompile.runtime.functions.norm import norm
from gancompile.runtime.functions.one_hot import one_hot
from gancompile.runtime.functions.orthogonality import orthogonality

__all__ = [
    "cosine",
    "distance_of_means",
    "exponential",
    "half_life",
    "linear",
    "log_mean_exp",
    "mean_of_pairs",
    "norm",
    "one_hot",
    "orthogonality",
    "piecewise",
    "step",
    "warm_up",
]
