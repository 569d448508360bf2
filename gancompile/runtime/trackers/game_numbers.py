"""Numbers of a game that no update logs: norms of weights, learning rates, scheduled numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tensorflow as tf

from gancompile.runtime.game import Game
from gancompile.runtime.trackers.scheduled_number import scheduled_number


class GameNumbers:
    """Reads `NETWORK_weight_norm` of each network that is trained, `PLAYER_learning_rate` and scheduled numbers as last used.

    All of them come out of one call of a graph. scheduled: curves by name, as in `program.json`.
    """

    def __init__(self, game: Game, scheduled: Mapping[str, Any]) -> None:
        self._game, self._scheduled = game, scheduled
        networks = {network.name: network for player in game.players.values() for network in player}
        weights = {name: list(network.trainable_variables) for name, network in networks.items()}
        self._weights = {name: found for name, found in weights.items() if found}
        self._optimizers = dict(game.player_optimizers)
        self._names = [
            *(f"{name}_weight_norm" for name in self._weights),
            *(f"{name}_learning_rate" for name in self._optimizers),
            *scheduled,
        ]
        # A concrete function: its call takes half the time, as no arguments are looked at.
        self._read = tf.function(self._stacked, autograph=False).get_concrete_function()

    def __call__(self) -> dict[str, float]:
        """The numbers after the current round."""
        return dict(zip(self._names, map(float, self._read().numpy()), strict=True))

    def _stacked(self) -> Any:
        norms = [tf.linalg.global_norm([tf.cast(w.value, tf.float32) for w in ws]) for ws in self._weights.values()]
        rates = [tf.cast(tf.convert_to_tensor(o.learning_rate), tf.float32) for o in self._optimizers.values()]
        last = tf.maximum(self._game.round.value - 1, 0)
        scheduled = [scheduled_number(curve, last, self._game) for curve in self._scheduled.values()]
        return tf.stack([*norms, *rates, *scheduled])
