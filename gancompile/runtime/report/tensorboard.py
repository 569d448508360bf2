"""The TensorBoard log: scalars and pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tensorflow as tf

from gancompile.runtime.training.record import Record


class TensorBoardLog:
    """An event file in `logs/`."""

    def __init__(self, folder: Path) -> None:
        self._writer = tf.summary.create_file_writer(str(folder))

    def add(self, record: Record) -> None:
        """Writes the numbers of a record, grouped by tags: loss, gradient_norm, terms."""
        with self._writer.as_default(step=record.round):
            for name, value in record.logs.items():
                tf.summary.scalar(_tag(name), value)
            tf.summary.scalar("speed/rounds_per_second", record.rounds_per_second)

    def add_picture(self, round: int, pixels: np.ndarray) -> None:
        """Writes a picture. pixels: [height, width, 3] uint8."""
        with self._writer.as_default(step=round):
            tf.summary.image("samples", pixels[None])

    def close(self) -> None:
        self._writer.close()


def _tag(name: str) -> str:
    if name.endswith("_gradient_norm"):
        return f"gradient_norm/{name.removesuffix('_gradient_norm')}"
    return f"loss/{name.removesuffix('_loss')}" if name.endswith("_loss") else f"terms/{name}"
