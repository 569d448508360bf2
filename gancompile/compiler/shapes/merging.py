"""Several values into one."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.rule import Rule
from gancompile.compiler.shapes.shape import (
    LABEL_AS_VECTOR,
    Arguments,
    Inferred,
    Shape,
    ShapeProblem,
    each,
    position_of,
    print_shape,
    print_shapes,
    print_size,
)
from gancompile.compiler.shapes.size import Size, add, differ, known, product, unlike
from gancompile.compiler.shapes.work import Work


def merging(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Element by element; a size of 1 is stretched, and missing axes are added behind the batch."""
    result = inputs[0]
    for shape in inputs[1:]:
        joined = _broadcast(result, shape)
        if joined is None:
            message = f"{print_shape(result)} and {print_shape(shape)} do not fit each other element by element"
            return ShapeProblem(argument=None, message=message, help="sizes must be the same, or 1")
        result = joined
    return result


def fading(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Two values of one shape."""
    old, new = inputs
    if len(old) != len(new) or any(differ(one, other) for one, other in zip(old, new, strict=True)):
        message = f"{print_shape(old)} cannot fade into {print_shape(new)}"
        return ShapeProblem(argument=None, message=message, help="bring both to one shape first")
    return tuple(known(one, other) for one, other in zip(old, new, strict=True))


def _broadcast(left: Shape, right: Shape) -> Shape | None:
    """Keras pads the shorter one with axes before its own, behind the batch."""
    axes = max(len(left), len(right))
    made: list[Size] = []
    for one, other in zip(*((1,) * (axes - len(shape)) + shape for shape in (left, right)), strict=True):
        if differ(one, other) and 1 not in (one, other):
            return None
        if one == 1 or other == 1:
            made.append(other if one == 1 else one)
        else:
            # Keras itself knows nothing of a size that one side does not know, so neither may the layers behind.
            made.append(None if one is None or other is None else known(one, other))
    return tuple(made)


def concatenation(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Side by side along an axis; the batch counts as axis 0."""
    axes, axis = len(inputs[0]), arguments["axis"]
    if any(len(shape) != axes for shape in inputs):
        message = f"{print_shapes(inputs)} have different numbers of axes"
        label = any(not shape for shape in inputs)
        help = f"embed the label first, by {LABEL_AS_VECTOR}" if label else "put a `reshape` before the smaller one"
        return ShapeProblem(argument=None, message=message, help=help)
    position = position_of(axis, axes)
    if position is None:
        return ShapeProblem(
            argument="axis",
            message=f"there is no axis {axis} to join {print_shapes(inputs)} along",
            help=f"axes are 1 to {axes}, or -1 for the last" if axes else "give each an axis with `reshape: [1]` first",
        )
    made = list(inputs[0])
    for shape in inputs[1:]:
        for other, size in enumerate(shape):
            if other == position:
                made[other] = add(made[other], size)
            elif differ(made[other], size):
                message = f"{print_shapes(inputs)} can only be joined along an axis in which alone they differ"
                return ShapeProblem(argument=None, message=message)
            else:
                made[other] = known(made[other], size)
    return tuple(made)


def dot(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """The products along one axis of each, added up; the other axes of the first, then those of the second."""
    axes = arguments["axes"]
    pair = (axes, axes) if isinstance(axes, int) else (axes[0], axes[1])
    positions = []
    for shape, axis in zip(inputs, pair, strict=True):
        position = position_of(axis, len(shape))
        if position is None:
            message = f"{print_shape(shape)} has no axis {axis}"
            return ShapeProblem(argument="axes", message=message, help="the batch is axis 0, the last axis is -1")
        positions.append(position)
    left, right = (shape[position] for shape, position in zip(inputs, positions, strict=True))
    if unlike(left, right):
        message = f"axes of {print_size(left)} and {print_size(right)} cannot be multiplied with each other"
        return ShapeProblem(argument="axes", message=message, help="both must have the same size")
    rest = [
        size
        for shape, position in zip(inputs, positions, strict=True)
        for size in shape[:position] + shape[position + 1 :]
    ]
    return tuple(rest) or (1,)


def dot_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A product for each number of the output and position of the axis that goes."""
    left, axes = inputs[0], each(arguments["axes"], 2)
    position = position_of(axes[0], len(left))
    return Work(multiply_adds=product(*output, left[position] if position is not None else None))


def fading_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """The amount, which is a state."""
    return Work(untrained=1)


RULES = {
    "concatenation": Rule(shape=concatenation),
    "dot": Rule(shape=dot, work=dot_work),
    "fading": Rule(shape=fading, work=fading_work),
    "merging": Rule(shape=merging),
}
