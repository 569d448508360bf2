"""The Keras model that every compiled game extends: players, draws, updates, moving averages, counters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import keras
import tensorflow as tf

from gancompile.runtime.game.augmentation import augmented
from gancompile.runtime.game.batch import apply_to_batches, size_of, split_batch
from gancompile.runtime.game.box_mask import box_masks
from gancompile.runtime.game.current_batch import CurrentBatch
from gancompile.runtime.game.draw import (
    DISTRIBUTIONS,
    draw_categorical,
    draw_normal,
    draw_seed,
    draw_uniform,
    shuffled,
)
from gancompile.runtime.game.frozen_network import FrozenNetworks
from gancompile.runtime.game.lazy_terms import LazyTerms
from gancompile.runtime.game.moving_average import copy_weights, update_average
from gancompile.runtime.game.phase_switch import play_current_phase
from gancompile.runtime.game.replay_pool import ReplayPool
from gancompile.runtime.game.update import (
    Update,
    apply_update,
    gradients_of,
    logs_of_gradients,
    loss_scale_of,
    mean_of_gradients,
)
from gancompile.runtime.game.update_scheduler import UpdateScheduler
from gancompile.runtime.game.weight_limit import clip_filter_norms, clip_weights
from gancompile.runtime.replicas import BatchSlice, mean_over_replicas, own_slice, whole_batch

Tensor = Any
Logs = dict[str, Any]


class Game(keras.Model):  # type: ignore[misc]
    """A `keras.Model` whose `train_step` is one round of a game between players.

    A subclass, the emitted `model.py`, sets `fields` and `generates`, makes its networks, calls `add_player` for each player and
    `ready` at the end, and defines the updates. It trains with `fit` as well as with `gancompile build`.

    Random draws are stateless: `normal`, `uniform` and the others depend on the seed, on the number of updates so far and on the name of
    the draw, so a game that is restored from a checkpoint draws the same values as one that never stopped.
    """

    fields: tuple[str, ...] = ()
    """The fields of an example of the data, in the order of a tuple that `fit` gets."""
    generates: str = ""
    """The network that `call` applies."""

    def __init__(self, *, seed: int, batch_size: int, **config: Any) -> None:
        super().__init__(**config)
        self.seed = int(seed)
        self.round = self._counter("round")
        self.updates = self._counter("updates")
        self.rate_factor = self.add_weight(
            name="rate_factor", shape=(), dtype="float32", initializer="ones", trainable=False, autocast=False
        )
        self.players: dict[str, list[keras.Model]] = {}
        self.player_optimizers: dict[str, keras.optimizers.Optimizer] = {}
        self._settings: dict[str, dict[str, Any]] = {}
        self.averages: dict[str, keras.Model] = {}
        self.pools: dict[str, keras.layers.Layer] = {}
        self.states: set[str] = set()
        self.previous_steps: dict[str, list[Any]] = {}
        self._step_of: dict[int, Any] = {}
        self.lazy_terms = LazyTerms()
        self._frozen = FrozenNetworks()
        self._current = CurrentBatch(size=int(batch_size))
        self._scheduler = UpdateScheduler(self._apply_update)

    def _counter(self, name: str) -> Any:
        return self.add_weight(name=name, shape=(), dtype="int64", initializer="zeros", trainable=False, autocast=False)

    # Construction

    def add_player(self, name: str, networks: Sequence[keras.Model], optimizer: keras.optimizers.Optimizer) -> None:
        """Adds a player, whose optimizer updates the trainable weights of these networks and no others."""
        self.players[name] = list(networks)
        self.player_optimizers[name] = optimizer
        self._settings[name] = {}

    def add_average(self, name: str, network: keras.Model) -> None:
        """Adds a moving average of the network `name`; `call`, samples and exports use it."""
        network.trainable = False
        self.averages[name] = network

    def add_state(self, name: str, start: float) -> None:
        """Adds a number that is kept from round to round, as the attribute `name`."""
        initial = keras.initializers.Constant(start)
        self.states.add(name)
        setattr(self, name, self.add_weight(name=name, shape=(), initializer=initial, trainable=False, autocast=False))

    def add_pool(self, name: str, size: int, shape: Sequence[int]) -> None:
        """Adds a replay pool of `size` examples. shape: of one example."""
        self.pools[name] = ReplayPool(size, tuple(shape), name=f"{name}_pool")

    def remember_steps(self, *players: str) -> None:
        """Stores the last step of these players, for `optimistic` rounds."""
        self.previous_steps = {name: [] for name in players}

    def ready(self) -> None:
        """Ends the construction: initializes the averages and the slots of the optimizers."""
        for name, average in self.averages.items():
            copy_weights(getattr(self, name), average)
        for name, optimizer in self.player_optimizers.items():
            optimizer.build(self.weights_of(name))
        for name in self.previous_steps:
            weights = self.weights_of(name)
            self.previous_steps[name] = [
                self.add_weight(name="previous_step", shape=weight.shape, initializer="zeros", trainable=False)
                for weight in weights
            ]
            self._step_of |= {id(w): step for w, step in zip(weights, self.previous_steps[name], strict=True)}
        self.built = True
        self.compile()

    def weights_of(self, player: str) -> list[Any]:
        """The trainable weights of a player; a layer that two networks share counts once."""
        weights = [weight for network in self.players[player] for weight in network.trainable_variables]
        return list({id(weight): weight for weight in weights}.values())

    # Batches

    def split(self, batch: Any, parts: int) -> list[dict[str, Tensor]]:
        """A batch split into equal parts, one for each update that draws from the data.

        batch: a dict of the `fields`, a tuple in their order, or one tensor; [parts * batch, ...] each. Returns: dicts of [batch, ...].
        """
        return split_batch(batch, self.fields, parts, self.name)

    def together(self, network: keras.Model, *batches: Any, training: bool) -> list[Any]:
        """The outputs of a network for several batches in one call: the same as one by one where no layer mixes examples.

        batches: inputs of the network, [batch, ...], or a list of such. Returns: the outputs for each batch.
        """
        return apply_to_batches(network, batches, training=training)

    # Random draws

    def normal(
        self, name: str, shape: Sequence[Any], truncate: float | None = None, *, each_round: bool = False
    ) -> Tensor:
        """A draw from the standard normal distribution, in Keras's default precision. shape: with the batch.

        truncate: how far a number may be from 0; None: as far as it likes. each_round: the same in all updates of a round.
        """
        seed = self._seed_of(name, each_round)
        return self._slice.drawn(lambda whole: draw_normal(whole, seed, truncate), shape)

    def uniform(
        self, name: str, shape: Sequence[Any], low: float = -1.0, high: float = 1.0, *, each_round: bool = False
    ) -> Tensor:
        """A draw from the uniform distribution on [low, high), in Keras's default precision. shape: with the batch."""
        seed = self._seed_of(name, each_round)
        return self._slice.drawn(lambda whole: draw_uniform(whole, seed, low, high), shape)

    def categorical(
        self, name: str, shape: Sequence[Any], classes: int, *, one_hot: bool = False, each_round: bool = False
    ) -> Tensor:
        """Uniform integers in [0, classes), or one-hot vectors of them. shape: with the batch."""
        seed = self._seed_of(name, each_round)
        return self._slice.drawn(lambda whole: draw_categorical(whole, seed, classes, one_hot=one_hot), shape)

    def box(self, name: str, shape: Sequence[Any], side: int, *, each_round: bool = False) -> Tensor:
        """Masks with 1 in a random square of `side` pixels and 0 elsewhere, in Keras's default precision. shape: with the batch."""
        seed = self._seed_of(name, each_round)
        return self._slice.drawn(lambda whole: box_masks(whole, seed, side), shape)

    def draw_from(
        self, distribution: str, name: str, shape: Sequence[Any], *, each_round: bool = False, **settings: float
    ) -> Tensor:
        """A draw from a distribution of DISTRIBUTIONS with its settings. shape: with the batch."""
        seed = self._seed_of(name, each_round)
        return self._slice.drawn(lambda whole: DISTRIBUTIONS[distribution](whole, seed, **settings), shape)

    def shuffle(self, name: str, values: Tensor) -> Tensor:
        """The examples of a batch in a random order. values: [batch, ...]. Returns: the same shape."""
        size = tf.shape(values)[0]
        return own_slice().rows(shuffled(whole_batch(values), self._seed_of(name)), size)

    def mix(self, name: str, left: Tensor, right: Tensor) -> Tensor:
        """A uniform random point on the line between each pair of examples. left, right: [batch, ...]. Returns: the same shape."""
        seed = self._seed_of(name)
        shape = [tf.shape(left)[0], *[1] * (len(left.shape) - 1)]
        return left + self._slice.drawn(lambda whole: draw_uniform(whole, seed, 0.0, 1.0), shape) * (right - left)

    def augment(self, name: str, images: Tensor, policies: Mapping[str, Tensor | float]) -> Tensor:
        """Randomly augmented images. images: [batch, height, width, channels]. policies: name to probability. Returns: the same shape."""
        return augmented(images, policies, self._seed_of(name), self._slice)

    def pool(self, name: str, values: Tensor) -> Tensor:
        """Examples of which some are replaced by earlier ones, without a gradient. values: [batch, ...]. Returns: the same shape."""
        # Every replica keeps the same pool of the examples of all.
        size = tf.shape(values)[0]
        exchanged = self.pools[name].exchange(whole_batch(tf.stop_gradient(values)), self._seed_of(name))
        return own_slice().rows(exchanged, size)

    def mean(self, values: Tensor) -> Tensor:
        """The mean over the batch of all devices, where a formula is not linear in it. values: [batch, ...]. Returns: scalar."""
        return mean_over_replicas(tf.reduce_mean(values))

    def _seed_of(self, name: str, each_round: bool = False) -> Tensor:
        return draw_seed(self.seed, name, (self.round if each_round else self.updates).value)

    # Updates

    def move(
        self,
        player: str,
        tape: tf.GradientTape,
        loss: Tensor,
        *,
        clip_norm: Tensor | float | None = None,
        clip_value: Tensor | float | None = None,
        **scheduled: Tensor,
    ) -> Logs:
        """One optimizer step of a player on its loss. scheduled: settings of the optimizer for this step, such as `learning_rate`, scalars.

        clip_norm, clip_value: limits of the gradients' common norm, and of each number in them.
        Returns: the loss and the norm of its gradient before it is clipped, scalars.
        """
        weights = self.weights_of(player)
        scale = loss_scale_of(self.player_optimizers[player])
        gradients = gradients_of(tape, loss, weights, scale)
        is_part = self._current.micro_batch.of > 1
        if not is_part:
            gradients = mean_of_gradients(gradients)
        if "learning_rate" in scheduled:
            scheduled["learning_rate"] *= tf.cast(self.rate_factor, scheduled["learning_rate"].dtype)
        self._scheduler.update(
            Update(
                player=player,
                loss=loss,
                weights=weights,
                gradients=gradients,
                scheduled=scheduled,
                clip_norm=clip_norm,
                clip_value=clip_value,
            )
        )
        if not is_part:
            self.updates.assign_add(1)
        return {f"{player}_loss": loss, **logs_of_gradients(player, gradients, scale)}

    def accumulate(self, times: int, update: Callable[..., Logs], *fields: Tensor) -> Logs:
        """One update in so many micro-batches, one after the other, which take that much less memory: the same gradient as of the batch.

        update: the method of a player. fields: of the data that it takes, [batch, ...] each. Returns: the means of its logs.
        Where a layer takes statistics over a batch, they are those of each micro-batch.
        """
        logs: list[Logs] = []
        with self._scheduler.accumulating() as collected:
            for index in range(times):
                collected.begin()
                part = BatchSlice(index=index, of=times)
                # Without an order between them, all micro-batches would be in memory at once.
                with self._current.sliced(part), tf.control_dependencies(collected.sums):
                    logs.append(update(*(part.rows(field, size_of(field) // times) for field in fields)))
                collected.add()
        combined = collected.combined(times)
        self._scheduler.update(combined)
        for limit in collected.limits:
            self._scheduler.limit(limit)
        for average in collected.averages:
            self._scheduler.average(average)
        self.updates.assign_add(1)
        means = {name: tf.add_n([one[name] for one in logs]) / times for name in logs[0]}
        scale = loss_scale_of(self.player_optimizers[combined.player])
        return means | logs_of_gradients(combined.player, combined.gradients, scale)

    def slow_down(self, factor: float) -> None:
        """Multiplies the learning rates of all players, scheduled or not, from the next update on."""
        self.rate_factor.assign(self.rate_factor.value * factor)
        for optimizer in self.player_optimizers.values():
            # A scheduled rate is assigned anew at each update.
            optimizer.learning_rate.assign(optimizer.learning_rate.value * factor)

    def _apply_update(self, update: Update) -> None:
        apply_update(self.player_optimizers[update.player], update, self._settings[update.player])

    def clip(self, network: keras.Model, limit: Tensor | float) -> None:
        """Clips every trainable weight of a network to [-limit, limit].

        Source: Arjovsky et al. 2017 (arXiv 1701.07875), Algorithm 1, line 7.
        """
        self._scheduler.limit(lambda: clip_weights(network, limit))

    def limit_norm(self, network: keras.Model, limit: Tensor | float) -> None:
        """Scales every filter of a network down to a Euclidean norm of at most `limit`.

        Source: Srivastava et al. 2014 (JMLR 15), section 5.1, "max-norm".
        """
        self._scheduler.limit(lambda: clip_filter_norms(network, limit))

    def follow(self, name: str, decay: Tensor | float) -> None:
        """Updates the moving average of a network: average * decay + weight * (1 - decay), moving statistics included."""
        self._scheduler.average(lambda: update_average(self.averages[name], getattr(self, name), decay))

    def every(self, rounds: int, term: Callable[[], Any], values: int = 1) -> Any:
        """The value of `term` in each round whose number is a multiple of `rounds`; zeros, without computing it, in the others.

        values: the number of scalars that it returns.
        Source: Karras et al. 2020 (arXiv 1912.04958), section 3.1, "lazy regularization".
        """
        zero = tf.zeros([], keras.config.floatx())
        return self.lazy_terms.value(rounds, self._is_due(rounds), term, zero if values == 1 else (zero,) * values)

    def _is_due(self, rounds: int) -> Tensor:
        return tf.equal(self.round.value % rounds, 0)

    def set_state(self, name: str, value: Tensor, every: int = 1) -> Logs:
        """Assigns a state in each round whose number is a multiple of `every`. Returns: the state, for the logs."""
        state = getattr(self, name)
        value = tf.cast(value, state.dtype)
        state.assign(value if every == 1 else tf.where(self._is_due(every), value, state.value))
        return {name: state.value}

    def set_layer(self, network: str, layer: str, **numbers: Tensor) -> None:
        """Assigns states of a layer, such as the `amount` of a `FadeIn`, in a network and in its moving average."""
        models = [getattr(self, network), *([self.averages[network]] if network in self.averages else [])]
        for model in models:
            for name, value in numbers.items():
                state = getattr(model.get_layer(layer), name)
                state.assign(tf.cast(value, state.dtype))

    # Modes of a round, other than alternating updates

    def simultaneous(self) -> AbstractContextManager[None]:
        """Simultaneous updates: all gradients are taken at the weights before the round; the steps are taken at its end."""
        return self._scheduler.simultaneous()

    def looking_ahead(self) -> AbstractContextManager[None]:
        """The extrapolation step of the extragradient method, which `simultaneous` undoes."""
        return self._scheduler.looking_ahead()

    def optimistic(self) -> AbstractContextManager[None]:
        """Optimistic updates: twice the optimizer's step minus the previous one."""
        return self._scheduler.optimistic(lambda weight: self._step_of[id(weight)])

    def consensus(self, weight: float) -> AbstractContextManager[None]:
        """Consensus optimization: simultaneous updates that also descend half the squared norm of all gradients, times `weight`."""
        return self._scheduler.consensus(weight)

    def frozen(self, *networks: keras.Model) -> AbstractContextManager[None]:
        """Keras's `trainable = False` for these networks in the updates within: no player updates them.

        Batch normalization then uses its moving statistics, as at inference, and leaves them unchanged.
        """
        return self._frozen.frozen(*networks)

    @contextmanager
    def batch_of(self, size: int) -> Iterator[None]:
        """Sets the batch size of the draws in the updates within that read no data."""
        kept, self._current.size = self._current.size, size
        try:
            yield
        finally:
            self._current.size = kept

    @property
    def global_batch_size(self) -> int:
        """The examples of a batch on all devices together."""
        return self._current.size

    @global_batch_size.setter
    def global_batch_size(self, size: int) -> None:
        self._current.size = size

    @property
    def batch_size(self) -> int:
        """The examples that an update which reads no data draws: the whole batch, or the slice of it that this device computes."""
        return self.global_batch_size // self._slice.of

    @property
    def _slice(self) -> BatchSlice:
        """The slice of the batch that is computed here."""
        return self._current.micro_batch.within(own_slice())

    # Rounds and phases

    @property
    def rounds_played(self) -> int:
        """The rounds so far, as a number of Python."""
        return int(self.round.numpy())

    def finish_round(self, logs: Logs) -> Logs:
        """Counts the round. Returns: the logs."""
        self.round.assign_add(1)
        return logs

    def play(self, batch: Any, phases: Sequence[tuple[int, Callable[[Any], Logs]]]) -> Logs:
        """One round of the current phase. phases: (the round before which it ends, its method). Returns: the logs that all phases have."""
        return play_current_phase(self.round.value, batch, phases)

    # Methods of `keras.Model`

    def call(self, inputs: Any, training: bool = False) -> Tensor:
        """The output of the generator, with averaged weights where it has them."""
        return self.network(self.generates)(inputs, training=training)

    def network(self, name: str) -> keras.Model:
        """The network of that name as it is sampled and served: its moving average where it has one."""
        return self.averages.get(name) or getattr(self, name)

    def compile(
        self, run_eagerly: bool = False, steps_per_execution: int = 1, jit_compile: bool | str = "auto"
    ) -> None:
        """`keras.Model.compile` without optimizer and loss: each player has its own."""
        super().compile(
            optimizer=None,
            loss=None,
            run_eagerly=run_eagerly,
            steps_per_execution=steps_per_execution,
            jit_compile=jit_compile,
        )

    def get_compile_config(self) -> dict[str, Any]:
        return {"run_eagerly": self.run_eagerly, "steps_per_execution": self.steps_per_execution}

    def compile_from_config(self, config: dict[str, Any]) -> None:
        self.compile(**config)

    def get_config(self) -> dict[str, Any]:
        return {"name": self.name, "seed": self.seed, "batch_size": self.global_batch_size}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Game:
        del custom_objects
        return cls(**config)

    def build_from_config(self, config: dict[str, Any]) -> None:
        """Nothing: the constructor builds a game."""

    def save_own_variables(self, store: Any) -> None:
        """Keras's own variables, and the states of seed generators (dropout), which `.keras` files leave out otherwise."""
        super().save_own_variables(store)
        for index, state in enumerate(self._seed_states()):
            store[f"seed_{index}"] = state.numpy()

    def load_own_variables(self, store: Any) -> None:
        states = self._seed_states()
        for index, state in enumerate(states):
            state.assign(store[f"seed_{index}"])
        super().load_own_variables({key: store[key] for key in store.keys() if not key.startswith("seed_")})  # noqa: SIM118

    def _seed_states(self) -> list[Any]:
        weights = {id(weight) for weight in self.weights}
        return [variable for variable in self.variables if id(variable) not in weights]

    def state(self) -> list[Any]:
        """Every variable that further training depends on: weights, averages, seeds, counters, slots of the optimizers."""
        own = list(self.variables)
        return own + [variable for optimizer in self.player_optimizers.values() for variable in optimizer.variables]
