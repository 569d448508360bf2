"""The training loop over the phases of a schedule."""

from __future__ import annotations

from collections.abc import Callable

from gancompile.runtime.game import Game
from gancompile.runtime.program import Program
from gancompile.runtime.training.checkpoint import CheckpointStore
from gancompile.runtime.training.clock import Clock
from gancompile.runtime.training.distribution import ONE_DEVICE, Distribution
from gancompile.runtime.training.listener import Listener
from gancompile.runtime.training.measuring import Measuring
from gancompile.runtime.training.phase_run import UNMEASURED, PhaseRun, Training
from gancompile.runtime.training.record import Record
from gancompile.runtime.training.stop_request import stop_requests


def train(
    game: Game, program: Program, store: CheckpointStore, listener: Listener, *,
    on_record: Callable[[Record], None], on_picture: Callable[[int], None], measuring: Measuring | None = None,
    distribution: Distribution = ONE_DEVICE, on_saved: Callable[[], None] = lambda: None,
) -> None:  # fmt: skip
    """Trains from the game's current round to the end of the schedule.

    on_record, on_picture: called where a record or a picture is due. measuring: the evaluations on the way. distribution: the devices on
    which the game was made. on_saved: called by all workers where the chief has written a checkpoint. Raises Interrupted, with a
    checkpoint written, after Ctrl-C or SIGTERM, NotFiniteError where a loss or a weight is not finite, DataError, and FullDisk.
    """
    played = game.rounds_played
    end = program.first_round + sum(phase.rounds for phase in program.phases)
    is_unmeasured = bool(distribution.of_chief(int(store.notes.get(UNMEASURED) == played)))
    if played > end or (played == end and not is_unmeasured):
        return
    listener.started(_title(program), played, program.rounds)
    before = program.first_round
    with stop_requests() as stop:
        training = Training(
            game=game, program=program, store=store, listener=listener, stop=stop,
            clock=Clock(rounds=program.rounds, first=played), on_record=on_record, on_picture=on_picture,
            measuring=measuring, distribution=distribution, on_saved=on_saved,
        )  # fmt: skip
        try:
            for index, phase in enumerate(program.phases):
                start, before = max(played - before, 0), before + phase.rounds
                is_last = index == len(program.phases) - 1
                if start < phase.rounds or (is_last and is_unmeasured):
                    PhaseRun(training, phase, index, start).play()
        finally:
            listener.ended()


def _title(program: Program) -> str:
    """The name of the program, and the phases of its stage where it is one of several."""
    is_stage = sum(phase.rounds for phase in program.phases) < program.rounds
    return f"{program.name} ({', '.join(phase.name for phase in program.phases)})" if is_stage else program.name
