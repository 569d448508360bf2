"""Results in a build's file."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from gancompile.runtime.evaluation.protocol import Protocol, differences
from gancompile.runtime.evaluation.result import FILE, Result, Spread, add_result, over_builds, read_results

PROTOCOL = Protocol(
    features={"network": "random", "weights": "a" * 64}, data="b" * 64, example="image", reals=10, samples=20,
    seed=0, weights="averaged", truncation=None,
)  # fmt: skip
RESULT = Result(
    round=100,
    protocol=PROTOCOL,
    numbers={"fid": Spread(values=(1.0, 2.0, 3.0)), "recall": Spread(values=(0.5,))},
    arguments={"fid": {}, "precision_recall": {"neighbours": 3}},
    seconds=1.5,
    remarks=("so sure",),
    problems={"kid": "why"},
)


def test_there_and_back(tmp_path: Path) -> None:
    add_result(tmp_path, RESULT)
    assert read_results(tmp_path) == [RESULT]


def test_the_same_again_takes_its_place_and_others_stay(tmp_path: Path) -> None:
    other = replace(RESULT, protocol=replace(PROTOCOL, samples=30))
    later = replace(RESULT, round=200)
    again = replace(RESULT, seconds=9.0)
    for one in (RESULT, other, later, again):
        add_result(tmp_path, one)
    assert read_results(tmp_path) == [other, later, again]


@pytest.mark.parametrize("text", ["", "{", '{"results": [{"round": 1}]}', "[]"])
def test_a_file_that_is_damaged_holds_none(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text(text)
    assert read_results(tmp_path) == []


def test_spread() -> None:
    spread = RESULT.numbers["fid"]
    assert (spread.mean, spread.deviation) == (2.0, 1.0)
    assert math.isnan(RESULT.numbers["recall"].deviation)


def test_the_spread_over_builds_is_that_of_their_means() -> None:
    second = replace(RESULT, numbers={"fid": Spread(values=(4.0,)), "precision": Spread(values=(1.0,))})
    assert over_builds([RESULT, second]) == {"fid": Spread(values=(2.0, 4.0))}


def test_a_hash_is_of_every_part() -> None:
    others = [
        replace(PROTOCOL, features={"network": "random", "weights": "c" * 64}), replace(PROTOCOL, data="c" * 64),
        replace(PROTOCOL, example="a.image"), replace(PROTOCOL, reals=11), replace(PROTOCOL, samples=21), replace(PROTOCOL, seed=1),
        replace(PROTOCOL, weights="raw"), replace(PROTOCOL, truncation=1.0),
        replace(PROTOCOL, statistics="d" * 64), replace(PROTOCOL, held_out="e" * 64),
    ]  # fmt: skip
    assert len({one.sha256 for one in (PROTOCOL, *others)}) == len(others) + 1
    assert differences(PROTOCOL, others[0]) == ["features.weights"]
    assert differences(PROTOCOL, others[3]) == ["reals"]
    assert differences(PROTOCOL, PROTOCOL) == []
