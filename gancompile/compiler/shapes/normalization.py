"""Normalizations: the shape stays, the axis must be there."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.shape import Arguments, Inferred, Shape, ShapeProblem, each, print_shape


def normalization(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Along `axis`, whose size must be known; the batch counts as axis 0."""
    (shape,) = inputs
    for axis in each(arguments.get("axis", -1), 1):
        place = axis if axis < 0 else axis - 1
        if axis == 0 or not -len(shape) <= place < len(shape):
            return ShapeProblem(argument="axis", message=f"{print_shape(shape)} has no axis {axis}")
        if shape[place] is None:
            return ShapeProblem(
                argument="axis", message=f"the size of axis {axis} of {print_shape(shape)} must be known"
            )
    return shape


def group_normalization(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """The channels in `groups` groups of equal size; -1 is a group for each."""
    (shape,) = inputs
    checked = normalization(arguments, inputs, rank)
    if isinstance(checked, ShapeProblem):
        return checked
    axis = arguments.get("axis", -1)
    size, groups = shape[axis if axis < 0 else axis - 1], arguments["groups"]
    if groups != -1 and (groups == 0 or (size is not None and (size < groups or size % groups))):
        return ShapeProblem(
            argument="groups",
            message=f"{size} channels cannot be divided into {groups} groups",
            help="a divisor of the channels, or -1",
        )
    return shape
