"""A part of an axis."""

from __future__ import annotations

from typing import Any

import keras

Tensor = Any


@keras.saving.register_keras_serializable("gancompile")
class Slice(keras.layers.Layer):  # type: ignore[misc]
    """Takes the positions `begin` to `end` of an axis, as Python's `x[begin:end]` does: the first is 0, the end is left out.

    Input: [batch, ...]. Output: the same with end - begin positions along the axis. Such parts are the mean and the log variance of
    an encoder, or the pieces of a latent that go into different blocks (Brock et al. 2019, arXiv 1809.11096, appendix B).
    Source: none. Differs: bounds outside of the axis are refused where its size is known.

    Args:
        begin: Integer, the first position; below 0 it is counted from the end.
        end: Integer, the position after the last; below 0 it is counted from the end; None: to the end.
        axis: Integer, the axis, where 0 is the batch, which cannot be sliced.
    """

    def __init__(self, begin: int = 0, end: int | None = None, axis: int = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name, value in (("begin", begin), ("end", end), ("axis", axis)):
            if isinstance(value, bool) or not (isinstance(value, int) or (name == "end" and value is None)):
                raise ValueError(f"`{name}` must be an integer. Received: {name}={value}")
        if axis == 0:
            raise ValueError("`axis` must not be the batch. Received: axis=0")
        self.begin, self.end, self.axis = begin, end, axis

    def build(self, input_shape: Any) -> None:
        at = self.axis % len(input_shape) if -len(input_shape) <= self.axis < len(input_shape) else 0
        size = input_shape[at]
        bounds = None if size is None else self._bounds(size)
        if at == 0 or (bounds is not None and not 0 <= bounds[0] < bounds[1] <= size):
            raise ValueError(
                "A slice must lie within an axis other than the batch. "
                f"Received: begin={self.begin}, end={self.end}, axis={self.axis}, input_shape={input_shape}"
            )

    def call(self, x: Tensor) -> Tensor:
        where: list[Any] = [slice(None)] * len(x.shape)
        where[self.axis] = slice(self.begin, self.end)
        return x[tuple(where)]

    def compute_output_shape(self, input_shape: Any) -> Any:
        made = list(input_shape)
        size = made[self.axis]
        if size is not None:
            begin, end = self._bounds(size)
            made[self.axis] = end - begin
        elif self.end is None:
            made[self.axis] = -self.begin if self.begin < 0 else None
        elif (self.begin < 0) == (self.end < 0):
            made[self.axis] = self.end - self.begin
        return tuple(made)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "begin": self.begin, "end": self.end, "axis": self.axis}

    def _bounds(self, size: int) -> tuple[int, int]:
        """Both bounds, counted from the beginning of an axis of that size."""
        begin, end = self.begin, size if self.end is None else self.end
        return (begin + size if begin < 0 else begin), (end + size if end < 0 else end)
