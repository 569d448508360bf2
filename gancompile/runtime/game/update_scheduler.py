"""Ways to move several players in one round: what is done with their gradients between `tape.gradient` and the optimizer.

Each is a context within a round. The updates in it are the same methods as in an alternating round; their moves are collected and made
when the context ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import tensorflow as tf

Tensor = Any


@dataclass(slots=True, kw_only=True)
class Move:
    """One step of a player down its loss, that waits to be made. weights, gradients: in one order. scheduled: settings of its optimizer."""

    player: str
    loss: Tensor
    weights: list[Any]
    gradients: list[Tensor]
    scheduled: dict[str, Tensor]


@dataclass(slots=True, kw_only=True)
class Collected:
    """What waits for the end of a context. limits: of weights. averages: that follow."""

    moves: list[Move] = field(default_factory=list)
    limits: list[Callable[[], None]] = field(default_factory=list)
    averages: list[Callable[[], None]] = field(default_factory=list)


class Mover:
    """Makes the moves of a game, at once or when a context ends. apply: takes one step of an optimizer."""

    def __init__(self, apply: Callable[[Move], None]) -> None:
        self._apply = apply
        self._collected: Collected | None = None
        self._taken_back: list[tuple[Any, Tensor]] = []

    def move(self, move: Move) -> None:
        """Takes the step, now or later."""
        if self._collected is None:
            self._take([move])
        else:
            self._collected.moves.append(move)

    def limit(self, limit: Callable[[], None]) -> None:
        """Puts weights back between limits, now or after the steps."""
        if self._collected is None:
            limit()
        else:
            self._collected.limits.append(limit)

    def follow(self, average: Callable[[], None]) -> None:
        """Moves an average, now or after the steps."""
        if self._collected is None:
            average()
        else:
            self._collected.averages.append(average)

    @contextmanager
    def simultaneous(self) -> Iterator[None]:
        """All players see the weights of the beginning. After `looking_ahead`, the steps are taken from where it began."""
        with self._collecting() as collected:
            yield
        with _after(collected.moves):
            for weight, value in self._taken_back:
                weight.assign(value)
            for move in collected.moves:
                self._apply(move)
        self._taken_back = []
        self._finish(collected)

    @contextmanager
    def looking_ahead(self) -> Iterator[None]:
        """A step on trial, from which the next gradients are taken; `simultaneous` takes it back.

        Source: Gidel et al. 2019 (arXiv 1802.10551), Algorithm 4: the optimizer's moments follow both steps.
        """
        with self._collecting() as collected:
            yield
        self._taken_back = [(weight, tf.identity(weight.value)) for move in collected.moves for weight in move.weights]
        self._take(collected.moves)
        for limit in collected.limits:
            limit()

    @contextmanager
    def optimistic(self, previous: Callable[[Any], Any]) -> Iterator[None]:
        """Each step is taken twice, and the one before it once back. previous: from a weight to the variable of its last step.

        Source: Daskalakis et al. 2018 (arXiv 1711.00141), eq. 4 and Algorithm 1: w + 2 u_t - u_(t-1) for the optimizer's steps u.
        """
        with self._collecting() as collected:
            yield
        with _after(collected.moves):
            for move in collected.moves:
                before = [tf.identity(weight.value) for weight in move.weights]
                self._apply(move)
                for weight, begin in zip(move.weights, before, strict=True):
                    last, step = previous(weight), weight.value - begin
                    weight.assign(begin + 2.0 * step - last.value)
                    last.assign(step)
        self._finish(collected)

    @contextmanager
    def consensus(self, weight: float) -> Iterator[None]:
        """Every player also goes down half the squared norm of all gradients, times `weight`, which damps rotations.

        Source: Mescheder et al. 2017 (arXiv 1705.10461), eq. 9 and 10.
        """
        with self._collecting() as collected, tf.GradientTape(persistent=True) as tape:
            yield
            for move in collected.moves:
                # An embedding's gradient is a few rows of it.
                move.gradients = [tf.convert_to_tensor(gradient) for gradient in move.gradients]
            gradients = [gradient for move in collected.moves for gradient in move.gradients]
            energy = 0.5 * tf.add_n([tf.reduce_sum(tf.square(gradient)) for gradient in gradients])
        for move in collected.moves:
            values = [one.value for one in move.weights]
            pulls = tape.gradient(energy, values, unconnected_gradients=tf.UnconnectedGradients.ZERO)
            pulled = zip(move.gradients, pulls, strict=True)
            move.gradients = [own + weight * tf.convert_to_tensor(pull) for own, pull in pulled]
        self._take(collected.moves)
        self._finish(collected)

    def _take(self, moves: Sequence[Move]) -> None:
        with _after(moves):
            for move in moves:
                self._apply(move)

    @contextmanager
    def _collecting(self) -> Iterator[Collected]:
        if self._collected is not None:
            raise ValueError("A round moves its players in one way; two contexts stand within each other.")
        self._collected = Collected()
        try:
            yield self._collected
        finally:
            self._collected = None

    @staticmethod
    def _finish(collected: Collected) -> None:
        for done in (*collected.limits, *collected.averages):
            done()


def _after(moves: Sequence[Move]) -> AbstractContextManager[Any]:
    """What is done to weights within waits for the losses of all moves, and so for all reads of weights that a loss comes from."""
    # A `tf.function` orders reads and writes by itself, but TensorFlow's optimizer of graphs takes away an order that it believes to be
    # implied, wrongly so where a weight has a part in the loss and none in its own gradient, such as a bias under a gradient penalty.
    return tf.control_dependencies([move.loss for move in moves])  # type: ignore[no-any-return]
