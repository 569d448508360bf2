"""What `gancompile evaluate` does with each build, and the tables that it prints."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from gancompile.catalogue.metric_rows import metric_numbers
from gancompile.cli.common import print_diagnostics
from gancompile.cli.counter import counter
from gancompile.cli.exit_codes import Exit
from gancompile.cli.origin_note import note_origin
from gancompile.compiler import compile_file
from gancompile.compiler.diagnostics import Severity
from gancompile.compiler.emit.evaluation import evaluation_values
from gancompile.folder import folder_lock
from gancompile.runtime.builder import game_at, rewrite_report
from gancompile.runtime.evaluation import (
    Evaluator,
    Listener,
    Result,
    Spread,
    add_result,
    differences,
    over_builds,
    read_results,
    write_statistics,
)
from gancompile.runtime.evaluation.number_text import number_text, spread_text
from gancompile.runtime.evaluation.result import as_json
from gancompile.runtime.export.game_model import drawing_model
from gancompile.runtime.program import Evaluation, FolderError

ANY_NUMBER = 2**62
"""Of weights: what was built once is not too large to be measured."""


def evaluate_builds(parsed: argparse.Namespace) -> Exit:
    """Measures each build. Raises what an evaluator raises, FolderError, NoCheckpointError, FolderInUse."""
    results = []
    for build in parsed.builds:
        found = _evaluation(build, parsed)
        if found is None:
            return Exit.SPEC_IS_WRONG
        with folder_lock(build):
            results.append(_evaluate(build, found, parsed))
    if parsed.json:
        print(json.dumps([{"build": str(b), **as_json(r)} for b, r in zip(parsed.builds, results, strict=True)]))
    elif len(results) > 1:
        _print_together(parsed.builds, results)
    return Exit.FINE if all(result.numbers for result in results) else Exit.MACHINE_OR_DATA


def _evaluation(build: Path, parsed: argparse.Namespace) -> Evaluation | None:
    """What is measured: as the build's spec says, with what the command line replaces; None for a mistake, which is printed."""
    compilation = compile_file(build / "spec.lock.yaml", overrides=_overrides(parsed), max_parameters=ANY_NUMBER)
    errors = [one for one in compilation.diagnostics if one.severity is Severity.ERROR]
    print_diagnostics(errors, sys.stderr)
    if errors:
        return None
    values = evaluation_values(compilation.program)
    if values is None:
        raise FolderError("the samples imitate no field of the data, so there is nothing to compare them with")
    return Evaluation(**values)


def _overrides(parsed: argparse.Namespace) -> list[str]:
    given = {
        "metrics": f"[{parsed.metrics}]" if parsed.metrics else None,
        "features": parsed.features,
        "samples": parsed.samples,
        "repeats": parsed.repeats,
        "weights": "raw" if parsed.raw else None,
    }
    return [f"evaluate.{key}={value}" for key, value in given.items() if value is not None] + list(parsed.set)


def _evaluate(build: Path, evaluation: Evaluation, parsed: argparse.Namespace) -> Result:
    note_origin(build, "its `model.py`")
    found = game_at(build, parsed.at, lambda text: print(f"warning: {text}", file=sys.stderr))
    say: Callable[[str], None] = (lambda _: None) if parsed.json else (lambda text: print(f"  {text}", flush=True))
    repeats = int(evaluation.settings["repeats"])
    evaluator = Evaluator(found.program, folder=build, evaluation=evaluation)
    model = drawing_model(found.game, found.program, averaged=evaluation.settings["weights"] == "averaged")
    if not parsed.json:
        print(f"{build}, after round {found.checkpoint.round:,}")
    with _counted(evaluator, repeats, say, is_silent=parsed.json):
        result = evaluator.evaluate(model, round=found.checkpoint.round, repeats=repeats)
        if parsed.write_statistics is not None:
            write_statistics(parsed.write_statistics, evaluator.real_moments())
            say(f"mu and sigma of the data are in {parsed.write_statistics}")
    earlier = read_results(build)
    add_result(build, result)
    rewrite_report(build)
    if not parsed.json:
        _print_result(result, earlier)
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

        evaluator.listener = Listener(message=say, advanced=advanced)
        yield


def _print_result(result: Result, earlier: Sequence[Result]) -> None:
    print_numbers(result.numbers)
    for name, reason in result.problems.items():
        print(f"  {name} could not be computed: {reason}")
    print(f"  protocol {result.protocol.short}")
    for line in (*result.protocol.lines(), *_spoken_arguments(result), *result.remarks):
        print(f"    {line}")
    others = [one for one in earlier if one.protocol != result.protocol]
    if others and not any(one.protocol == result.protocol for one in earlier):
        said = ", ".join(differences(others[-1].protocol, result.protocol))
        print(
            f"warning: the last numbers of this build, by protocol {others[-1].protocol.short}, do not compare with these: "
            f"what differs is {said}"
        )


def print_numbers(numbers: Mapping[str, Spread]) -> None:
    """A table of numbers with their spread and their direction."""
    rows = [(name, number_text(one.mean), spread_text(one), _direction(name)) for name, one in numbers.items()]
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(4)]
    for name, value, spread, direction in rows:
        print(f"  {name:<{widths[0]}}  {value:>{widths[1]}}  {spread:<{widths[2]}}  {direction}".rstrip())


def _direction(name: str) -> str:
    better = metric_numbers()[name].better
    return f"{better} is better" if better else ""


def _spoken_arguments(result: Result) -> Iterator[str]:
    for name, arguments in result.arguments.items():
        given = [f"{key} {value}" for key, value in arguments.items() if value is not None]
        if given:
            yield f"{name}: {', '.join(given)}"


def _print_together(builds: Sequence[Path], results: Sequence[Result]) -> None:
    """The mean and the spread of several builds, where they were measured by one protocol."""
    first = results[0]
    for build, result in zip(builds[1:], results[1:], strict=True):
        if result.protocol != first.protocol:
            said = ", ".join(differences(first.protocol, result.protocol))
            print(
                f"warning: {build} was measured by another protocol than {builds[0]}, and does not compare: {said}",
                file=sys.stderr,
            )
            return
    print(f"mean and standard deviation of {len(results)} builds")
    print_numbers(over_builds(results))
