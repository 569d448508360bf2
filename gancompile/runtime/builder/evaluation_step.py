"""The evaluations of a build: those on the way, and the one at its end."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gancompile.catalogue.sources.data_error import DataError
from gancompile.runtime.evaluation import EvaluationError, Evaluator, add_result, read_results
from gancompile.runtime.evaluation import Listener as Progress
from gancompile.runtime.evaluation.evaluator import numbers_of
from gancompile.runtime.evaluation.result import problem_lines
from gancompile.runtime.export.game_model import drawing_model
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program
from gancompile.runtime.sampling import SignatureModel
from gancompile.runtime.training import Listener
from gancompile.runtime.training.measuring import Measuring, MeasuringStopped


def evaluator_of(program: Program, folder: Path) -> Evaluator | None:
    """The evaluator of a stage, which looks at the data once for all evaluations of a build; None where the spec asks for none.

    folder: of the build.
    """
    is_asked_for = program.evaluation is not None and program.evaluation.is_asked_for
    return Evaluator(program, folder=folder) if is_asked_for else None


def measuring_of(game: Game, evaluator: Evaluator | None, folder: Path, listener: Listener) -> Measuring | None:
    """The evaluations on the way of one stage; None where the spec asks for none. folder: of the build."""
    if evaluator is None or evaluator.evaluation.every is None:
        return None
    return Measuring(
        every=evaluator.evaluation.every,
        share=float(evaluator.evaluation.settings["share"]),
        measure=GameMeasure(
            game=game, model=_model(game, evaluator), evaluator=evaluator, folder=folder, listener=listener
        ),
        report=listener.message,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GameMeasure:
    """Measures a game while it is trained, and keeps each result in the build's folder."""

    game: Game
    model: SignatureModel
    evaluator: Evaluator
    folder: Path
    listener: Listener

    def prepare(self, stop: threading.Event) -> None:
        self.listener.doing("preparing the evaluation")
        self.evaluator.reference.listener = self._progress(stop)
        self.evaluator.reference.prepare()

    def measure(self, stop: threading.Event) -> Mapping[str, float]:
        self.listener.doing("evaluating samples")
        self.evaluator.reference.listener = self._progress(stop)
        result = self.evaluator.evaluate(self.model, round=self.game.rounds_played)
        add_result(self.folder, result)
        for line in problem_lines(result):
            self.listener.warned(line)
        return numbers_of(result)

    def _progress(self, stop: threading.Event) -> Progress:
        def advanced(number: int) -> None:
            del number
            if stop.is_set():
                raise MeasuringStopped

        return Progress(message=self.listener.message, advanced=advanced)


def evaluate_at_end(game: Game, evaluator: Evaluator, folder: Path, listener: Listener) -> None:
    """Measures the game with its spread, where the same has not been measured before. folder: of the build.

    What goes wrong is a warning: the training is done, and its exports do not wait for numbers.
    """
    evaluator.reference.listener = Progress(message=listener.message)
    try:
        _evaluate_once(game, evaluator, folder, listener)
    except (EvaluationError, DataError) as error:
        listener.warned(f"the samples could not be evaluated: {error}")


def _evaluate_once(game: Game, evaluator: Evaluator, folder: Path, listener: Listener) -> None:
    settings, round = evaluator.evaluation.settings, game.rounds_played
    repeats = int(settings["repeats"])
    if any(one.round == round and evaluator.has_measured(one, repeats) for one in read_results(folder)):
        return
    times = "once" if repeats == 1 else f"{repeats} times"
    listener.message(f"evaluating {settings['samples']:,} samples, drawn {times}")
    listener.doing("evaluating samples")
    result = evaluator.evaluate(_model(game, evaluator), round=round, repeats=repeats)
    for line in problem_lines(result):
        listener.warned(line)
    listener.written("evaluation", add_result(folder, result))
    listener.doing("writing networks, exports and the report")


def _model(game: Game, evaluator: Evaluator) -> SignatureModel:
    averaged = evaluator.evaluation.settings["weights"] == "averaged"
    return drawing_model(game, evaluator.program, averaged=averaged)
