"""The shapes of attention: query, value and key."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.rule import Rule
from gancompile.compiler.shapes.shape import (
    Arguments,
    Inferred,
    Shape,
    ShapeProblem,
    checked,
    each,
    print_shape,
    print_shapes,
    split_channels,
)
from gancompile.compiler.shapes.size import Size, add, differ, floor_divide, product, unlike
from gancompile.compiler.shapes.work import Work, affine, total


def attention(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """[positions, features] of the query, with the features of the value. Inputs: query, value[, key]."""
    query, value, key = three(inputs)
    return fits_as_steps(inputs) or _same_features(query, key) or (*query[:-1], value[-1])


def additive_attention(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """As `attention`, whose scores are a sum over features; with `use_scale` each has a weight, so that their number must be known."""
    if arguments["use_scale"] and inputs[0] and inputs[0][-1] is None:
        message = "the number of features must be known, each has a weight"
        return ShapeProblem(argument="use_scale", message=message, help="`use_scale: false`")
    return attention(arguments, inputs, rank)


def three(inputs: Sequence[Shape]) -> tuple[Shape, Shape, Shape]:
    """Query, value and key, which is the value where it is not given."""
    return inputs[0], inputs[1], inputs[2] if len(inputs) > 2 else inputs[1]


def fits_as_steps(inputs: Sequence[Shape]) -> ShapeProblem | None:
    """All have the same rank and the same leading axes; value and key have the same length."""
    query, value, key = three(inputs)
    if len(query) < 2 or any(len(shape) != len(query) for shape in inputs):
        message = f"it takes [positions, features] of each, but is given {print_shapes(inputs)}"
        return ShapeProblem(argument=None, message=message, help="put a `reshape` before it")
    groups = [zip(query[:-2], value[:-2], strict=True), zip(query[:-2], key[:-2], strict=True)]
    if any(differ(one, other) for group in groups for one, other in group) or differ(value[-2], key[-2]):
        message = f"{print_shapes(inputs)} do not fit each other"
        return ShapeProblem(argument=None, message=message, help="a key has as many positions as its value")
    return None


def _same_features(query: Shape, key: Shape) -> ShapeProblem | None:
    if differ(query[-1], key[-1]):
        message = f"a query of {query[-1]} features cannot be compared with a key of {key[-1]}"
        return ShapeProblem(argument=None, message=message, help="make them the same with a `dense` layer")
    return None


def multi_head_attention(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """The query's shape, its last axis replaced by `output_shape` where that is given. Inputs: query, value[, key].

    Attention is over `attention_axes`, or over all axes but the last; along the others query and value must be the same.
    """
    query, value, key = three(inputs)
    if len(query) < 2 or any(len(shape) != len(query) for shape in inputs):
        message = f"it takes [positions, features] of each, but is given {print_shapes(inputs)}"
        return ShapeProblem(argument=None, message=message, help="put a `reshape` before it")
    if any(shape[-1] is None for shape in inputs):
        message = "the size of the last axis of each must be known, the weights depend on it"
        return ShapeProblem(argument=None, message=message)
    if any(unlike(one, other) for one, other in zip(value[:-1], key[:-1], strict=True)):
        message = f"a value of {print_shape(value)} and a key of {print_shape(key)} differ in more than the last axis"
        return ShapeProblem(argument=None, message=message)
    positions = attended(arguments, len(query))
    if isinstance(positions, ShapeProblem):
        return positions
    for position in set(range(len(query) - 1)) - set(positions):
        if differ(query[position], value[position]):
            message = f"{print_shapes(inputs)} differ along an axis that `attention_axes` leaves out"
            return ShapeProblem(argument="attention_axes", message=message)
    wanted = arguments["output_shape"]
    return query if wanted is None else (*query[:-1], *each(wanted, 1))


def attended(arguments: Arguments, axes: int) -> tuple[int, ...] | ShapeProblem:
    """The indices of the axes that attention runs over; `attention_axes` counts the batch as axis 0."""
    given = arguments["attention_axes"]
    if given is None:
        return tuple(range(axes - 1))
    positions = []
    for axis in each(given, 1):
        if not 1 <= axis < axes:
            message = f"there is no axis {axis} to attend along"
            return ShapeProblem(argument="attention_axes", message=message, help=f"axes are 1 to {axes - 1}")
        positions.append(axis - 1)
    return tuple(positions)


def group_query_attention(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """[positions, features] of the query. Inputs: query, value[, key]; `num_query_heads` share `num_key_value_heads`."""
    query, value, key = three(inputs)
    heads, shared = arguments["num_query_heads"], arguments["num_key_value_heads"]
    if heads % shared:
        return ShapeProblem(
            argument="num_key_value_heads",
            message=f"{heads} query heads cannot share {shared} key and value heads",
            help="a divisor of `num_query_heads`",
        )
    if any(len(shape) != 2 for shape in inputs):
        message = f"it takes [positions, features] of each, but is given {print_shapes(inputs)}"
        return ShapeProblem(argument=None, message=message, help="put a `reshape` before it")
    if any(shape[-1] is None for shape in inputs):
        message = "the size of the last axis of each must be known, the weights depend on it"
        return ShapeProblem(argument=None, message=message)
    if differ(query[-1], value[-1]) or unlike(value[0], key[0]):
        message = f"{print_shapes(inputs)} do not fit each other"
        help = "query and value have as many features, value and key as many positions"
        return ShapeProblem(argument=None, message=message, help=help)
    return query


def self_attention(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """Every pixel looks at every other, or at every second one of each axis with `pool`."""
    parts = split_channels(inputs[0], 2, {})
    if isinstance(parts, ShapeProblem):
        return parts
    if parts[1] is None:
        return ShapeProblem(argument=None, message="the number of channels must be known, the weights depend on it")
    if arguments["pool"] and any(isinstance(size, int) and size < 2 for size in parts[0]):
        message = f"2x2 pixels are pooled, but it is given {print_shape(inputs[0])}"
        return ShapeProblem(argument="pool", message=message, help="`pool: false`")
    return inputs[0]


def attention_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A product for each pair of positions and feature, of the scores and of the mixture."""
    query, value, _ = three(inputs)
    pairs = product(*query[:-1], value[-2])
    return Work(parameters=_scales(arguments, query), multiply_adds=product(pairs, add(query[-1], value[-1])))


def group_query_attention_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """As that of many heads, of which several share a key and a value."""
    query, value, key = three(inputs)
    heads, shared, width = (arguments[name] for name in ("num_query_heads", "num_key_value_heads", "head_dim"))
    projections = [
        (query, heads * width), (key, shared * width), (value, shared * width),
        *([(query, heads * width)] if arguments["use_gate"] else []), ((query[0], heads * width), query[-1]),
    ]  # fmt: skip
    return _projected(projections, arguments, product(query[0], value[0], heads, 2 * width))


def multi_head_attention_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """Projections of query, key and value to the heads, scores and mixtures for each head, and the projection back."""
    query, value, key = three(inputs)
    heads, width = arguments["num_heads"], arguments["key_dim"]
    values = arguments["value_dim"] or width
    made = product(*each(arguments["output_shape"], 1)) if arguments["output_shape"] is not None else query[-1]
    projections = [
        (query, heads * width), (key, heads * width), (value, heads * values),
        *([(query, heads * values)] if arguments["use_gate"] else []), ((*query[:-1], heads * values), made),
    ]  # fmt: skip
    positions = checked(attended(arguments, len(query)))
    pairs = product(*query[:-1], *(value[position] for position in positions), heads)
    return _projected(projections, arguments, product(pairs, width + values))


def self_attention_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """Four convolutions of a single position, scores and mixtures; and a scale."""
    height, width, channels = inputs[0]
    if not isinstance(channels, int):
        return Work(parameters=None, multiply_adds=None)
    few, half = max(channels // arguments["reduction"], 1), max(channels // 2, 1)
    kernels = channels * (2 * few + 2 * half)
    seen = [floor_divide(size, 2) if arguments["pool"] else size for size in (height, width)]
    positions = product(height, width)
    return Work(
        parameters=kernels + 1,
        multiply_adds=add(product(positions, kernels), product(positions, *seen, few + half)),
    )


def self_attention_columns(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Size:
    """Those of queries, keys, values, and of the output."""
    channels = inputs[0][-1]
    if not isinstance(channels, int):
        return None
    few, half = max(channels // int(arguments["reduction"]), 1), max(channels // 2, 1)
    return 2 * few + half + channels


def _scales(arguments: Arguments, query: Shape) -> Size:
    if "score_mode" not in arguments:
        return query[-1] if arguments["use_scale"] else 0
    return int(arguments["use_scale"]) + int(arguments["score_mode"] == "concat")


def _projected(projections: Sequence[tuple[Shape, Size]], arguments: Arguments, rest: Size) -> Work:
    """Dense layers, and the rest of the multiply-adds."""
    return Work(
        parameters=total(*(affine(shape[-1], size, bias=arguments["use_bias"]) for shape, size in projections)),
        multiply_adds=total(*(product(*shape, size) for shape, size in projections), rest),
    )


RULES = {
    "additive_attention": Rule(shape=additive_attention, work=attention_work),
    "attention": Rule(shape=attention, work=attention_work),
    "group_query_attention": Rule(shape=group_query_attention, work=group_query_attention_work),
    "multi_head_attention": Rule(shape=multi_head_attention, work=multi_head_attention_work),
    "self_attention": Rule(shape=self_attention, work=self_attention_work, kernel_columns=self_attention_columns),
}
