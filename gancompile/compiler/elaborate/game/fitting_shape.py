"""How a generator comes to the shape of the data, as the help of a message: by its filters, its seed, or the size of the data."""

from __future__ import annotations

from gancompile.compiler.elaborate.resize_step import resize_to
from gancompile.compiler.ir.network import Shape
from gancompile.compiler.shapes import print_shape

SOLVED = "let the seed follow the data: `dense: auto`, then `reshape: [auto, auto, 128]`"
MOST_ENLARGED = 4
"""Pixels of an enlarged image for each of the image that there is, above which GW0705 warns."""


def fitting_shape(made: Shape, wanted: Shape) -> str:
    """The ways of making one shape the other. made: that of the generator. wanted: that of an example."""
    sizes = [size for size in made if size is not None]
    goals = [size for size in wanted if size is not None]
    if len(made) != 3 or len(sizes) != 3 or len(goals) != 3:
        return f"make it give {print_shape(wanted)}, or let it follow the data: `auto` stands for such a size"
    *sides, filters = sizes
    *goal_sides, goal_filters = goals
    ways = [f"end it with `filters: {goal_filters}`"] if filters != goal_filters else []
    if sides != goal_sides:
        ways.append(", or ".join([*_of_sides(sides, goal_sides), SOLVED]))
    return ", and ".join(ways)


def _of_sides(sides: list[int], goals: list[int]) -> list[str]:
    """The ways of changing the sides of an image but by solving them."""
    ways = []
    if sides[0] * sides[1] <= MOST_ENLARGED * goals[0] * goals[1]:
        ways.append(resize_to([sides]))
    factor = sides[0] // goals[0]
    if factor > 1 and sides == [factor * goal for goal in goals]:
        ways.append(f"begin with a seed that is {factor} times smaller")
    return ways
