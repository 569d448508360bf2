"""The run of one phase: rounds, records, pictures, checkpoints, early stopping."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from gancompile.catalogue.sources.data_error import as_data_error
from gancompile.runtime.data import batches
from gancompile.runtime.game import Game
from gancompile.runtime.program import Phase, Program
from gancompile.runtime.training.checkpoint import CheckpointStore
from gancompile.runtime.training.clock import Clock
from gancompile.runtime.training.distribution import ONE_DEVICE, Agreement, Distribution
from gancompile.runtime.training.early_stopping import EarlyStopping
from gancompile.runtime.training.errors import Interrupted, NotFiniteError
from gancompile.runtime.training.finite import require_finite_logs
from gancompile.runtime.training.listener import Listener
from gancompile.runtime.training.many_rounds import Rounds, many_rounds
from gancompile.runtime.training.measuring import Measuring, MeasuringStopped
from gancompile.runtime.training.record import Record
from gancompile.runtime.training.running_mean import RunningMean

RECORDS = 400
"""Records in a training."""
PICTURES = 10
"""Pictures in a training."""
SECONDS_PER_CALL = 0.5
UNMEASURED = "unmeasured"
"""The note of a round whose evaluation was cut short."""
SECONDS_BETWEEN_CHECKPOINTS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """The parts of a training that its phases share. on_record, on_picture: called where a record or a picture is due.

    measuring: the evaluations on the way, where the spec asks for some. distribution: the devices that share each batch.
    on_saved: called by all workers where the chief has written a checkpoint.
    """

    game: Game
    program: Program
    store: CheckpointStore
    listener: Listener
    clock: Clock
    stop: threading.Event
    on_record: Callable[[Record], None]
    on_picture: Callable[[int], None]
    measuring: Measuring | None = None
    distribution: Distribution = ONE_DEVICE
    on_saved: Callable[[], None] = lambda: None


class PhaseRun:
    """The run of one phase. index: of the phase. start: the rounds of it that have been played before."""

    def __init__(self, training: Training, phase: Phase, index: int, start: int) -> None:
        self._training, self._phase, self._index, self._start = training, phase, index, start
        self._round = training.game.rounds_played
        self._end = self._round + phase.rounds - start
        notes = training.store.notes
        unmeasured = notes.get(UNMEASURED)
        if start == 0:
            notes.clear()
        if unmeasured is not None:
            notes[UNMEASURED] = unmeasured
        self._means = RunningMean.restored(notes)
        self._early_stopping = EarlyStopping(phase.until, notes)
        self._record_every = max(1, training.program.rounds // RECORDS)
        self._picture_every = max(1, training.program.rounds // PICTURES)

    def play(self) -> None:
        """Plays the phase to its end. Raises Interrupted, NotFiniteError, DataError, FullDisk."""
        run, iterator = self._compiled()
        self._catch_up()
        self._agree()
        distribution = self._training.distribution
        rounds_per_call, saved = 1, time.monotonic()
        while self._round < self._end:
            count = distribution.of_chief(self._rounds_to_play(rounds_per_call))
            began = time.monotonic()
            played, sums = _played(run, iterator, count)
            rounds_per_call = _adapted(rounds_per_call, count, time.monotonic() - began)
            self._round += played
            require_finite_logs(sums, self._training.game.players, self._round)
            self._means.add(sums, played)
            self._training.listener.advanced(self._round)
            measured = self._measured()
            at_picture = self._report(measured)
            is_late = time.monotonic() - saved > SECONDS_BETWEEN_CHECKPOINTS
            agreed = self._agree(saves=at_picture or bool(measured) or is_late or self._round == self._end)
            self._training.store.notes |= self._means.notes()
            if agreed.stops:
                self._interrupt(at_picture=at_picture)
            if agreed.saves:
                self._save(measured, at_picture=at_picture)
                self._training.on_saved()
                saved = time.monotonic()

    def _agree(self, *, saves: bool = False) -> Agreement:
        """What all workers do next. The phase ends on all where the chief has ended it, by an evaluation that it alone has made."""
        training = self._training
        agreed = training.distribution.agreement(round=self._round, saves=saves, stops=training.stop.is_set())
        if agreed.round != self._round:
            training.game.round.assign(agreed.round)
            self._round = agreed.round
        return agreed

    def _save(self, measured: Mapping[str, float], *, at_picture: bool = False) -> None:
        """Writes a checkpoint. measured: metrics of this round, which are no numbers of the rounds after it."""
        store = self._training.store
        store.save(at_picture=at_picture)
        store.numbers = {name: value for name, value in store.numbers.items() if name not in measured}

    def _catch_up(self) -> None:
        """Measures the round that a request to stop has left without its numbers."""
        store = self._training.store
        if store.notes.pop(UNMEASURED, None) != self._round:
            return
        measured = self._measured()
        if measured:
            record = self._training.clock.record(self._phase.name, self._round, measured)
            store.numbers = {**store.numbers, **measured}
            self._training.on_record(record)
            if self._start > 0:
                self._stop_early(measured)
            self._save(measured)

    def _measured(self) -> Mapping[str, float]:
        """The metrics of this round, where they are due and there is time for them."""
        measuring, round = self._training.measuring, self._round
        is_last = round == self._training.program.rounds
        if measuring is None or not (measuring.is_due(round) or is_last):
            return {}
        until = self._phase.until
        is_needed = is_last or (until is not None and until.is_measured)
        try:
            return measuring.run(round, self._training.clock, self._training.stop, is_needed=is_needed)
        except MeasuringStopped:
            self._training.store.notes[UNMEASURED] = round
            return {}

    def _compiled(self) -> tuple[Rounds, Any]:
        """The rounds as a graph, and the iterator over the data from the first round on."""
        program, phase = self._training.program, self._phase
        data = {**program.data, "parts": max(phase.parts, 1), "batch": phase.batch}
        distribution, game = self._training.distribution, self._training.game
        dataset = distribution.distributed(
            lambda share: batches(
                data, seed=program.seed, phase=program.first_round + self._index, start=self._start, share=share
            ),
            data["parts"],
        )
        play = distribution.everywhere(game, getattr(game, phase.method), dataset.element_spec)
        return many_rounds(play, dataset.element_spec), iter(dataset)

    def _rounds_to_play(self, at_most: int) -> int:
        """The rounds up to the next record, picture or evaluation, or the end of the phase."""
        measuring = self._training.measuring
        due = [self._record_every, self._picture_every, *([measuring.every] if measuring else [])]
        return min(at_most, self._end - self._round, *(every - self._round % every for every in due))

    def _report(self, measured: Mapping[str, float]) -> bool:
        """The record and the picture of this round, where they are due. Returns: whether a picture was.

        measured: the metrics of this round, which have a record in any case.
        """
        is_due = self._round % self._record_every == 0
        if is_due or self._round == self._end or measured:
            # A phase that is made longer later has no record at this end, and an evaluation is none of the records by which the means
            # are taken: they go on as if there had been none.
            means = self._means.take() if is_due else self._means.means()
            record = self._training.clock.record(self._phase.name, self._round, {**means, **measured})
            self._training.store.numbers = record.logs
            self._training.on_record(record)
            self._training.listener.progressed(record)
            self._stop_early(record.logs if is_due else measured)
        at_picture = self._round % self._picture_every == 0 or self._round == self._end
        if at_picture:
            self._training.on_picture(self._round)
        return at_picture

    def _stop_early(self, logs: Mapping[str, float]) -> None:
        """Ends the phase where these numbers are a reason to. An evaluation between records counts for metrics alone."""
        reason = self._early_stopping.reason(logs) if self._round < self._end else None
        if reason is not None:
            name = self._phase.name
            phase = name if name.startswith("phase ") else f"phase {name}"
            self._training.listener.message(f"{phase} ends after round {self._round:,}: {reason}")
            # Later phases count rounds from the beginning of the schedule, as if this phase had lasted for all of its rounds.
            self._training.game.round.assign(self._end)
            self._round = self._end

    def _interrupt(self, *, at_picture: bool) -> None:
        # Who stops a training that has blown up wants no rollback.
        with suppress(NotFiniteError):
            self._training.store.save(at_picture=at_picture)
        raise Interrupted(self._round)


def _played(run: Rounds, iterator: Any, count: int) -> tuple[int, dict[str, float]]:
    """Plays the rounds. Raises DataError where an example cannot be read, instead of TensorFlow's error."""
    try:
        return run(iterator, count)
    except tf.errors.OpError as error:
        data_error = as_data_error(error)
        if data_error is None:
            raise
        raise data_error from None


def _adapted(rounds_per_call: int, count: int, seconds: float) -> int:
    """The rounds of the next call, such that it takes about half a second: a stop request is noticed between calls."""
    if count < rounds_per_call:
        return rounds_per_call
    return max(1, min(2 * rounds_per_call, int(count * SECONDS_PER_CALL / max(seconds, 1e-6))))
