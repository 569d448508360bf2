"""The slice of a batch that one device, or one micro-batch of it, computes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

Tensor = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSlice:
    """One of `of` equal parts of a batch, in their order. index: a number, or an int32 scalar."""

    index: Any = 0
    of: int = 1

    def within(self, outer: BatchSlice) -> BatchSlice:
        """This slice of a slice, as one of the whole batch."""
        return BatchSlice(index=outer.index * self.of + self.index, of=outer.of * self.of)

    def rows(self, whole: Tensor, size: Any) -> Tensor:
        """The examples of this slice. whole: [of * size, ...]. Returns: [size, ...]."""
        if self.of == 1:
            return whole
        own = whole[self.index * size : (self.index + 1) * size]
        return tf.ensure_shape(own, [size if isinstance(size, int) else None, *own.shape[1:]])

    def drawn(self, draw: Callable[[Sequence[Any]], Tensor], shape: Sequence[Any]) -> Tensor:
        """A draw over the whole batch, of which the examples of this slice are returned: the numbers do not depend on how it is sliced.

        draw: from a shape to random numbers. shape: of the slice, [size, ...]. Returns: that shape.
        """
        if self.of == 1:
            return draw(shape)
        size = shape[0]
        return self.rows(draw([size * self.of, *shape[1:]]), size)


WHOLE = BatchSlice()
