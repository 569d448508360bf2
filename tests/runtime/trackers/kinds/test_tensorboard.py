"""The TensorBoard log, read by the reader of TensorBoard's server."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData
from tensorboard.util.tensor_util import make_ndarray

from gancompile.runtime.trackers.kinds.tensorboard import begin


def reader(run: Any) -> EventAccumulator:
    return EventAccumulator(str(run.logs))


def scalar(event: Any) -> float:
    return float(make_ndarray(event.tensor_proto))


def curve(log: EventAccumulator, tag: str) -> list[tuple[int, float]]:
    log.Reload()
    return [(event.step, scalar(event)) for event in log.Tensors(tag)]


def steps(log: EventAccumulator, tag: str) -> list[int]:
    log.Reload()
    return [event.step for event in log.Tensors(tag)]


def test_tags_are_grouped_and_end_in_the_names_of_the_records(
    run_from: Callable[..., Any], record: Callable[..., Any], pixels: np.ndarray
) -> None:
    tracker = begin(run_from())
    logs = {"generator_loss": 1.0, "D(x)": 0.5, "k": 0.1, "discriminator_r1": 2.0, "discriminator_weight_norm": 3.0}
    tracker.add_record(record(1, logs))
    tracker.add_picture(1, pixels)
    tracker.close(finished=True)
    log = reader(run_from())
    log.Reload()
    assert {tag for tag in log.Tags()["tensors"] if not tag.startswith("_hparams_")} == {
        "losses/generator_loss", "scores/D(x)", "states/k", "terms/discriminator_r1",
        "weight_norms/discriminator_weight_norm", "speed/rounds_per_second", "samples",
    }  # fmt: skip
    width, height, png = log.Tensors("samples")[0].tensor_proto.string_val
    assert (width, height, png[:4]) == (b"4", b"4", b"\x89PNG")


def test_a_resumed_training_draws_no_line_twice(
    run_from: Callable[..., Any], record: Callable[..., Any], pixels: np.ndarray
) -> None:
    """Neither for a reader that comes later, nor for one that has read the later rounds before."""
    tracker = begin(run_from())
    for round in (1, 2, 3, 4):
        tracker.add_record(record(round, {"generator_loss": float(round), "old": 1.0}))
        tracker.add_picture(round, pixels)
    tracker.close(finished=False)
    open_before = reader(run_from())
    assert steps(open_before, "samples") == [1, 2, 3, 4]
    tracker = begin(run_from(round=2))
    for round in (3, 5):
        tracker.add_record(record(round, {"generator_loss": 10.0 * round}))
    tracker.close(finished=True)
    for log in (open_before, reader(run_from())):
        assert [(step, value) for step, value in curve(log, "losses/generator_loss")] == [
            (1, 1.0), (2, 2.0), (3, 30.0), (5, 50.0),
        ]  # fmt: skip
        assert steps(log, "terms/old") == [1, 2]
        assert steps(log, "samples") == [1, 2]


def test_a_training_that_begins_anew_leaves_nothing_of_the_earlier_one(
    run_from: Callable[..., Any], record: Callable[..., Any]
) -> None:
    open_before = reader(run_from())
    for value in (1.0, 2.0):
        tracker = begin(run_from())
        tracker.add_record(record(1, {"generator_loss": value}))
        tracker.close(finished=True)
        for log in (open_before, reader(run_from())):
            assert curve(log, "losses/generator_loss") == [(1, value)]


def test_a_record_that_is_cut_off_ends_a_file(run_from: Callable[..., Any], record: Callable[..., Any]) -> None:
    tracker = begin(run_from())
    for round in (1, 2):
        tracker.add_record(record(round))
    tracker.close(finished=False)
    (path,) = run_from().logs.glob("events.*")
    path.write_bytes(path.read_bytes()[:-3])
    tracker = begin(run_from(round=2))
    tracker.add_record(record(3))
    tracker.close(finished=True)
    assert steps(reader(run_from()), "losses/generator_loss") == [1, 3]


def test_numbers_that_are_not_finite(run_from: Callable[..., Any], record: Callable[..., Any]) -> None:
    tracker = begin(run_from())
    tracker.add_record(record(1, {"generator_loss": math.nan, "norm": math.inf}))
    tracker.close(finished=True)
    log = reader(run_from())
    log.Reload()
    assert math.isnan(scalar(log.Tensors("losses/generator_loss")[0]))
    assert scalar(log.Tensors("terms/norm")[0]) == math.inf


def test_hyperparameters_stand_beside_the_last_losses(run_from: Callable[..., Any], record: Callable[..., Any]) -> None:
    for round in (0, 1):
        tracker = begin(run_from(round))
        tracker.add_record(record(round + 1))
        tracker.close(finished=True)
    log = reader(run_from())
    log.Reload()
    found = {
        tag: HParamsPluginData.FromString(log.SummaryMetadata(tag).plugin_data.content)
        for tag in log.Tags()["tensors"]
        if tag.startswith("_hparams_")
    }
    started = found["_hparams_/session_start_info"].session_start_info.hparams
    assert started["batch"].number_value == 16
    assert started["generator.optimizer"].string_value == "adam"
    metrics = [one.name.tag for one in found["_hparams_/experiment"].experiment.metric_infos]
    assert metrics == ["losses/discriminator_loss", "losses/generator_loss"]
    assert len(log.Tensors("_hparams_/session_start_info")) == 1
