"""Signs of trouble in a training: samples that become alike, a discriminator that has won."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.doctor.thresholds import LEAST_ROUNDS, PATIENCE, VANISHED, are_alike, is_sure
from gancompile.runtime.builder.variation_log import VariationLog
from gancompile.runtime.data import batches
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program
from gancompile.runtime.sampling import first_output, generator_inputs
from gancompile.runtime.training import Listener, Record

SAMPLES = 64
FIRST_LOOK = 0.2
"""Of the rounds since the discriminator's first, and at least `LEAST_ROUNDS`: an untrained generator makes samples that are alike."""


class Health:
    """Watches the records and samples of a training, and reports each kind of trouble when it begins.

    log: of how much samples vary; None where nobody reads it.
    """

    def __init__(self, game: Game, program: Program, listener: Listener, log: VariationLog | None = None) -> None:
        self._game, self._program, self._listener, self._log = game, program, listener, log
        self._player = _player_of(game, program.generator.name)
        self._opponent = _player_of(game, program.discriminator.name) if program.discriminator else ""
        self._begin, self._has_played = 0, False
        self._inputs: list[Any] | None = None
        self._of_data = 0.0
        self._most, self._is_alike = 0.0, False
        self._largest_gradient, self._vanished, self._sure = 0.0, 0, 0

    def add_record(self, record: Record) -> None:
        """Looks at the logged numbers of a record for a discriminator that the generator learns nothing from."""
        if self._opponent and not self._has_played and f"{self._opponent}_loss" not in record.logs:
            self._begin = record.round
        self._has_played = self._has_played or self._begin < record.round
        gradient = record.logs.get(f"{self._player}_gradient_norm")
        if gradient is not None:
            self._largest_gradient = max(self._largest_gradient, gradient)
            self._vanished = self._vanished + 1 if gradient < VANISHED * self._largest_gradient else 0
            if self._vanished == PATIENCE:
                self._listener.warned(
                    f"round {record.round:,}: the discriminator has won: the gradient of `{self._player}` is "
                    f"{gradient / self._largest_gradient:.1e} of what it was. {OF_A_WIN}"
                )
        self._sure = self._sure + 1 if is_sure(record.logs.get("D(x)"), record.logs.get("D(G(z))")) else 0
        if self._sure == PATIENCE:
            self._listener.warned(
                f"round {record.round:,}: the discriminator has won: it tells all examples from all samples. {OF_A_WIN}"
            )

    def look_at_samples(self, round: int) -> None:
        """Compares how much samples vary with how much the data do."""
        if self._inputs is None:
            self._inputs = generator_inputs(self._program, SAMPLES)
            self._of_data = _variation_of_data(self._program)
        if not self._of_data:
            return
        values = self._inputs
        outputs = self._game(values[0] if len(values) == 1 else values, training=False)
        samples = np.asarray(first_output(outputs, self._program.generator), np.float64)
        share = variation(samples, _groups(self._program, values)) / self._of_data
        is_alike = are_alike(share, self._most)
        if self._log is not None:
            self._log.add(round, share)
        is_trained = round - self._begin >= max(FIRST_LOOK * (self._program.rounds - self._begin), LEAST_ROUNDS)
        if is_alike and not self._is_alike and is_trained:
            self._listener.warned(
                f"round {round:,}: samples have become alike: they vary by {100 * share:.1f} % of what the data do, which is "
                f"how mode collapse looks. {OF_COLLAPSE}"
            )
        self._is_alike = is_alike and is_trained
        self._most = max(self._most, share)


OF_A_WIN = "What usually helps: fewer updates or a lower rate of the discriminator, a gradient penalty (`r1`), or augmentation (`ada`)"
OF_COLLAPSE = (
    "What usually helps: `minibatch_standard_deviation` or `minibatch_discrimination` in the discriminator, a gradient penalty (`r1`), "
    "a lower rate of the generator, or a larger batch"
)


def variation(examples: NDArray[Any], groups: NDArray[Any]) -> float:
    """The mean standard deviation of each number of an example within its group. examples: [number, ...]. groups: [number]."""
    flat = examples.reshape(len(examples), -1)
    found = [flat[groups == group].std(axis=0).mean() for group in np.unique(groups) if (groups == group).sum() > 1]
    return float(np.mean(found)) if found else 0.0


def _groups(program: Program, inputs: list[Any]) -> NDArray[Any]:
    """The label of each sample, 0 for all where the generator takes none."""
    for one, value in zip(program.generator.inputs, inputs, strict=True):
        if one.field is not None and program.classes(one.field) is not None:
            return np.asarray(value).reshape(len(value))
    return np.zeros(len(inputs[0]), np.int64)


def _variation_of_data(program: Program) -> float:
    """How much the field that the generator imitates varies, within a class where it takes a label; 0 where that is unknown."""
    field = program.data["example"]
    if field is None:
        return 0.0
    labels = [one.field for one in program.generator.inputs if one.field and program.classes(one.field) is not None]
    rename = {"x": field, **({"label": labels[0]} if labels else {})}
    # A folder of images need not be decoded as a whole for one batch.
    sets = {name: {**one, "cache": False} for name, one in program.data["sets"].items()}
    data = {**program.data, "sets": sets, "parts": 1, "batch": 4 * SAMPLES, "rename": rename}
    one = next(iter(batches(data, seed=program.seed)))
    examples = np.asarray(one["x"], np.float64)
    return variation(examples, np.asarray(one["label"]) if labels else np.zeros(len(examples), np.int64))


def _player_of(game: Game, network: str) -> str:
    """The player that moves most weights of a network, itself or the networks that it is made of; empty where none moves any."""
    own = {id(weight) for weight in getattr(game, network).trainable_variables}
    moved = {
        name: sum(prod(weight.shape) for weight in game.weights_of(name) if id(weight) in own) for name in game.players
    }
    most = max(moved, key=lambda name: moved[name], default="")
    return most if moved.get(most) else ""
