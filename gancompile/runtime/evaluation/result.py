"""The result of an evaluation, and the file in which a build keeps its results."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from gancompile.files import write_atomically
from gancompile.runtime.evaluation.protocol import Protocol, protocol_from_json

FILE = "evaluation/results.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """values: of each draw of samples."""

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean over the draws."""
        return float(np.mean(self.values))

    @property
    def deviation(self) -> float:
        """The standard deviation over the draws; NaN for one."""
        return float(np.std(self.values, ddof=1)) if len(self.values) > 1 else math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """numbers: by name. arguments: of each metric, those that a protocol does not say. problems: metrics that could not be computed."""

    round: int
    protocol: Protocol
    numbers: Mapping[str, Spread]
    arguments: Mapping[str, Mapping[str, Any]]
    seconds: float
    measured: str = ""
    remarks: tuple[str, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)


def argument_lines(result: Result) -> Iterator[str]:
    """The arguments of each metric that has some."""
    for name, arguments in result.arguments.items():
        given = [f"{key} {value}" for key, value in arguments.items() if value is not None]
        if given:
            yield f"{name}: {', '.join(given)}"


def problem_lines(result: Result) -> Iterator[str]:
    """The metrics that could not be computed, a sentence each."""
    for name, reason in result.problems.items():
        yield f"{name} could not be computed: {reason}"


def read_results(folder: Path) -> list[Result]:
    """The results of a build, oldest first; none where there is no file that can be read."""
    try:
        return [_result(one) for one in json.loads((folder / FILE).read_text(encoding="utf-8"))["results"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def add_result(folder: Path, result: Result) -> Path:
    """Adds a result to those of a build; one of the same round, protocol and metrics takes the place of the earlier one."""
    kept = [one for one in read_results(folder) if not _is_same(one, result)]
    path = folder / FILE
    values = {"results": [as_json(one) for one in (*kept, result)]}
    write_atomically(path, json.dumps(values, indent=2) + "\n")
    return path


def as_json(result: Result) -> dict[str, Any]:
    """A result as plain data."""
    plain = asdict(result)
    plain["protocol"] = asdict(result.protocol)
    plain["protocol_sha256"] = result.protocol.sha256
    plain["numbers"] = {
        name: {
            "mean": one.mean,
            "deviation": None if math.isnan(one.deviation) else one.deviation,
            "values": list(one.values),
        }
        for name, one in result.numbers.items()
    }
    return plain


def _result(plain: Mapping[str, Any]) -> Result:
    return Result(
        round=int(plain["round"]),
        protocol=protocol_from_json(plain["protocol"]),
        numbers={name: Spread(values=tuple(one["values"])) for name, one in plain["numbers"].items()},
        arguments=plain["arguments"],
        seconds=float(plain["seconds"]),
        measured=str(plain["measured"]),
        remarks=tuple(plain["remarks"]),
        problems=dict(plain["problems"]),
    )


def _is_same(a: Result, b: Result) -> bool:
    return a.round == b.round and a.protocol == b.protocol and dict(a.arguments) == dict(b.arguments)


def over_builds(results: Sequence[Result]) -> dict[str, Spread]:
    """The means of several builds, as the spread over their seeds, of the numbers that all of them have."""
    names = [name for name in results[0].numbers if all(name in one.numbers for one in results)]
    return {name: Spread(values=tuple(one.numbers[name].mean for one in results)) for name in names}
