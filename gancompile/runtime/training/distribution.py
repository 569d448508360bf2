"""The devices that a game trains on: one, several of a machine, or those of several machines, which share each batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import tensorflow as tf

from gancompile.runtime.data.share import Share
from gancompile.runtime.game import Game, Logs
from gancompile.runtime.game.named_state import named_state
from gancompile.runtime.game.together import compute_together, own_seeds
from gancompile.runtime.replicas import mean_of_logs

Tensor = Any
Batch = Mapping[str, Tensor]
Round = Callable[[Any], Logs]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What all workers do after some rounds."""

    round: int
    saves: bool
    stops: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """strategy: None for one device. worker: the number of this process among `workers`, of which the first, the chief, writes files."""

    strategy: tf.distribute.Strategy | None = None
    worker: int = 0
    workers: int = 1

    @property
    def replicas(self) -> int:
        """The number of devices that share a batch."""
        return int(self.strategy.num_replicas_in_sync) if self.strategy else 1

    @property
    def is_chief(self) -> bool:
        """Whether this process writes files."""
        return self.worker == 0

    def scope(self) -> AbstractContextManager[Any]:
        """The context in which a game is made: its variables are then on every device."""
        scope: AbstractContextManager[Any] = self.strategy.scope() if self.strategy else nullcontext()
        return scope

    def distributed(self, make: Callable[[Share], tf.data.Dataset], parts: int) -> Any:
        """A data set whose elements have the slice of each device.

        make: from the share of this worker to its data set. parts: into which a round splits an element.
        """
        if self.strategy is None:
            return make(Share(index=0, of=1))
        dataset = make(Share(index=self.worker, of=self.workers))
        count = self.replicas // self.workers

        def slices(batch: Batch) -> tf.data.Dataset:
            return tf.data.Dataset.from_tensor_slices({k: _sliced(v, parts, count) for k, v in batch.items()})

        return self.strategy.distribute_datasets_from_function(lambda _: dataset.flat_map(slices).prefetch(2 * count))

    def everywhere(self, game: Game, play: Round, element_spec: Any) -> Round:
        """A round that all devices play together, each on its slice. Returns: a function whose logs are those of the whole batch."""
        if self.strategy is None:
            return play
        compute_together(game, game.player_optimizers.values())
        on_all = partial(_played, self.strategy, game, play)
        # The first trace finds out whether the round has terms of some rounds alone.
        tf.function(on_all, autograph=False).get_concrete_function(element_spec)
        cases = game.lazy_terms.cases()
        return on_all if len(cases) == 1 else partial(_played_by_case, game, on_all, cases)

    def agreement(self, *, round: int, saves: bool, stops: bool) -> Agreement:
        """What all workers do next: the round that the chief is at, whether it saves, and whether any of them has been asked to stop."""
        if self.workers == 1:
            return Agreement(round=round, saves=saves, stops=stops)
        own = [round, int(saves)] if self.is_chief else [0, 0]
        found = self._summed(tf.constant([*own, int(stops)], tf.int64)).numpy()
        return Agreement(round=int(found[0]), saves=bool(found[1]), stops=bool(found[2]))

    def of_chief(self, number: int) -> int:
        """The number that the chief has."""
        return self._sum(number if self.is_chief else 0) if self.workers > 1 else number

    def wait_for_all(self) -> None:
        """Waits until all workers have come so far: a worker that ends before the chief would end it, too."""
        self.of_chief(0)

    def share_state(self, game: Game) -> None:
        """Gives every worker the state that the chief has."""
        if self.workers == 1:
            return
        variables = list(named_state(game).values())
        for wide in (tf.float64, tf.int64):
            alike = [one for one in variables if tf.as_dtype(one.dtype).is_floating == wide.is_floating]
            values = [tf.convert_to_tensor(one.value) for one in alike]
            own = tf.concat([tf.reshape(tf.cast(one, wide), [-1]) for one in values], axis=0)
            shared = tf.split(
                self._summed(own if self.is_chief else tf.zeros_like(own)), [tf.size(one) for one in values]
            )
            for variable, value, like in zip(alike, shared, values, strict=True):
                variable.assign(tf.cast(tf.reshape(value, like.shape), like.dtype))

    def _sum(self, number: int) -> int:
        return int(self._summed(tf.constant([number], tf.int64))[0])

    def _summed(self, value: Tensor) -> Tensor:
        """The sum of a tensor over the workers."""
        return _sum_over_workers(self.strategy, self.replicas // self.workers)(value)


ONE_DEVICE = Distribution()


@cache
def _sum_over_workers(strategy: tf.distribute.Strategy, devices: int) -> Callable[[Tensor], Tensor]:
    """The sum over the workers of what each has, as one graph for each shape. devices: of a worker, of which one is asked."""

    @tf.function(autograph=False)  # type: ignore[untyped-decorator]
    def summed(value: Tensor) -> Tensor:
        def each() -> Tensor:
            context = tf.distribute.get_replica_context()
            is_first = tf.equal(context.replica_id_in_sync_group % devices, 0)
            return context.all_reduce(tf.distribute.ReduceOp.SUM, value * tf.cast(is_first, value.dtype))

        return strategy.experimental_local_results(strategy.run(each))[0]

    return summed  # type: ignore[no-any-return]


def _played(strategy: tf.distribute.Strategy, game: Game, play: Round, batch: Any) -> Logs:
    """A round on all devices."""

    def on_this_replica(batch: Any) -> Logs:
        with own_seeds(game):
            logs = play(batch)
        return mean_of_logs(logs)

    logs = strategy.run(on_this_replica, args=(batch,))
    return {name: strategy.experimental_local_results(value)[0] for name, value in logs.items()}


def _played_by_case(game: Game, on_all: Round, cases: list[frozenset[int]], batch: Any) -> Logs:
    """A round on all devices, with the lazy terms that are due in it. cases: the intervals of those that can be due together."""
    lazy = game.lazy_terms
    due = {every: tf.equal(game.round.value % every, 0) for every in lazy.intervals}
    is_case = [tf.reduce_all([tf.equal(due[every], every in case) for every in due]) for case in cases]
    chosen = tf.argmax(tf.cast(tf.stack(is_case), tf.int32), output_type=tf.int32)

    def branch(case: frozenset[int]) -> Logs:
        with lazy.due(case):
            return on_all(batch)

    return dict(tf.switch_case(chosen, [partial(branch, case) for case in cases]))


def _sliced(values: Tensor, parts: int, count: int) -> Tensor:
    """[parts * batch, ...] as [count, parts * batch / count, ...]: of each part, a device has a slice."""
    rest = values.shape[1:]
    size = values.shape[0] // parts // count
    split = tf.reshape(values, [parts, count, size, *rest])
    order = [1, 0, *range(2, len(split.shape))]
    return tf.reshape(tf.transpose(split, order), [count, parts * size, *rest])
