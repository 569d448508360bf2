"""What `gancompile evaluate` does with each build, and the tables that it prints."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from gancompile.cli.common import ANY_NUMBER, print_diagnostics
from gancompile.cli.counter import counter
from gancompile.cli.evaluation_table import print_result, print_together
from gancompile.cli.exit_codes import Exit
from gancompile.cli.origin_note import note_origin
from gancompile.compiler import compile_file
from gancompile.compiler.diagnostics import Severity
from gancompile.compiler.emit.evaluation import evaluation_values
from gancompile.compiler.ir.program import Program as IrProgram
from gancompile.folder import (
    CheckpointFiles,
    DataFingerprint,
    compare_fingerprints,
    folder_lock,
    read_memory,
    take_fingerprint,
)
from gancompile.folder.memory import leg_folder
from gancompile.runtime.builder import checkpoint_at, game_at, rewrite_report
from gancompile.runtime.evaluation import (
    EvaluationError,
    Evaluator,
    Listener,
    Result,
    add_result,
    read_results,
    write_statistics,
)
from gancompile.runtime.evaluation.result import as_json
from gancompile.runtime.export.game_model import drawing_model
from gancompile.runtime.program import Evaluation


def evaluate_builds(parsed: argparse.Namespace) -> Exit:
    """Measures each build. Raises what an evaluator raises, FolderError, NoCheckpointError, FolderInUse."""
    checkpoints = [checkpoint_at(build, parsed.at, _warn) for build in parsed.builds]
    compiled = [_compiled(build, one, parsed) for build, one in zip(parsed.builds, checkpoints, strict=True)]
    specs = [spec for spec in compiled if spec is not None]
    if len(specs) < len(compiled):
        return Exit.SPEC_IS_WRONG
    results = []
    for build, checkpoint, spec in zip(parsed.builds, checkpoints, specs, strict=True):
        with folder_lock(build):
            results.append(_evaluate(build, checkpoint.round, spec, parsed))
    if parsed.json:
        print(json.dumps([{"build": str(b), **as_json(r)} for b, r in zip(parsed.builds, results, strict=True)]))
    elif len(results) > 1:
        print_together(parsed.builds, results)
    return Exit.FINE if all(result.numbers for result in results) else Exit.MACHINE_OR_DATA


def _warn(text: str) -> None:
    print(f"warning: {text}", file=sys.stderr)


def _compiled(build: Path, checkpoint: CheckpointFiles, parsed: argparse.Namespace) -> IrProgram | None:
    """The spec that trained a checkpoint, with what the command line replaces; None for a mistake, which is printed."""
    memory = read_memory(build)
    folder = leg_folder(build, checkpoint.leg, memory) if memory is not None else build
    lock = folder / "spec.lock.yaml"
    overrides = [*_without_training(lock), *_overrides(parsed)]
    compilation = compile_file(lock, overrides=overrides, max_parameters=ANY_NUMBER)
    errors = [one for one in compilation.diagnostics if one.severity is Severity.ERROR]
    print_diagnostics(errors, sys.stderr)
    return None if errors else compilation.programs[min(checkpoint.stage, len(compilation.programs) - 1)]


def _current_data(build: Path, compiled: IrProgram) -> DataFingerprint:
    """The files of the data as they are now; what has changed since the training is a warning."""
    memory = read_memory(build)
    known = memory.data if memory is not None else None
    now = take_fingerprint({one.name: one.native.files for one in compiled.data.sets}, known)
    change = compare_fingerprints(known, now) if known is not None else None
    if change:
        changes = "; ".join(change.lines())
        print(f"warning: the data has changed since {build} was trained on it: {changes}", file=sys.stderr)
    return now


def _without_training(lock: Path) -> Iterator[str]:
    """Takes away what a training waits for or chooses by, which other metrics would leave without a number."""
    spec = yaml.safe_load(lock.read_text(encoding="utf-8"))
    for key in ("every", "best"):
        if key in (spec.get("evaluate") or {}):
            yield f"evaluate.{key}="
    if "best" in (spec.get("checkpoints") or {}):
        yield "checkpoints.best="
    for number, phase in enumerate(spec.get("schedule") or ()):
        if "until" in phase:
            yield f"schedule.{number}.until="


def _overrides(parsed: argparse.Namespace) -> list[str]:
    given = {
        "metrics": f"[{parsed.metrics}]" if parsed.metrics else None,
        "features": parsed.features,
        "samples": parsed.samples,
        "repeats": parsed.repeats,
        "weights": "raw" if parsed.raw else None,
    }
    return [f"evaluate.{key}={value}" for key, value in given.items() if value is not None] + list(parsed.set)


def _evaluate(build: Path, round: int, compiled: IrProgram, parsed: argparse.Namespace) -> Result:
    """Measures a build as it was after a round."""
    values = evaluation_values(compiled)
    if values is None:
        raise EvaluationError("the samples imitate no field of the data, so there is nothing to compare them with")
    note_origin(build, "its `model.py`")
    found = game_at(build, round, _warn)
    evaluation, repeats = Evaluation(**values), int(values["settings"]["repeats"])
    evaluator = Evaluator(found.program, folder=build, evaluation=evaluation, data=_current_data(build, compiled))
    model = drawing_model(found.game, found.program, averaged=evaluation.settings["weights"] == "averaged")
    say: Callable[[str], None] = (lambda _: None) if parsed.json else (lambda text: print(text, flush=True))
    say(f"{build}, after round {round:,}")
    if parsed.write_statistics is not None and evaluator.reference.network is None:
        raise EvaluationError("no metric here needs features, so there are no `mu` and `sigma` to write")
    with _counted(evaluator, repeats, say, is_silent=parsed.json):
        result = evaluator.evaluate(model, round=round, repeats=repeats)
    earlier = read_results(build)
    add_result(build, result)
    rewrite_report(build)
    if not parsed.json:
        print_result(result, earlier)
    if parsed.write_statistics is not None:
        write_statistics(parsed.write_statistics, evaluator.reference.moments())
        say(f"  mu and sigma of the data are in {parsed.write_statistics}")
    return result


@contextmanager
def _counted(evaluator: Evaluator, repeats: int, say: Callable[[str], None], *, is_silent: bool) -> Iterator[None]:
    """A bar of the examples that went through the feature network."""
    if is_silent:
        yield
        return
    done = 0
    total = evaluator.work + (repeats - 1) * int(evaluator.evaluation.settings["samples"])
    with counter(total, "examples") as report:

        def advanced(number: int) -> None:
            nonlocal done
            done += number
            report(min(done, total))

        evaluator.reference.listener = Listener(message=lambda text: say(f"  {text}"), advanced=advanced)
        yield
