"""The update scheduler: alternating, simultaneous, extragradient, optimistic and consensus updates.

Each mode is a context within a round. The updates within it are the same methods as in an alternating round; their optimizer steps are
collected and taken when the context ends.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import tensorflow as tf

from gancompile.runtime.game.update import Update, mean_of_gradients

Tensor = Any


@dataclass(slots=True, kw_only=True)
class PendingUpdates:
    """Updates, weight limits and moving averages that wait for the end of a context."""

    updates: list[Update] = field(default_factory=list)
    limits: list[Callable[[], None]] = field(default_factory=list)
    averages: list[Callable[[], None]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class MicroBatches(PendingUpdates):
    """The updates of micro-batches, which together are one. sums: of the gradients so far."""

    sums: list[Tensor] = field(default_factory=list)
    losses: list[Tensor] = field(default_factory=list)

    def begin(self) -> None:
        """Begins a micro-batch. Limits and averages of weights are due once, after the step: those of the last one stay."""
        for collected in (self.updates, self.limits, self.averages):
            collected.clear()

    def add(self) -> None:
        """Adds the gradients of the micro-batch."""
        (update,) = self.updates
        gradients = update.gradients
        self.sums = [a + b for a, b in zip(self.sums, gradients, strict=True)] if self.sums else list(gradients)
        self.losses.append(update.loss)

    def combined(self, times: int) -> Update:
        """The update of the whole batch, on all devices together."""
        (update,) = self.updates
        gradients = mean_of_gradients([total / times for total in self.sums])
        return replace(update, gradients=gradients, loss=tf.add_n(self.losses) / times)


class _Trace(threading.local):
    """What a thread is collecting: on several devices the updates of each are traced in a thread of its own, side by side."""

    pending: PendingUpdates | None = None
    lookahead_starts: Sequence[tuple[Any, Tensor]] = ()


class UpdateScheduler:
    """Runs the updates of a game at once, or when a context ends. apply: takes one optimizer step."""

    def __init__(self, apply: Callable[[Update], None]) -> None:
        self._apply = apply
        self._trace = _Trace()

    def update(self, update: Update) -> None:
        """Takes an optimizer step, now or at the end of the context."""
        if self._trace.pending is None:
            self._apply_all([update])
        else:
            self._trace.pending.updates.append(update)

    def limit(self, limit: Callable[[], None]) -> None:
        """Applies a weight limit, now or after the steps."""
        if self._trace.pending is None:
            limit()
        else:
            self._trace.pending.limits.append(limit)

    def average(self, average: Callable[[], None]) -> None:
        """Updates a moving average, now or after the steps."""
        if self._trace.pending is None:
            average()
        else:
            self._trace.pending.averages.append(average)

    @contextmanager
    def simultaneous(self) -> Iterator[None]:
        """Simultaneous updates: gradients are taken before any step; after `looking_ahead`, the steps start from the weights before it."""
        with self._collecting() as pending:
            yield
        with _after_losses(pending.updates):
            for weight, value in self._trace.lookahead_starts:
                weight.assign(value)
            for update in pending.updates:
                self._apply(update)
        self._trace.lookahead_starts = ()
        self._finish(pending)

    @contextmanager
    def looking_ahead(self) -> Iterator[None]:
        """The extrapolation step of the extragradient method, which `simultaneous` undoes.

        Source: Gidel et al. 2019 (arXiv 1802.10551), Algorithm 4: the optimizer's moments follow both steps.
        """
        with self._collecting() as pending:
            yield
        self._trace.lookahead_starts = [
            (weight, tf.identity(weight.value)) for update in pending.updates for weight in update.weights
        ]
        self._apply_all(pending.updates)
        for limit in pending.limits:
            limit()

    @contextmanager
    def optimistic(self, previous: Callable[[Any], Any]) -> Iterator[None]:
        """Optimistic updates: twice the optimizer's step minus the previous one. previous: from a weight to the variable of its last step.

        Source: Daskalakis et al. 2018 (arXiv 1711.00141), eq. 4 and Algorithm 1: w + 2 u_t - u_(t-1) for the optimizer's steps u.
        """
        with self._collecting() as pending:
            yield
        with _after_losses(pending.updates):
            for update in pending.updates:
                before = [tf.identity(weight.value) for weight in update.weights]
                self._apply(update)
                for weight, start in zip(update.weights, before, strict=True):
                    last, step = previous(weight), weight.value - start
                    weight.assign(start + 2.0 * step - last.value)
                    last.assign(step)
        self._finish(pending)

    @contextmanager
    def consensus(self, weight: float) -> Iterator[None]:
        """Consensus optimization: every player also descends half the squared norm of all gradients, times `weight`, which damps rotations.

        Source: Mescheder et al. 2017 (arXiv 1705.10461), eq. 9 and 10.
        """
        with self._collecting() as pending, tf.GradientTape(persistent=True) as tape:
            yield
            gradients = [gradient for update in pending.updates for gradient in update.gradients]
            energy = 0.5 * tf.add_n([tf.reduce_sum(tf.square(gradient)) for gradient in gradients])
        for update in pending.updates:
            values = [one.value for one in update.weights]
            corrections = tape.gradient(energy, values, unconnected_gradients=tf.UnconnectedGradients.ZERO)
            corrections = mean_of_gradients(corrections)
            corrected = zip(update.gradients, corrections, strict=True)
            update.gradients = [own + weight * tf.convert_to_tensor(correction) for own, correction in corrected]
        self._apply_all(pending.updates)
        self._finish(pending)

    @contextmanager
    def accumulating(self) -> Iterator[MicroBatches]:
        """Collects the updates of micro-batches."""
        kept, collected = self._trace.pending, MicroBatches()
        self._trace.pending = collected
        try:
            yield collected
        finally:
            self._trace.pending = kept

    def _apply_all(self, updates: Sequence[Update]) -> None:
        with _after_losses(updates):
            for update in updates:
                self._apply(update)

    @contextmanager
    def _collecting(self) -> Iterator[PendingUpdates]:
        if self._trace.pending is not None:
            raise ValueError("A round has one mode of updates; contexts of two modes cannot be nested.")
        self._trace.pending = PendingUpdates()
        try:
            yield self._trace.pending
        finally:
            self._trace.pending = None

    @staticmethod
    def _finish(pending: PendingUpdates) -> None:
        for function in (*pending.limits, *pending.averages):
            function()


def _after_losses(updates: Sequence[Update]) -> AbstractContextManager[Any]:
    """A context in which weights are written only after the losses of all updates, and so after all reads of weights for them."""
    # A `tf.function` orders reads and writes by itself, but TensorFlow's graph optimizer removes an order that it takes to be implied,
    # wrongly so where a weight has a part in the loss and none in its own gradient, such as a bias under a gradient penalty.
    return tf.control_dependencies([update.loss for update in updates])  # type: ignore[no-any-return]
