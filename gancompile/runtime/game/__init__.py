"""The game: the Keras model that every compiled game extends, and its parts."""

from gancompile.runtime.game.game import Game, Logs
from gancompile.runtime.game.replay_pool import ReplayPool

__all__ = ["Game", "Logs", "ReplayPool"]
