"""The runtime: what an emitted `model.py` extends and calls. It never imports the compiler."""

from gancompile.runtime.curves import cosine, exponential, half_life, linear, piecewise, step, warm_up
from gancompile.runtime.game import Game
from gancompile.runtime.norm import norm
from gancompile.runtime.one_hot import one_hot
from gancompile.runtime.pairs import mean_of_pairs

__all__ = [
    "Game",
    "cosine",
    "exponential",
    "half_life",
    "linear",
    "mean_of_pairs",
    "norm",
    "one_hot",
    "piecewise",
    "step",
    "warm_up",
]
