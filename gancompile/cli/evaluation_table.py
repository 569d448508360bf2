"""The tables of `gancompile evaluate`: numbers with their spread, and what they were measured by."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from gancompile.catalogue.metric_rows import metric_numbers
from gancompile.pages import number_text
from gancompile.runtime.evaluation import Result, Spread, differences, over_builds
from gancompile.runtime.evaluation.result import argument_lines, problem_lines
from gancompile.runtime.evaluation.spread_text import spread_text


def print_result(result: Result, earlier: Sequence[Result]) -> None:
    _print_numbers(result.numbers)
    for line in problem_lines(result):
        print(f"  {line}")
    print(f"  protocol {result.protocol.short}")
    for line in (*result.protocol.lines(), *argument_lines(result), *result.remarks):
        print(f"    {line}")
    others = [one for one in earlier if one.protocol != result.protocol]
    if others and not any(one.protocol == result.protocol for one in earlier):
        names = ", ".join(differences(others[-1].protocol, result.protocol))
        print(
            f"warning: the last numbers of this build, by protocol {others[-1].protocol.short}, do not compare with these: "
            f"what differs is {names}",
            file=sys.stderr,
        )


def _print_numbers(numbers: Mapping[str, Spread]) -> None:
    """A table of numbers with their spread and their direction."""
    rows = [(name, number_text(one.mean), spread_text(one), _direction(name)) for name, one in numbers.items()]
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(4)]
    for name, value, spread, direction in rows:
        print(f"  {name:<{widths[0]}}  {value:>{widths[1]}}  {spread:<{widths[2]}}  {direction}".rstrip())


def _direction(name: str) -> str:
    """Which way is better; of a number that is for comparison, what it says."""
    row = metric_numbers()[name]
    return f"{row.better} is better" if row.better else row.help


def print_together(builds: Sequence[Path], results: Sequence[Result]) -> None:
    """The mean and the spread of several builds, where they were measured by one protocol."""
    first = results[0]
    for build, result in zip(builds[1:], results[1:], strict=True):
        if result.protocol != first.protocol:
            names = ", ".join(differences(first.protocol, result.protocol))
            print(
                f"warning: {build} was measured by another protocol than {builds[0]}, and does not compare: {names}",
                file=sys.stderr,
            )
            return
    print(f"mean and standard deviation of {len(results)} builds")
    _print_numbers(over_builds(results))
