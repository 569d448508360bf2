"""A number that changes with the rounds, from its data in `program.json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tensorflow as tf

from gancompile.runtime.functions import curve as curves
from gancompile.runtime.game import Game

OWN = ("curve", "warm_up")
"""Of the data of a curve, what is no argument of its function."""


def scheduled_number(curve: Mapping[str, Any] | float, round: Any, game: Game) -> Any:
    """The number in a round, a float32 scalar. curve: its data, or a constant."""
    if not isinstance(curve, Mapping):
        return tf.constant(curve, tf.float32)
    kind = curve["curve"]
    if kind == "state":
        return tf.cast(getattr(game, curve["state"]).value, tf.float32)
    if kind == "piecewise":
        points = [(at, scheduled_number(value, round, game)) for at, value in curve["points"]]
        return tf.cast(curves.piecewise(round, points), tf.float32)
    arguments = {name: value for name, value in curve.items() if name not in OWN}
    number = getattr(curves, kind)(round, **arguments)
    return tf.cast(number * curves.warm_up(round, curve["warm_up"]) if curve.get("warm_up") else number, tf.float32)
