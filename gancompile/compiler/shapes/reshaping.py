"""The same numbers in another order."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.rule import Rule
from gancompile.compiler.shapes.shape import (
    Arguments,
    Inferred,
    Shape,
    ShapeProblem,
    count,
    print_shape,
)
from gancompile.compiler.shapes.size import Size, differ, floor_divide


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
    "permute": Rule(shape=permute),
    "repeat_vector": Rule(shape=repeat_vector),
    "reshape": Rule(shape=reshape),
}
