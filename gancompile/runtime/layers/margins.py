"""Margins around an example, as Keras's padding layers write them."""

from __future__ import annotations

from typing import Any

import keras

from gancompile.runtime.layers.argument import integer
from gancompile.runtime.layers.input_shape import Shape, ranked

Margins = tuple[tuple[int, int], ...]


def margins(value: Any, axes: int) -> Margins:
    """Before and after, for each spatial axis: from one integer, one for each axis, or a pair for each axis; one axis takes a pair."""
    if isinstance(value, int):
        value = (value,) * axes
    elif axes == 1:
        value = (value,)
    if not isinstance(value, list | tuple) or len(value) != axes:
        raise ValueError(
            f"`padding` must be an integer, or have a part for each of {axes} axes. Received: padding={value}"
        )
    pairs = [(one, one) if isinstance(one, int) else one for one in value]
    if not all(isinstance(one, list | tuple) and len(one) == 2 for one in pairs):
        raise ValueError(f"A part of `padding` must be an integer or two of them. Received: padding={value}")
    return tuple((integer("padding", before, 0), integer("padding", after, 0)) for before, after in pairs)


class MarginLayer(keras.layers.Layer):  # type: ignore[misc]
    """A layer that puts a margin around each example of [batch, *sizes, channels].

    spatial_axes: the number of sizes, which a layer of this kind sets.
    """

    spatial_axes: int

    def __init__(self, padding: Any = 1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.padding = margins(padding, self.spatial_axes)

    def build(self, input_shape: Any) -> None:
        ranked(self, input_shape, self.spatial_axes + 2)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        sizes = zip(input_shape[1:-1], self.padding, strict=True)
        return (input_shape[0], *(None if size is None else size + sum(pair) for size, pair in sizes), input_shape[-1])

    def get_config(self) -> dict[str, Any]:
        padding = self.padding[0] if self.spatial_axes == 1 else self.padding
        return {**super().get_config(), "padding": padding}
