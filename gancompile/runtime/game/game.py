"""The Keras model that every compiled game extends: players, draws, moves, averages and the counters behind them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import keras
import tensorflow as tf

from gancompile.runtime.game.augmentation import augmented
from gancompile.runtime.game.box_masks import boxes
from gancompile.runtime.game.replay_pool import ReplayPool
from gancompile.runtime.game.update_scheduler import Move, Mover

Tensor = Any
Logs = dict[str, Any]


class Game(keras.Model):  # type: ignore[misc]
    """A `keras.Model` whose `train_step` is one round of a game between players.

    A subclass, the emitted `model.py`, sets `fields` and `generates`, makes its networks, calls `add_player` for each player and
    `ready` at the end, and writes the updates. It trains with `fit` as it trains with `gancompile build`.

    Randomness is a function and not a state: what `normal`, `uniform` and `mix` draw depends on the seed, on the number of updates
    made so far and on the name of the draw, so that a game restored from a checkpoint draws what it would have drawn.
    """

    fields: tuple[str, ...] = ()
    """What an example of the data holds, in the order of a tuple that `fit` is given."""
    generates: str = ""
    """The network that `call` applies."""

    def __init__(self, *, seed: int, batch_size: int, **config: Any) -> None:
        super().__init__(**config)
        self.seed = int(seed)
        self.batch_size = int(batch_size)
        self.round = self._counter("round")
        self.updates = self._counter("updates")
        self.players: dict[str, list[keras.Model]] = {}
        self.player_optimizers: dict[str, keras.optimizers.Optimizer] = {}
        self.averages: dict[str, keras.Model] = {}
        self.pools: dict[str, keras.layers.Layer] = {}
        self.states: set[str] = set()
        self.previous_steps: dict[str, list[Any]] = {}
        self._step_of: dict[int, Any] = {}
        self._mover = Mover(self._apply)

    def _counter(self, name: str) -> Any:
        return self.add_weight(name=name, shape=(), dtype="int64", initializer="zeros", trainable=False, autocast=False)

    # What a subclass says of itself

    def add_player(self, name: str, networks: Sequence[keras.Model], optimizer: keras.optimizers.Optimizer) -> None:
        """Adds a player, who moves the trainable weights of these networks and no others."""
        self.players[name] = list(networks)
        self.player_optimizers[name] = optimizer

    def add_average(self, name: str, network: keras.Model) -> None:
        """Adds a copy of the network called `name` that follows it; `call`, samples and exports use the copy."""
        network.trainable = False
        self.averages[name] = network

    def add_state(self, name: str, start: float) -> None:
        """Adds a number that the game carries from round to round, as the attribute `name`."""
        begin = keras.initializers.Constant(start)
        self.states.add(name)
        setattr(self, name, self.add_weight(name=name, shape=(), initializer=begin, trainable=False, autocast=False))

    def add_pool(self, name: str, size: int, shape: Sequence[int]) -> None:
        """Adds a pool of `size` earlier examples. shape: of one."""
        self.pools[name] = ReplayPool(size, tuple(shape), name=f"{name}_pool")

    def remember_steps(self, *players: str) -> None:
        """Keeps the last step of these players, which `optimistic` rounds look back to."""
        self.previous_steps = {name: [] for name in players}

    def ready(self) -> None:
        """Ends the construction: averages begin at their networks, optimizers get their slots."""
        for name, average in self.averages.items():
            for copy, weight in zip(average.weights, getattr(self, name).weights, strict=True):
                copy.assign(weight)
        for name, optimizer in self.player_optimizers.items():
            optimizer.build(self._moved(name))
        for name in self.previous_steps:
            self.previous_steps[name] = [
                self.add_weight(name="previous_step", shape=weight.shape, initializer="zeros", trainable=False)
                for weight in self._moved(name)
            ]
            self._step_of |= {id(w): step for w, step in zip(self._moved(name), self.previous_steps[name], strict=True)}
        self.built = True
        self.compile()

    # What the updates are written with

    def split(self, batch: Any, parts: int) -> list[dict[str, Tensor]]:
        """A batch cut into equal parts, one for each update that draws from the data.

        batch: a dict of the `fields`, a tuple in their order, or one tensor; [parts * batch, ...] each. Returns: dicts of [batch, ...].
        """
        if not isinstance(batch, Mapping):
            values = batch if isinstance(batch, tuple | list) else (batch,)
            batch = dict(zip(self.fields, values, strict=False))
        missing = [name for name in self.fields if name not in batch]
        if missing:
            raise ValueError(
                f"A batch for {self.name} holds {', '.join(self.fields)}. Received: {', '.join(batch) or 'nothing'}"
            )
        if parts == 1:
            return [batch]
        size = tf.shape(batch[self.fields[0]])[0] // parts
        return [{name: batch[name][i * size : (i + 1) * size] for name in self.fields} for i in range(parts)]

    def together(self, network: keras.Model, *batches: Any, training: bool) -> list[Any]:
        """A network on several batches in one call, which is what it gives for each of them where no layer mixes examples.

        batches: what the network takes, [batch, ...], or a list of such. Returns: what it gives for each.
        """
        firsts = [batch[0] if isinstance(batch, list | tuple) else batch for batch in batches]
        sizes = [first.shape[0] for first in firsts]
        if None in sizes:
            sizes = [tf.shape(first)[0] for first in firsts]
        made = network(tf.nest.map_structure(lambda *parts: tf.concat(parts, axis=0), *batches), training=training)
        parts = [tf.split(one, sizes) for one in tf.nest.flatten(made)]
        return [tf.nest.pack_sequence_as(made, [part[index] for part in parts]) for index in range(len(batches))]

    def normal(self, name: str, shape: Sequence[Any], *, each_round: bool = False) -> Tensor:
        """A draw from the standard normal distribution, in Keras's default precision. shape: with the batch.

        each_round: the same in all updates of a round.
        """
        return tf.random.stateless_normal(
            shape, self._seed_of(name, each_round), dtype=keras.config.floatx(), alg="philox"
        )

    def uniform(
        self, name: str, shape: Sequence[Any], low: float = -1.0, high: float = 1.0, *, each_round: bool = False
    ) -> Tensor:
        """A draw from the uniform distribution on [low, high), in Keras's default precision. shape: with the batch."""
        return tf.random.stateless_uniform(
            shape, self._seed_of(name, each_round), low, high, keras.config.floatx(), alg="philox"
        )

    def categorical(
        self, name: str, shape: Sequence[Any], classes: int, *, one_hot: bool = False, each_round: bool = False
    ) -> Tensor:
        """Whole numbers from 0 to classes - 1, each as likely, or vectors with a 1 at their place. shape: with the batch."""
        drawn = tf.random.stateless_uniform(shape, self._seed_of(name, each_round), 0, classes, tf.int32, alg="philox")
        return tf.one_hot(drawn, classes, dtype=keras.config.floatx()) if one_hot else drawn

    def box(self, name: str, shape: Sequence[Any], side: int, *, each_round: bool = False) -> Tensor:
        """Masks, each 1 in a square of `side` at a random place and 0 around it, in Keras's default precision. shape: with the batch."""
        return boxes(shape, side, self._seed_of(name, each_round))

    def shuffle(self, name: str, values: Tensor) -> Tensor:
        """The examples of a batch in a random order. values: [batch, ...]. Returns: the same."""
        order = tf.random.experimental.stateless_shuffle(tf.range(tf.shape(values)[0]), self._seed_of(name))
        return tf.gather(values, order)

    def mix(self, name: str, left: Tensor, right: Tensor) -> Tensor:
        """A point between two examples, uniform on the line, one for each pair. left, right: [batch, ...]. Returns: the same."""
        shape = tf.concat([tf.shape(left)[:1], tf.ones([len(left.shape) - 1], tf.int32)], axis=0)
        return left + self.uniform(name, shape, 0.0, 1.0) * (right - left)

    def augment(self, name: str, images: Tensor, policies: Mapping[str, Tensor | float]) -> Tensor:
        """Images transformed at random, each policy with its probability. images: [batch, height, width, channels]. Returns: the same."""
        return augmented(images, policies, self._seed_of(name))

    def pool(self, name: str, values: Tensor) -> Tensor:
        """Some of the examples exchanged for earlier ones, which no gradient reaches. values: [batch, ...]. Returns: the same."""
        return self.pools[name].exchange(values, self._seed_of(name))

    def every(self, rounds: int, term: Callable[[], Any], values: int = 1) -> Any:
        """What `term` gives, in each round whose number is a multiple of `rounds`; zeros, without computing it, in others.

        values: how many scalars it gives.
        Source: Karras et al. 2020 (arXiv 1912.04958), section 3.1, "lazy regularization".
        """
        nothing = tf.zeros([], keras.config.floatx())
        return tf.cond(self._is_due(rounds), term, lambda: nothing if values == 1 else (nothing,) * values)

    def _is_due(self, rounds: int) -> Tensor:
        return tf.equal(self.round.value % rounds, 0)

    def set_state(self, name: str, value: Tensor, every: int = 1) -> Logs:
        """Moves a number that the game carries, in each round whose number is a multiple of `every`. Returns: it, to be logged."""
        state = getattr(self, name)
        value = tf.cast(value, state.dtype)
        state.assign(value if every == 1 else tf.where(self._is_due(every), value, state.value))
        return {name: state.value}

    def set_layer(self, network: str, layer: str, **numbers: Tensor) -> None:
        """Sets states of a layer, such as the `amount` of a `FadeIn`, in a network and in its average."""
        models = [getattr(self, network), *([self.averages[network]] if network in self.averages else [])]
        for model in models:
            for name, value in numbers.items():
                state = getattr(model.get_layer(layer), name)
                state.assign(tf.cast(value, state.dtype))

    def _seed_of(self, name: str, each_round: bool = False) -> Tensor:
        base = tf.constant([self.seed, zlib.crc32(name.encode()) & 0x7FFFFFFF], tf.int32)
        counter = self.round if each_round else self.updates
        return tf.random.experimental.stateless_fold_in(base, counter.value, alg="philox")

    def move(self, player: str, tape: tf.GradientTape, loss: Tensor, **scheduled: Tensor) -> Logs:
        """One step of a player down its loss. scheduled: settings of its optimizer for this step, such as `learning_rate`, scalars.

        Returns: its loss and the norm of its gradient, scalars.
        """
        weights = self._moved(player)
        gradients = tape.gradient(
            loss, [weight.value for weight in weights], unconnected_gradients=tf.UnconnectedGradients.ZERO
        )
        self._mover.move(Move(player=player, loss=loss, weights=weights, gradients=gradients, scheduled=scheduled))
        self.updates.assign_add(1)
        return {f"{player}_loss": loss, f"{player}_gradient_norm": tf.linalg.global_norm(gradients)}

    def _apply(self, move: Move) -> None:
        """One step of an optimizer."""
        optimizer, scheduled = self.player_optimizers[move.player], dict(move.scheduled)
        if "learning_rate" in scheduled:
            optimizer.learning_rate = scheduled.pop("learning_rate")
        # The others are plain attributes, which must not hold a tensor of the graph when the step is over.
        kept = {name: getattr(optimizer, name) for name in scheduled}
        for name, value in scheduled.items():
            setattr(optimizer, name, value)
        optimizer.apply(move.gradients, move.weights)
        for name, value in kept.items():
            setattr(optimizer, name, value)

    def clip(self, network: keras.Model, limit: Tensor | float) -> None:
        """Puts every trainable weight of a network back between -limit and limit.

        Source: Arjovsky et al. 2017 (arXiv 1701.07875), Algorithm 1, line 7.
        """

        def put_back() -> None:
            for weight in network.trainable_variables:
                weight.assign(tf.clip_by_value(weight.value, -limit, limit))

        self._mover.limit(put_back)

    def limit_norm(self, network: keras.Model, limit: Tensor | float) -> None:
        """Shortens every filter of a network whose Euclidean norm is above a limit: all of a kernel that leads to one output.

        Source: Srivastava et al. 2014 (JMLR 15), section 5.1, "max-norm".
        """

        def shorten() -> None:
            for weight in network.trainable_variables:
                if len(weight.shape) >= 2:
                    axes = list(range(len(weight.shape) - 1))
                    length = tf.sqrt(tf.reduce_sum(tf.square(weight.value), axis=axes, keepdims=True))
                    weight.assign(weight.value * tf.minimum(1.0, limit / tf.maximum(length, 1e-12)))

        self._mover.limit(shorten)

    def follow(self, name: str, decay: Tensor | float) -> None:
        """Moves the average of a network towards it: average * decay + weight * (1 - decay), moving statistics included."""

        def move() -> None:
            for copy, weight in zip(self.averages[name].weights, getattr(self, name).weights, strict=True):
                copy.assign(copy.value + (1.0 - decay) * (weight.value - copy.value))

        self._mover.follow(move)

    # How a round moves its players, where it is not one after the other

    def simultaneous(self) -> AbstractContextManager[None]:
        """All updates within see the weights of the beginning; the steps are taken when it ends."""
        return self._mover.simultaneous()

    def looking_ahead(self) -> AbstractContextManager[None]:
        """The updates within are steps on trial, from which the next gradients are taken; `simultaneous` takes them back."""
        return self._mover.looking_ahead()

    def optimistic(self) -> AbstractContextManager[None]:
        """All updates within see the weights of the beginning; each step is taken twice, and the one before it once back."""
        return self._mover.optimistic(lambda weight: self._step_of[id(weight)])

    def consensus(self, weight: float) -> AbstractContextManager[None]:
        """All updates within see the weights of the beginning, and go down half the squared norm of all gradients as well."""
        return self._mover.consensus(weight)

    @contextmanager
    def frozen(self, *networks: keras.Model) -> Iterator[None]:
        """The weights of these networks stay as they are in the updates within, whoever moves.

        That is Keras's `trainable = False`, by which batch normalization answers as at inference and leaves its statistics alone.
        """
        layers = [layer for network in networks for layer in network._flatten_layers()]
        kept = [layer.trainable for layer in layers]
        for network in networks:
            network.trainable = False
        try:
            yield
        finally:
            for layer, trainable in zip(layers, kept, strict=True):
                layer.trainable = trainable

    @contextmanager
    def batch_of(self, size: int) -> Iterator[None]:
        """Updates within that read no data draw so many examples."""
        kept, self.batch_size = self.batch_size, size
        try:
            yield
        finally:
            self.batch_size = kept

    # What ends a round, and which round is due

    def finish_round(self, logs: Logs) -> Logs:
        """Counts the round."""
        self.round.assign_add(1)
        return logs

    def play(self, batch: Any, phases: Sequence[tuple[int, Callable[[Any], Logs]]]) -> Logs:
        """The round of the phase that is due. phases: (the round before which it ends, its method). Logs are those that all phases have."""
        spec = tf.nest.map_structure(tf.TensorSpec.from_tensor, batch)
        rounds = [tf.function(method, autograph=False) for _, method in phases]
        logged = [set(one.get_concrete_function(spec).structured_outputs) for one in rounds]
        common = sorted(set.intersection(*logged))
        due = tf.reduce_sum([tf.cast(self.round.value >= end, tf.int32) for end, _ in phases[:-1]])

        def branch(one: Callable[[Any], Logs]) -> Callable[[], Logs]:
            return lambda: {key: value for key, value in one(batch).items() if key in common}

        return dict(tf.switch_case(due, [branch(one) for one in rounds]))

    def _moved(self, player: str) -> list[Any]:
        weights = [weight for network in self.players[player] for weight in network.trainable_variables]
        # A layer that two networks share is moved once.
        return list({id(weight): weight for weight in weights}.values())

    # What Keras asks of a model

    def call(self, inputs: Any, training: bool = False) -> Tensor:
        """What the generator makes of its inputs, with averaged weights where it has them."""
        return self.network(self.generates)(inputs, training=training)

    def network(self, name: str) -> keras.Model:
        """The network of that name as it is sampled and served: its average where it has one."""
        return self.averages.get(name) or getattr(self, name)

    def compile(
        self, run_eagerly: bool = False, steps_per_execution: int = 1, jit_compile: bool | str = "auto"
    ) -> None:
        """As `keras.Model.compile`; each player has its optimizer and its objective already."""
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
        return {"name": self.name, "seed": self.seed, "batch_size": self.batch_size}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Game:
        del custom_objects
        return cls(**config)

    def build_from_config(self, config: dict[str, Any]) -> None:
        """Nothing: a game is built when it is made."""

    def save_own_variables(self, store: Any) -> None:
        """Keras's own, and the states of seed generators (dropout), which `.keras` files leave out otherwise."""
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
        """Every variable that the future of a training depends on: weights, averages, seeds, counters, optimizers' slots."""
        own = list(self.variables)
        return own + [variable for optimizer in self.player_optimizers.values() for variable in optimizer.variables]
