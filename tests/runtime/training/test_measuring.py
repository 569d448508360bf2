"""Evaluations on the way: when they come, when they are left out, what an interruption does to them."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import pytest

from gancompile.runtime.training import measuring as module
from gancompile.runtime.training.clock import Clock
from gancompile.runtime.training.measuring import Measuring, MeasuringStopped


class Time:
    """A clock that a test turns."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(module.time, "monotonic", lambda: self.now)


class Slow:
    """An evaluation that takes its time, and its preparation too."""

    def __init__(self, time: Time, seconds: float, before: float) -> None:
        self._time, self._seconds, self._before = time, seconds, before

    def prepare(self, stop: threading.Event) -> None:
        self._time.now += self._before

    def measure(self, stop: threading.Event) -> Mapping[str, float]:
        self._time.now += self._seconds
        if stop.is_set():
            raise MeasuringStopped
        return {"fid": 2.0}


def measuring(time: Time, seconds: float, share: float, messages: list[str], before: float = 0.0) -> Measuring:
    return Measuring(every=10, share=share, measure=Slow(time, seconds, before), report=messages.append, began=time.now)


def run(one: Measuring, round: int, *, is_needed: bool = False, clock: Any = None) -> Mapping[str, float]:
    return one.run(round, clock or Clock(rounds=100, first=0), threading.Event(), is_needed=is_needed)


def test_they_stay_under_their_share_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    time, messages = Time(monkeypatch), []
    one = measuring(time, seconds=10.0, share=0.2, messages=messages)
    done = []
    for round in range(10, 210, 10):
        time.now += 5.0
        done.append(bool(run(one, round)))
    elapsed = time.now - 100.0
    assert done[0]
    assert 2 <= sum(done) < 5
    assert one.spent <= 0.2 * elapsed + 10.0
    left_out = [text for text in messages if "not evaluated" in text]
    assert len(left_out) == 1
    assert "`share` is 0.2" in left_out[0]


def test_what_the_schedule_needs_is_never_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    one = measuring(Time(monkeypatch), seconds=10.0, share=0.01, messages=[])
    assert all(run(one, round, is_needed=True) for round in range(10, 50, 10))


def test_the_whole_time_is_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    one = measuring(Time(monkeypatch), seconds=10.0, share=1.0, messages=[])
    assert all(run(one, round) for round in range(10, 50, 10))


def test_their_time_is_no_time_of_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    time = Time(monkeypatch)
    clock = Clock(rounds=100, first=0, began=time.now)
    one = measuring(time, seconds=50.0, share=1.0, messages=[])
    time.now += 1.0
    clock.record("main", 5, {})
    time.now += 10.0
    run(one, 10, clock=clock)
    record = clock.record("main", 15, {})
    assert record.rounds_per_second == pytest.approx(1.0)
    assert record.seconds == pytest.approx(61.0)


def test_a_request_to_stop_cuts_it_short(monkeypatch: pytest.MonkeyPatch) -> None:
    one = measuring(Time(monkeypatch), seconds=1.0, share=1.0, messages=[])
    stop = threading.Event()
    stop.set()
    with pytest.raises(MeasuringStopped):
        one.run(10, Clock(rounds=100, first=0), stop, is_needed=False)
    assert one.spent == 0.0


def test_what_is_prepared_once_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A classifier that takes minutes leaves time for evaluations of a second."""
    time, messages = Time(monkeypatch), []
    one = measuring(time, seconds=1.0, share=0.25, messages=messages, before=500.0)
    done = []
    for round in range(10, 110, 10):
        time.now += 5.0
        done.append(bool(run(one, round)))
    assert all(done)
    assert messages[0] == "round 10: fid 2 (1.0 s, after 500.0 s of preparation)"
    assert messages[1] == "round 20: fid 2 (1.0 s)"


def test_a_training_of_seconds_is_measured_too(monkeypatch: pytest.MonkeyPatch) -> None:
    time = Time(monkeypatch)
    one = measuring(time, seconds=0.5, share=0.1, messages=[])
    done = []
    for round in range(10, 210, 10):
        time.now += 0.1
        done.append(bool(run(one, round)))
    assert all(done)
