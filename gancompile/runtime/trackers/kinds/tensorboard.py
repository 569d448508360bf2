"""The TensorBoard log: curves, pictures, hyperparameters."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.hparams import api as hparams
from tensorboard.plugins.image.metadata import create_summary_metadata
from tensorboard.plugins.scalar.summary_v2 import scalar_pb
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util.tensor_util import make_tensor_proto

from gancompile.runtime.pictures import as_png
from gancompile.runtime.trackers.dashboard_tag import SPEED, dashboard_tag
from gancompile.runtime.trackers.tracked_run import TrackedRun
from gancompile.runtime.training import Record

SECONDS_BETWEEN_FLUSHES = 10
HYPERPARAMETERS = "_hparams_/"
"""With which the tags of the page HPARAMS begin."""


def begin(run: TrackedRun) -> TensorBoard:
    """An event file in `logs/`, with no events left that are of later rounds than the one at which the training begins."""
    files = list(run.logs.glob("events.*"))
    if any(f".{int(time.time())}." in path.name for path in files):
        time.sleep(1)  # Names have the second, and TensorBoard reads files in the order of their names.
    for path in files:
        cut_events(path, run.round)
    return TensorBoard(run)


class TensorBoard:
    """Writes one event for each record. `tf.summary` writes one for each number, which takes ten times as long."""

    def __init__(self, run: TrackedRun) -> None:
        self._states = run.states
        self._writer = EventFileWriter(str(run.logs), flush_secs=SECONDS_BETWEEN_FLUSHES)
        # A TensorBoard that is open has read the later events before they were cut: each start but the first makes it forget them.
        first = run.round + 1 if run.round else 0
        start = SessionLog(status=SessionLog.START)
        self._writer.add_event(Event(wall_time=time.time(), step=first, session_log=start))
        self._add_hyperparameters(run)

    def add_record(self, record: Record) -> None:
        numbers = {dashboard_tag(name, self._states): value for name, value in record.logs.items()}
        summary = Summary()
        for tag, value in {**numbers, SPEED: record.rounds_per_second}.items():
            summary.MergeFrom(scalar_pb(tag, value))
        self._add(record.round, summary)

    def add_picture(self, round: int, pixels: np.ndarray) -> None:
        height, width, _ = pixels.shape
        summary = Summary()
        summary.value.add(
            tag="samples",
            metadata=create_summary_metadata(display_name=None, description=None),
            tensor=make_tensor_proto([str(width).encode(), str(height).encode(), as_png(pixels)]),
        )
        self._add(round, summary)

    def close(self, *, finished: bool) -> None:
        self._writer.close()

    def _add(self, round: int, summary: Summary) -> None:
        self._writer.add_event(Event(wall_time=time.time(), step=round, summary=summary))

    def _add_hyperparameters(self, run: TrackedRun) -> None:
        """The page HPARAMS: hyperparameters in columns beside the last losses."""
        metrics = [
            hparams.Metric(dashboard_tag(f"{player}_loss", run.states), display_name=f"{player}_loss")
            for player in run.players
        ]
        columns = [hparams.HParam(name) for name in run.hyperparameters]
        for text in (
            hparams.hparams_config_pb(columns, metrics),
            hparams.hparams_pb(dict(run.hyperparameters), start_time_secs=time.time()),
        ):
            self._add(0, Summary.FromString(text.SerializeToString()))


def cut_events(path: Path, round: int) -> None:
    """Removes the events after a round from an event file, and the hyperparameters, which are written anew; at round 0, the file."""
    if round == 0:
        path.unlink()
        return
    temporary = path.with_name(f".{path.name}.tmp")
    with tf.io.TFRecordWriter(str(temporary)) as file:
        for record in _records(path):
            event = Event.FromString(record)
            if event.step <= round and not any(value.tag.startswith(HYPERPARAMETERS) for value in event.summary.value):
                file.write(record)
    temporary.replace(path)


def _records(path: Path) -> Iterator[bytes]:
    """The records of a file, up to one that is cut off."""
    try:
        yield from tf.data.TFRecordDataset(str(path)).as_numpy_iterator()
    except tf.errors.DataLossError:
        return
