"""The runtime: what an emitted `model.py` extends and calls. It never imports the compiler."""

from gancompile.runtime.functions import (
    cosine,
    distance_of_means,
    exponential,
    half_life,
    linear,
    log_mean_exp,
    mean_of_pairs,
    norm,
    one_hot,
    orthogonality,
    piecewise,
    step,
    warm_up,
)
from gancompile.runtime.game import Game

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
