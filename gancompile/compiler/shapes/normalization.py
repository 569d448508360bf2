"""Normalizations: the shape stays, the axis must be there."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.diagnostics import InternalError
from gancompile.compiler.shapes.rule import Rule
from gancompile.compiler.shapes.shape import (
    Arguments,
    Inferred,
    Shape,
    ShapeProblem,
    each,
    position_of,
    print_shape,
    wrong_axis,
)
from gancompile.compiler.shapes.size import Size, product
from gancompile.compiler.shapes.work import Work, total


def along_axis(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Along `axis`, whose size nothing depends on; the batch counts as axis 0."""
    (shape,) = inputs
    wrong = next((axis for axis in each(arguments["axis"], 1) if position_of(axis, len(shape)) is None), None)
    return shape if wrong is None else wrong_axis(wrong, shape)


def normalization(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Along `axis`, with a weight for each position, so that its size must be known."""
    (shape,) = inputs
    axes = each(arguments["axis"], 1)
    positions = [position_of(axis, len(shape)) for axis in axes]
    for axis, position in zip(axes, positions, strict=True):
        if position is None:
            return wrong_axis(axis, shape)
        if shape[position] is None:
            message = f"the size of axis {axis} of {print_shape(shape)} must be known"
            return ShapeProblem(argument="axis", message=message)
        if positions.count(position) > 1:
            return ShapeProblem(
                argument="axis", message=f"{list(axes)} names axis {axis} of {print_shape(shape)} twice"
            )
    return shape


def truncation(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """A mean for each position of the last axis."""
    return normalization({"axis": -1}, inputs, rank)


def group_normalization(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """The channels in `groups` groups of equal size; -1 is a group for each."""
    (shape,) = inputs
    normalized = normalization(arguments, inputs, rank)
    if isinstance(normalized, ShapeProblem):
        return normalized
    position = position_of(arguments["axis"], len(shape))
    if position is None:
        raise InternalError(f"{print_shape(shape)} has no axis {arguments['axis']}, but passed the check of axes")
    size, groups = shape[position], arguments["groups"]
    if groups != -1 and (groups == 0 or (isinstance(size, int) and (size < groups or size % groups))):
        return ShapeProblem(
            argument="groups",
            message=f"{size} channels cannot be divided into {groups} groups",
            help="a divisor of the channels, or -1",
        )
    return shape


def fixed_normalization(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """By a mean and a variance that are written down, for each position of `axis`, or for all where it is null."""
    axis = arguments["axis"]
    axes = [] if axis is None else list(each(axis, 1))
    checked = normalization({"axis": axes}, inputs, rank)
    mean, variance = arguments["mean"], arguments["variance"]
    if isinstance(checked, ShapeProblem):
        return checked
    if (mean is None) != (variance is None):
        given, other = ("mean", "variance") if variance is None else ("variance", "mean")
        return ShapeProblem(
            argument=given, message=f"`{given}` is given without `{other}`", help="give both, or neither"
        )
    if isinstance(mean, list | tuple) or isinstance(variance, list | tuple):
        return _fits(mean, variance, axes, checked)
    return checked


def _fits(mean: object, variance: object, axes: list[int], shape: Shape) -> Inferred:
    """A list has a number for each position of the last axis of `axis`."""
    lengths = [len(one) if isinstance(one, list | tuple) else None for one in (mean, variance)]
    if lengths[0] != lengths[1]:
        given = [f"a list of {length}" if length else "a number" for length in lengths]
        return ShapeProblem(argument="mean", message=f"`mean` is {given[0]}, but `variance` is {given[1]}")
    positions = [position for axis in axes if (position := position_of(axis, len(shape))) is not None]
    size = shape[max(positions)] if positions else 1
    if not positions or (isinstance(size, int) and lengths[0] not in (1, size)):
        message = (
            f"{lengths[0]} numbers do not fit {size} positions" if positions else "a list does not fit all positions"
        )
        return ShapeProblem(argument="mean", message=message, help="one number, or one for each position")
    return shape


def batch_normalization_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """The same, and moving statistics; with `renorm` those of the renormalization too."""
    positions, trained = _along(arguments, inputs[0]), normalization_work(arguments, inputs, output, rank).parameters
    return Work(parameters=trained, untrained=product(positions, 5 if arguments.get("renorm") else 2))


def fixed_normalization_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """Mean, variance and the number of examples seen, where they are not written down."""
    if arguments["mean"] is not None:
        return Work()
    return Work(untrained=total(product(_along(arguments, inputs[0]), 2), 1))


def normalization_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A gain and an offset for each position of `axis`."""
    weights = int(arguments.get("scale", True)) + int(arguments.get("center", False))
    return Work(parameters=product(_along(arguments, inputs[0]), weights))


def truncation_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A moving mean for each feature."""
    return Work(untrained=output[-1])


def _along(arguments: Arguments, shape: Shape) -> Size:
    axes = () if arguments["axis"] is None else each(arguments["axis"], 1)
    return product(*(shape[position] for axis in axes if (position := position_of(axis, len(shape))) is not None))


RULES = {
    "along_axis": Rule(shape=along_axis),
    "batch_normalization": Rule(shape=normalization, work=batch_normalization_work),
    "fixed_normalization": Rule(shape=fixed_normalization, work=fixed_normalization_work),
    "group_normalization": Rule(shape=group_normalization, work=normalization_work),
    "normalization": Rule(shape=normalization, work=normalization_work),
    "truncation": Rule(shape=truncation, work=truncation_work),
}
