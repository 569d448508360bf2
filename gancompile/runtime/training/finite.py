"""The guard against a game that has blown up: its state and its losses are finite before anything is written."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

import tensorflow as tf

from gancompile.runtime.training.errors import NotFiniteError

HELP = (
    "a lower learning rate, a gradient penalty on the discriminator (`r1`) or `clip_gradients: {norm: 1}`; "
    "`on_nan: rollback` tries lower rates by itself"
)
OF_A_PLAYER = ("loss", "gradient_norm")


def require_finite_state(state: Mapping[str, Any], round: int) -> None:
    """Raises NotFiniteError where a variable is not finite, or where a weight is so large that its square is not.

    state: variables by their names in `named_state`.
    """
    floats = {name: one.value for name, one in state.items() if tf.as_dtype(one.dtype).is_floating}
    verdicts = tf.stack([_is_finite(name, value) for name, value in floats.items()]).numpy()
    wrong = next((name for name, is_finite in zip(floats, verdicts, strict=True) if not is_finite), None)
    if wrong is not None:
        raise NotFiniteError(
            f"`{wrong}` is not finite after round {round:,}, or larger than its square can be computed", round
        )


def _is_finite(name: str, value: Any) -> Any:
    # The second moments of an optimizer are squares already, and may be large.
    size = tf.cast(value, tf.float64 if value.dtype == tf.float64 else tf.float32)
    return tf.reduce_all(tf.math.is_finite(size if name.startswith("players/") else tf.square(size)))


def require_finite_logs(logs: Mapping[str, float], players: Collection[str], round: int) -> None:
    """Raises NotFiniteError where a logged number is not finite. players: by whose names the numbers begin."""
    wrong = [name for name, value in logs.items() if not math.isfinite(value)]
    if not wrong:
        return
    owners = {name: next((player for player in players if name.startswith(f"{player}_")), None) for name in wrong}
    # A term says more than the loss that it is a part of, and that more than the gradient that follows from it.
    name = min(wrong, key=lambda one: _rank(one, owners[one]))
    owner = owners[name]
    whose = f", of player `{owner}`," if owner else ""
    raise NotFiniteError(f"`{name}`{whose} is {logs[name]} after round {round:,}", round)


def _rank(name: str, owner: str | None) -> int:
    if owner is None:
        return len(OF_A_PLAYER) + 1
    term = name.removeprefix(f"{owner}_")
    return OF_A_PLAYER.index(term) + 1 if term in OF_A_PLAYER else 0
