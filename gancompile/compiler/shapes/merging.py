"""Several values into one."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.shape import Arguments, Inferred, Shape, ShapeProblem, print_shape


def merging(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Element by element; a size of 1 is stretched, and missing axes are added behind the batch."""
    if len(inputs) < 2:
        return ShapeProblem(
            argument=None, message="it takes at least two values, but is given one", help="name them: `from: [...]`"
        )
    result = inputs[0]
    for shape in inputs[1:]:
        joined = _broadcast(result, shape)
        if joined is None:
            return ShapeProblem(
                argument=None,
                message=f"{print_shape(result)} and {print_shape(shape)} do not fit each other element by element",
            )
        result = joined
    return result


def difference(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """The second taken from the first."""
    if len(inputs) != 2:
        return ShapeProblem(
            argument=None, message=f"it takes two values, but is given {len(inputs)}", help="name two: `from: [...]`"
        )
    return merging(arguments, inputs, rank)


def concatenation(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Side by side along an axis; the batch counts as axis 0."""
    if len(inputs) < 2:
        return ShapeProblem(
            argument=None, message="it takes at least two values, but is given one", help="name them: `from: [...]`"
        )
    axes, axis = len(inputs[0]), arguments["axis"]
    if any(len(shape) != axes for shape in inputs):
        return ShapeProblem(argument=None, message=f"{_told(inputs)} have different numbers of axes")
    place = axis if axis < 0 else axis - 1
    if axis == 0 or not -axes <= place < axes:
        return ShapeProblem(
            argument="axis",
            message=f"there is no axis {axis} to join {_told(inputs)} along",
            help=f"axes are 1 to {axes}, or -1 for the last",
        )
    place %= axes
    for other in range(axes):
        sizes = {shape[other] for shape in inputs} - {None}
        if other != place and len(sizes) > 1:
            return ShapeProblem(
                argument=None, message=f"{_told(inputs)} can only be joined along an axis in which alone they differ"
            )
    joined = [shape[place] for shape in inputs]
    total = None if None in joined else sum(size for size in joined if size is not None)
    rest = [next((s[i] for s in inputs if s[i] is not None), None) for i in range(axes)]
    return tuple(total if i == place else rest[i] for i in range(axes))


def _broadcast(left: Shape, right: Shape) -> Shape | None:
    """Keras pads the shorter one with axes before its own, behind the batch."""
    axes = max(len(left), len(right))
    a, b = ((1,) * (axes - len(shape)) + shape for shape in (left, right))
    made: list[int | None] = []
    for one, other in zip(a, b, strict=True):
        if one == 1 or one == other:
            made.append(other)
        elif other == 1:
            made.append(one)
        elif one is None or other is None:
            made.append(None)
        else:
            return None
    return tuple(made)


def _told(inputs: Sequence[Shape]) -> str:
    return " and ".join(print_shape(shape) for shape in inputs)
