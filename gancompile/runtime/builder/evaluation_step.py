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
from gancompile.runtime.export.game_model import drawing_model
from gancompile.runtime.game import Game
from gancompile.runtime.program import Evaluation, Program
from gancompile.runtime.sampling import SignatureModel
from gancompile.runtime.training import Listener
from gancompile.runtime.training.measuring import Measuring, MeasuringStopped


def measuring_of(game: Game, program: Program, folder: Path, listener: Listener) -> Measuring | None:
    """The evaluations on the way of one stage; None where the spec asks for none. folder: of the build."""
    evaluation = program.evaluation
    if evaluation is None or evaluation.every is None:
        return None
    evaluator = Evaluator(program, folder=folder)
    return Measuring(
        every=evaluation.every,
        share=float(evaluation.settings["share"]),
        measure=GameMeasure(
            game=game, model=_model(game, program), evaluator=evaluator, folder=folder, listener=listener
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
        result = self.evaluator.evaluate(self.model, round=int(self.game.round))
        add_result(self.folder, result)
        for name, reason in result.problems.items():
            self.listener.warned(f"{name} could not be computed: {reason}")
        return numbers_of(result)

    def _progress(self, stop: threading.Event) -> Progress:
        def advanced(number: int) -> None:
            del number
            if stop.is_set():
                raise MeasuringStopped

        return Progress(message=self.listener.message, advanced=advanced)


def check_evaluation(program: Program) -> None:
    """Raises EvaluationError where what the spec asks for cannot be measured, before a training that would end in it."""
    if program.evaluation is not None and program.evaluation.is_asked_for:
        Evaluator(program, folder=program.folder).reference.check()


def evaluate_at_end(game: Game, program: Program, listener: Listener) -> None:
    """Measures the game with its spread, where the spec asks for it and the same has not been measured before.

    What goes wrong is a warning: the training is done, and its exports do not wait for numbers.
    """
    evaluation = program.evaluation
    if evaluation is None or not evaluation.is_asked_for:
        return
    try:
        _evaluate_once(game, program, listener, evaluation)
    except (EvaluationError, DataError) as error:
        listener.warned(f"the samples could not be evaluated: {error}")


def _evaluate_once(game: Game, program: Program, listener: Listener, evaluation: Evaluation) -> None:
    evaluator = Evaluator(program, folder=program.folder, listener=Progress(message=listener.message))
    repeats = int(evaluation.settings["repeats"])
    known = [one for one in read_results(program.folder) if one.round == int(game.round)]
    if any(evaluator.has_measured(one, repeats) for one in known):
        return
    times = "once" if repeats == 1 else f"{repeats} times"
    listener.message(f"evaluating {evaluation.settings['samples']:,} samples, drawn {times}")
    listener.doing("evaluating samples")
    result = evaluator.evaluate(_model(game, program), round=int(game.round), repeats=repeats)
    for name, reason in result.problems.items():
        listener.warned(f"{name} could not be computed: {reason}")
    listener.written("evaluation", add_result(program.folder, result))
    listener.doing("writing networks, exports and the report")


def _model(game: Game, program: Program) -> SignatureModel:
    evaluation = program.evaluation
    assert evaluation is not None
    return drawing_model(game, program, averaged=evaluation.settings["weights"] == "averaged")
