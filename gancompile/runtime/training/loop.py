"""The one loop: phases of rounds, many rounds a call, records, pictures, checkpoints."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import tensorflow as tf

from gancompile.catalogue.sources.data_error import as_data_error
from gancompile.runtime.data import batches
from gancompile.runtime.game import Game
from gancompile.runtime.program import Phase, Program
from gancompile.runtime.training.checkpoint import CheckpointStore
from gancompile.runtime.training.early_end import EarlyEnd
from gancompile.runtime.training.events import Listener, Record
from gancompile.runtime.training.rounds import Rounds, many_rounds

RECORDS = 400
PICTURES = 10
SECONDS_A_CALL = 0.5
SECONDS_BETWEEN_CHECKPOINTS = 60.0


class TrainingError(Exception):
    """A training that cannot go on, in the user's words."""


class Interrupted(Exception):
    """The user stopped the training; everything up to `round` is in a checkpoint."""

    def __init__(self, round: int) -> None:
        super().__init__(f"stopped after round {round}")
        self.round = round


def train(
    game: Game, program: Program, store: CheckpointStore, listener: Listener, *,
    on_record: Callable[[Record], None], on_picture: Callable[[int], None],
) -> None:  # fmt: skip
    """Trains from the game's present round to the end of the schedule.

    on_record, on_picture: called where a record or a picture is due. Raises Interrupted, with a checkpoint written, after Ctrl-C or
    SIGTERM, and TrainingError where a loss is no number any more.
    """
    done = int(game.round)
    clock = _Clock(rounds=program.rounds, first=done)
    parts = sum(phase.rounds for phase in program.phases) < program.rounds
    name = f"{program.name} ({', '.join(phase.name for phase in program.phases)})" if parts else program.name
    listener.started(name, done, program.rounds)
    before = program.first_round
    with _stop_requests() as stop:
        for index, phase in enumerate(program.phases):
            start, before = max(done - before, 0), before + phase.rounds
            if start < phase.rounds:
                run = _PhaseRun(game=game, program=program, phase=phase, store=store, listener=listener, clock=clock,
                                on_record=on_record, on_picture=on_picture, stop=stop)  # fmt: skip
                run.play(start, index)
    listener.ended()


@dataclass(slots=True, kw_only=True)
class _Clock:
    """How fast it goes. The first call is left out: it contains the tracing."""

    rounds: int
    first: int
    began: float = field(default_factory=time.monotonic)
    warm: tuple[int, float] | None = None

    def record(self, phase: str, round: int, logs: dict[str, float]) -> Record:
        now = time.monotonic()
        since, start = self.warm or (self.first, self.began)
        speed = (round - since) / max(now - start, 1e-9) if round > since else 0.0
        if self.warm is None:
            self.warm = (round, now)
        left = (self.rounds - round) / speed if speed else math.nan
        return Record(
            phase=phase,
            round=round,
            rounds=self.rounds,
            seconds=now - self.began,
            rounds_per_second=speed,
            seconds_left=left,
            logs=logs,
        )


@dataclass(slots=True, kw_only=True)
class _PhaseRun:
    """One phase, from a round of it to its end."""

    game: Game
    program: Program
    phase: Phase
    store: CheckpointStore
    listener: Listener
    clock: _Clock
    on_record: Callable[[Record], None]
    on_picture: Callable[[int], None]
    stop: threading.Event

    def play(self, start: int, index: int) -> None:
        told = {**self.program.data, "parts": max(self.phase.parts, 1), "batch": self.phase.batch}
        dataset = batches(told, seed=self.program.seed, phase=self.program.first_round + index, start=start)
        run = many_rounds(getattr(self.game, self.phase.method), dataset.element_spec)
        iterator = iter(dataset)
        record_every = max(1, self.program.rounds // RECORDS)
        picture_every = max(1, self.program.rounds // PICTURES)
        round, end = int(self.game.round), int(self.game.round) + self.phase.rounds - start
        if start == 0:
            self.store.notes.clear()
        sums, summed = dict(self.store.notes.pop("sums", {})), int(self.store.notes.pop("summed", 0))
        early = EarlyEnd(self.phase.until, self.store.notes)
        a_call, saved = 1, time.monotonic()
        while round < end:
            count = min(a_call, end - round, record_every - round % record_every, picture_every - round % picture_every)
            began = time.monotonic()
            logs = _played(run, iterator, count)
            a_call = _paced(a_call, count, time.monotonic() - began)
            round, summed = round + count, summed + count
            sums = {name: sums.get(name, 0.0) + value * count for name, value in logs.items()}
            self._check_finite(logs, round)
            if round % record_every == 0 or round == end:
                record = self.clock.record(
                    self.phase.name, round, {name: total / summed for name, total in sums.items()}
                )
                self.on_record(record)
                self.listener.progressed(record)
                sums, summed = {}, 0
                over = early.reason(record.logs) if round < end else None
                if over is not None:
                    self.listener.said(f"phase {self.phase.name} ends after round {round:,}: {over}")
                    # What follows counts rounds from the beginning of the schedule, as if this phase had come to its end.
                    self.game.round.assign(end)
                    round = end
            if round % picture_every == 0 or round == end:
                self.on_picture(round)
            self.store.notes |= {"sums": sums, "summed": summed}
            if self.stop.is_set():
                self.store.save()
                self.listener.ended()
                raise Interrupted(round)
            if time.monotonic() - saved > SECONDS_BETWEEN_CHECKPOINTS or round == end:
                self.store.save()
                saved = time.monotonic()

    def _check_finite(self, logs: dict[str, float], round: int) -> None:
        wrong = [name for name, value in logs.items() if not math.isfinite(value)]
        if wrong:
            self.listener.ended()
            raise TrainingError(
                f"{wrong[0]} is no finite number any more at round {round}; the last checkpoint and the records are kept. "
                "A smaller learning rate, or a gradient penalty on the discriminator (r1), usually helps"
            )


def _played(run: Rounds, iterator: Any, count: int) -> dict[str, float]:
    """Plays the rounds. Raises DataError where an example cannot be read, which TensorFlow tells as an error of its own."""
    try:
        return {name: float(value) for name, value in run(iterator, count).items()}
    except tf.errors.OpError as error:
        told = as_data_error(error)
        if told is None:
            raise
        raise told from None


def _paced(a_call: int, count: int, seconds: float) -> int:
    """How many rounds the next call may take, so that one lasts about half a second and Ctrl-C is heard soon."""
    if count < a_call:
        return a_call
    return max(1, min(2 * a_call, int(count * SECONDS_A_CALL / max(seconds, 1e-6))))


@contextmanager
def _stop_requests() -> Iterator[Any]:
    """An event that Ctrl-C or SIGTERM sets; a second Ctrl-C ends at once. Outside of the main thread nothing is caught."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def ask(number: int, frame: Any) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    old = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
