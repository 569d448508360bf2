"""The same numbers in another order."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.dense import known_last_axis
from gancompile.compiler.shapes.rule import Rule
from gancompile.compiler.shapes.shape import (
    Arguments,
    Inferred,
    Shape,
    ShapeProblem,
    count,
    position_of,
    print_shape,
    wrong_axis,
)
from gancompile.compiler.shapes.size import Size, differ, floor_divide, plus


def flatten(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """One axis."""
    return (count(inputs[0]),)


def reshape(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """`target_shape`, in which one -1 stands for what is left. A size that is to be solved is not held against anything here."""
    (shape,), target = inputs, tuple(arguments["target_shape"])
    if target.count(-1) > 1:
        message = f"{print_shape(target)} has more than one -1"
        return ShapeProblem(argument="target_shape", message=message, help="at most one size can be what is left")
    held, wanted = count(shape), count([size for size in target if size != -1])
    if -1 not in target:
        if differ(held, wanted):
            return ShapeProblem(
                argument="target_shape",
                message=f"{print_shape(shape)} holds {held} numbers, but {print_shape(target)} holds {wanted}",
                help=_fix(shape, wanted, target),
            )
        return target
    if not isinstance(wanted, int) or held is None or wanted == 0:
        left: Size = None
    elif isinstance(held, int) and held % wanted:
        return ShapeProblem(
            argument="target_shape",
            message=f"{held} numbers cannot be divided into {print_shape(target)}: {held} / {wanted} is not whole",
        )
    else:
        left = floor_divide(held, wanted)
    if wanted == 0 and held is not None:
        return ShapeProblem(argument="target_shape", message=f"{print_shape(target)} holds no numbers")
    return tuple(left if size == -1 else size for size in target)


def permute(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Axes in the order of `dims`, counted from 1."""
    (shape,), dims = inputs, arguments["dims"]
    if sorted(dims) != list(range(1, len(shape) + 1)):
        return ShapeProblem(
            argument="dims",
            message=f"{list(dims)} does not name each axis of {print_shape(shape)} once",
            help=f"the axes are 1 to {len(shape)}",
        )
    return tuple(shape[axis - 1] for axis in dims)


def repeat_vector(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """A vector `n` times."""
    (shape,) = inputs
    if len(shape) != 1:
        return ShapeProblem(
            argument=None,
            message=f"it takes a vector, but is given {print_shape(shape)}",
            help="put a `flatten` before it",
        )
    return (arguments["n"], shape[0])


def sliced(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """The positions `begin` to `end` of an axis, as in Python; bounds outside of it are refused, not cut."""
    (shape,) = inputs
    at = position_of(arguments["axis"], len(shape))
    if at is None:
        return wrong_axis(arguments["axis"], shape)
    size, begin, end = shape[at], arguments["begin"], arguments["end"]
    if isinstance(size, int):
        first, last = (begin + size if begin < 0 else begin), size if end is None else end + size if end < 0 else end
        if not 0 <= first < last <= size:
            message = f"{begin} to {'the end' if end is None else end} is no part of an axis of {size}"
            name = "begin" if end is None or not 0 <= first < size else "end"
            return ShapeProblem(
                argument=name, message=message, help=f"positions are 0 to {size - 1}, and the end is left out"
            )
        made: Size = last - first
    elif end is not None and (begin < 0) == (end < 0):
        made = end - begin
    elif end is None:
        made = -begin if begin < 0 else plus(size, -begin)
    else:
        made = plus(size, end - begin) if begin >= 0 else None
    if isinstance(made, int) and made < 1:
        return ShapeProblem(
            argument="end", message=f"nothing lies between {begin} and {end}", help="an end above the beginning"
        )
    return (*shape[:at], made, *shape[at + 1 :])


def gated(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Half of the channels."""
    problem = known_last_axis(inputs[0])
    if problem is not None:
        return problem
    *sizes, channels = inputs[0]
    if isinstance(channels, int) and channels % 2:
        message = f"it takes an even number of channels, half of them gates, but is given {print_shape(inputs[0])}"
        return ShapeProblem(argument=None, message=message, help=f"{channels + 1} channels of the layer before")
    return (*sizes, floor_divide(channels, 2))


def _fix(shape: Shape, wanted: Size, target: Shape) -> str | None:
    """What would have fitted: another size of the layer before, for a vector, or the channels that an image lacks."""
    if len(shape) > 1:
        return (
            "put a `flatten` before it, or begin with an input of one axis: a `dense` layer keeps all axes but the last"
        )
    held = shape[0] if shape else None
    if len(target) == 2 and isinstance(held, int) and isinstance(wanted, int) and held % wanted == 0:
        return f"an image has channels as well: write `reshape: {[*target, held // wanted]}`"
    return f"make the layer before give {wanted}, as with `dense: {wanted}`"


RULES = {
    "flatten": Rule(shape=flatten),
    "glu": Rule(shape=gated),
    "permute": Rule(shape=permute),
    "repeat_vector": Rule(shape=repeat_vector),
    "reshape": Rule(shape=reshape),
    "slice": Rule(shape=sliced),
}
