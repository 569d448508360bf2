"""Checks of input shapes, with messages in Keras's style."""

from __future__ import annotations

from typing import Any

Shape = tuple[int | None, ...]


def pair(layer: Any, input_shape: Any, second: str, first: str = "x") -> tuple[Shape, Shape]:
    """The two shapes of a layer that is called with a list of two."""
    if (
        not isinstance(input_shape, list | tuple)
        or len(input_shape) != 2
        or not all(isinstance(one, list | tuple) for one in input_shape)
    ):
        raise ValueError(
            f"{type(layer).__name__} takes a list `[{first}, {second}]`. Received: input_shape={input_shape}"
        )
    return tuple(input_shape[0]), tuple(input_shape[1])


def ranked(layer: Any, shape: Shape, rank: int, *, or_more: bool = False) -> None:
    """Raises ValueError for a shape with another number of axes, the batch included."""
    if len(shape) == rank or (or_more and len(shape) > rank):
        return
    raise ValueError(
        f"{type(layer).__name__} takes {rank} axes{' or more' if or_more else ''}, the batch included. "
        f"Received: shape={shape}"
    )


def channels(layer: Any, shape: Shape) -> int:
    """The size of the last axis, which must be known."""
    size = shape[-1]
    if size is None:
        raise ValueError(f"{type(layer).__name__} must know the size of the last axis. Received: shape={shape}")
    return size


def scaled(size: int | None, up: int, down: int = 1) -> int | None:
    """ceil(size * up / down), or None."""
    return None if size is None else -(-size * up // down)
