"""The cost of recurrence and attention."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.attention import attended, three
from gancompile.compiler.shapes.shape import Arguments, Shape, checked, each
from gancompile.compiler.shapes.size import Size, floor_divide
from gancompile.compiler.shapes.work import Work, add, affine, product, total


def recurrence(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """Gates (1, or 3 of a GRU, or 4 of an LSTM), each a product with the step and one with the state."""
    (steps, features), units = inputs[0], arguments["units"]
    gates = 3 if "reset_after" in arguments else 4 if "unit_forget_bias" in arguments else 1
    # After Cho et al. 2014 a GRU has one bias, in the form of cuDNN it has two.
    biases = (2 if arguments.get("reset_after") else 1) if arguments["use_bias"] else 0
    read = add(features, units)
    return Work(parameters=product(add(read, biases), units, gates), multiply_adds=product(steps, read, units, gates))


def attention(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """One multiply-add for each pair of positions and each feature, of the scores and of the weighted sum."""
    query, value, _ = three(inputs)
    pairs = product(*query[:-1], value[-2])
    return Work(parameters=_scales(arguments, query), multiply_adds=product(pairs, add(query[-1], value[-1])))


def _scales(arguments: Arguments, query: Shape) -> Size:
    if "score_mode" not in arguments:
        return query[-1] if arguments["use_scale"] else 0
    return int(arguments["use_scale"]) + int(arguments["score_mode"] == "concat")


def multi_head_attention(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
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
    pairs = product(*query[:-1], *(value[place] for place in positions), heads)
    return _projected(projections, arguments, product(pairs, width + values))


def group_query_attention(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """As that of many heads, of which several share a key and a value."""
    query, value, key = three(inputs)
    heads, shared, width = (arguments[name] for name in ("num_query_heads", "num_key_value_heads", "head_dim"))
    projections = [
        (query, heads * width), (key, shared * width), (value, shared * width),
        *([(query, heads * width)] if arguments["use_gate"] else []), ((query[0], heads * width), query[-1]),
    ]  # fmt: skip
    return _projected(projections, arguments, product(query[0], value[0], heads, 2 * width))


def _projected(projections: Sequence[tuple[Shape, Size]], arguments: Arguments, rest: Size) -> Work:
    """Dense layers, and the rest of the multiply-adds."""
    return Work(
        parameters=total(*(affine(shape[-1], size, bias=arguments["use_bias"]) for shape, size in projections)),
        multiply_adds=total(*(product(*shape, size) for shape, size in projections), rest),
    )


def self_attention(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """Four convolutions of a single place, scores and mixtures; and a scale."""
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
