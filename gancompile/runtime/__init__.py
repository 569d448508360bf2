"""The runtime: what an emitted `model.py` extends and calls. It never imports the compiler."""

from gancompile.runtime.curves import cosine, exponential, half_life, linear, piecewise, step, warm_up
from gancompile.runtime.game import Game
from gancompile.runtime.norm import norm
from gancompile.runtime.one_hot import one_hot
from gancompile.runtime.orthogonality import orthogonality
from gancompile.runtime.pairs import mean_of_pairs
from gancompile.runtime.statistics import distance_of_means, log_mean_exp

__all__ = [
    "Game",
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
