"""The steps of a pipeline, each on a whole batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from gancompile.runtime.data.draw import uniform
from gancompile.runtime.data.source import Batch, Ranges, Tensor

RANDOM = frozenset({"flip", "random_crop"})
Step = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Steps in the order written.

    ranges: of the fields, before the first step. example: the field that `range` takes where there are no images.
    rounded: whether bytes that are resized stay bytes; not so where `range` makes them real anyway, for the 17 greys
    of the digits would show.
    """

    steps: Sequence[Step]
    ranges: Ranges
    example: str
    rounded: bool = True
    seed: int = 0

    def __call__(self, batch: Batch, positions: Tensor | None = None) -> Batch:
        """The batch after the steps. positions: [n] int64 in the endless sequence, where a step is random."""
        ranges, drawn = dict(self.ranges), 0
        for step in self.steps:
            ((kind, value),) = step.items()
            names = [name for name, values in batch.items() if len(values.shape) == 4] or [self.example]
            if kind == "range":
                batch = {**batch, **{name: _mapped(batch[name], ranges[name], value) for name in names}}
                ranges |= {name: (float(value[0]), float(value[1])) for name in names}
                continue
            batch = {**batch, **{name: self._changed(batch[name], kind, value, positions, drawn) for name in names}}
            drawn += kind in RANDOM
        return batch

    def _changed(self, values: Tensor, kind: str, value: Any, positions: Tensor | None, drawn: int) -> Tensor:
        match kind:
            case "resize":
                return _resized(values, value, rounded=self.rounded)
            case "crop":
                return _cropped(values, value)
            case "random_crop":
                across = [uniform(positions, self.seed, 2 * drawn + axis) for axis in (0, 1)]
                return _cropped_at(values, value, *across)
            case "flip":
                axis = 2 if value == "horizontal" else 1
                chosen = tf.reshape(uniform(positions, self.seed, 2 * drawn) < 0.5, [-1, 1, 1, 1])
                return tf.where(chosen, tf.reverse(values, [axis]), values)
            case "grayscale":
                return values if values.shape[3] == 1 else _grey(values)
        raise AssertionError(kind)


def split_at_random(steps: Sequence[Step]) -> tuple[list[Step], list[Step]]:
    """The steps before the first random one, and the rest."""
    first = next((i for i, step in enumerate(steps) if RANDOM & step.keys()), len(steps))
    return list(steps[:first]), list(steps[first:])


def _mapped(values: Tensor, native: tuple[float, float], wanted: Sequence[float]) -> Tensor:
    """The line that takes the ends of one range to those of the other, in float32."""
    low, high = native
    scale = (wanted[1] - wanted[0]) / ((high - low) or 1.0)
    return (tf.cast(values, tf.float32) - low) * scale + wanted[0]


def _resized(values: Tensor, size: Sequence[int], *, rounded: bool) -> Tensor:
    """Antialiased bilinear: [n, height, width, channels]."""
    made = tf.image.resize(tf.cast(values, tf.float32), size, antialias=True)
    if values.dtype.is_integer and rounded:
        return tf.saturate_cast(tf.round(made), values.dtype)
    return made


def _cropped(values: Tensor, size: Sequence[int]) -> Tensor:
    """The middle of each image; one row more is left below than above where it does not come out even."""
    shape = tf.shape(values)
    top, left = (shape[1] - size[0]) // 2, (shape[2] - size[1]) // 2
    made = values[:, top : top + size[0], left : left + size[1]]
    return tf.ensure_shape(made, [values.shape[0], *size, values.shape[3]])


def _cropped_at(values: Tensor, size: Sequence[int], down: Tensor, across: Tensor) -> Tensor:
    """A piece of each image. down, across: [n] in [0, 1), between the first and the last place where it fits."""
    room = tf.shape(values)[1:3] - size

    def places(fraction: Tensor, axis: int) -> Tensor:
        # Float32 rounds a product just below `room + 1` up to it.
        first = tf.minimum(tf.cast(fraction * tf.cast(room[axis] + 1, tf.float32), tf.int32), room[axis])
        return first[:, None] + tf.range(size[axis])

    rows, columns = places(down, 0), places(across, 1)
    return tf.gather(tf.gather(values, rows, axis=1, batch_dims=1), columns, axis=2, batch_dims=1)


def _grey(values: Tensor) -> Tensor:
    """Luma of ITU-R BT.601; transparency is left out: [n, height, width, 1]."""
    made = tf.reduce_sum(tf.cast(values[..., :3], tf.float32) * [0.299, 0.587, 0.114], axis=3, keepdims=True)
    return tf.saturate_cast(tf.round(made), values.dtype) if values.dtype.is_integer else made
