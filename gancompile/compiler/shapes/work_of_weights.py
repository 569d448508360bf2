"""The work of dense layers, embeddings, normalizations, and of what reads a condition."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.einsum import analyze
from gancompile.compiler.shapes.elementwise import slopes_of
from gancompile.compiler.shapes.shape import Arguments, Shape, checked, each, place_of
from gancompile.compiler.shapes.size import Size
from gancompile.compiler.shapes.work import Work, adapted, affine, product, total


def nothing(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """No weights, and no products with them."""
    return Work()


def dense(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A product for each pair of features, at each place."""
    (shape,), units, adapter = inputs, arguments["units"], arguments.get("lora_rank")
    work = product(*shape, units)
    if adapter:
        low = total(product(shape[-1], adapter), product(units, adapter))
        return adapted(product(shape[-1], units), low, units if arguments["use_bias"] else 0, work)
    return Work(parameters=affine(shape[-1], units, bias=arguments["use_bias"]), multiply_adds=work)


def einsum_dense(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A product for each letter's every place, and for the axes that `...` stands for."""
    made = checked(analyze(arguments, inputs[0]))
    read, kernel = arguments["equation"].replace("...", "").split("->")[0].split(",")
    # Letters of the kernel that the input lacks are those of the output.
    work = product(*inputs[0], *(size for letter, size in zip(kernel, made.kernel, strict=True) if letter not in read))
    weights, bias, adapter = product(*made.kernel), product(*made.bias), arguments.get("lora_rank")
    if adapter:
        return adapted(
            weights, total(product(*made.kernel[:-1], adapter), product(made.kernel[-1], adapter)), bias, work
        )
    return Work(parameters=total(weights, bias), multiply_adds=work)


def embedding(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A table; the one that turns it around has another where the two are not tied."""
    rows, width, adapter = arguments["input_dim"], arguments["output_dim"], arguments.get("lora_rank")
    table = product(rows, width)
    back = 0 if arguments.get("tie_weights", True) else table
    if adapter:
        return adapted(table, total(product(rows, adapter), product(width, adapter)), back, 0)
    return Work(parameters=total(table, back))


def fading(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """The amount, which is a state."""
    return Work(untrained=1)


def prelu(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """One slope for each position that does not share one."""
    return Work(parameters=product(*checked(slopes_of(arguments, inputs[0]))))


def normalization(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A gain and an offset for each place of `axis`."""
    weights = int(arguments.get("scale", True)) + int(arguments.get("center", False))
    return Work(parameters=product(_along(arguments, inputs[0]), weights))


def batch_normalization(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """The same, and moving statistics; with `renorm` those of the renormalization too."""
    positions, trained = _along(arguments, inputs[0]), normalization(arguments, inputs, output, rank).parameters
    return Work(parameters=trained, untrained=product(positions, 5 if arguments.get("renorm") else 2))


def fixed_normalization(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """Mean, variance and the number of examples seen, where they are not written down."""
    if arguments["mean"] is not None:
        return Work()
    return Work(untrained=total(product(_along(arguments, inputs[0]), 2), 1))


def _along(arguments: Arguments, shape: Shape) -> Size:
    axes = () if arguments["axis"] is None else each(arguments["axis"], 1)
    return product(*(shape[place] for axis in axes if (place := place_of(axis, len(shape))) is not None))


def dot(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A product for each number of the output and place of the axis that goes."""
    left, axes = inputs[0], each(arguments["axes"], 2)
    place = place_of(axes[0], len(left))
    return Work(multiply_adds=product(*output, left[place] if place is not None else None))


def minibatch_discrimination(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A dense layer; what it compares among the examples of a batch is not counted."""
    weights = product(inputs[0][0], arguments["kernels"] * arguments["dimensions"])
    return Work(parameters=weights, multiply_adds=weights)


def noise_injection(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A strength for each channel."""
    return Work(parameters=inputs[0][-1])


def learned_constant(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """The constant."""
    return Work(parameters=product(*output))


def two_dense(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A gain and an offset for each channel, by dense layers over the condition."""
    channels, condition = inputs[0][-1], inputs[1][0]
    return Work(parameters=product(affine(condition, channels), 2), multiply_adds=product(condition, channels, 2))


def conditional_batch_normalization(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """The same, and moving statistics."""
    work = two_dense(arguments, inputs, output, rank)
    return Work(parameters=work.parameters, untrained=product(inputs[0][-1], 2), multiply_adds=work.multiply_adds)


def conditional_instance_normalization(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A gain and an offset for each class and channel."""
    return Work(parameters=product(inputs[0][-1], arguments["classes"], 2))


def projection_head(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A dense layer of one unit, and a vector for each class."""
    features = inputs[0][0]
    bias = int(arguments["use_bias"])
    return Work(parameters=total(product(features, arguments["classes"] + 1), bias), multiply_adds=product(features, 2))


def kernel_columns(rule: str, arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Size:
    """How many outputs the one kernel of a layer has, which is the length of the vector that a spectral normalization keeps.

    0: the layer has no one kernel. Source: `gancompile.runtime.layers.wrapped_kernel`.
    """
    match rule:
        case "dense":
            return _size(arguments["units"])
        case "convolution" | "transposed_convolution" | "modulated_convolution":
            return _size(arguments["filters"])
        case "embedding":
            return _size(arguments["output_dim"])
        case "depthwise_convolution":
            return output[0] if arguments.get("data_format") == "channels_first" else output[-1]
        case "einsum_dense":
            return _einsum_columns(arguments, inputs)
        case "minibatch_discrimination":
            return _size(arguments["kernels"] * arguments["dimensions"])
        case "projection_head":
            return 1
    return 0


def _size(value: Size) -> Size:
    return value


def _einsum_columns(arguments: Arguments, inputs: Sequence[Shape]) -> Size:
    made = checked(analyze(arguments, inputs[0]))
    read, outputs = arguments["equation"].split("->")
    return product(*(size for letter, size in zip(read.split(",")[1], made.kernel, strict=True) if letter in outputs))
