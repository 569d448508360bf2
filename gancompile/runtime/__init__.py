"""The runtime: what an emitted `model.py` extends and calls. It never imports the compiler."""

from gancompile.runtime.curves import cosine, exponential, linear
from gancompile.runtime.game import Game
from gancompile.runtime.norm import norm

__all__ = ["Game", "cosine", "exponential", "linear", "norm"]
