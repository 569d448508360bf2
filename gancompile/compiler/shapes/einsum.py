"""A dense layer whose axes are written as an einsum, `...x,xy->...y`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gancompile.compiler.shapes.rule import Rule
from gancompile.compiler.shapes.shape import (
    Arguments,
    Inferred,
    Shape,
    ShapeProblem,
    checked,
    print_shape,
    print_size,
)
from gancompile.compiler.shapes.size import Size, differ, product, unlike
from gancompile.compiler.shapes.work import Work, adapted, total

FORMS = (r"([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)", r"0([a-zA-Z]+),([a-zA-Z]+)->0([a-zA-Z]+)",
         r"([a-zA-Z]{2,})0,([a-zA-Z]+)->([a-zA-Z]+)0")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Einsum:
    """kernel, bias: shapes of the weights. output: per example. sizes: of each letter, where the input says it."""

    kernel: Shape
    bias: Shape
    output: Shape
    sizes: Mapping[str, Size]


def einsum_dense(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """`output_shape`, in which null is a size of the input. (Keras itself does not look it up, nor may the layers behind.)"""
    made = analyze(arguments, inputs[0])
    return made if isinstance(made, ShapeProblem) else made.output


def analyze(arguments: Arguments, shape: Shape) -> Einsum | ShapeProblem:
    """The shapes of an einsum. Source: `_analyze_split_string` of Keras; axis 0 is the batch there and here."""
    text = arguments["equation"].replace("...", "0")
    found = next((match for form in FORMS if (match := re.match(form, text))), None)
    if found is None:
        message = f"`{arguments['equation']}` is no equation of an input, a kernel and an output"
        return ShapeProblem(argument="equation", message=message, help="such as `abc,cd->abd`, or `...x,xy->...y`")
    read, kernel, made = found.groups()
    whole, elided = (None, *shape), len(shape) + 1 - len(read)
    left = text.startswith("0")
    if elided < 0 or (elided > 0 and "0" not in text):
        message = f"`{arguments['equation']}` reads {len(read)} axes with the batch, but is given {print_shape(shape)}"
        return ShapeProblem(argument="equation", message=message)
    turned = reversed(whole[1:elided])
    if left and any(unlike(one, other) for one, other in zip(whole[1:elided], turned, strict=True)):
        message = f"`...` stands for {print_shape(whole[1:elided])}, whose order Keras turns around"
        return ShapeProblem(argument="equation", message=message, help="write a letter for each axis")
    given = arguments["output_shape"]
    output = [None, *([given] if isinstance(given, int) else given)]
    if left:
        output[1:1] = whole[1:elided] if elided else ()
    else:
        output += whole[len(whole) - elided :] if elided else ()
    shift = elided if left else 0
    if len(made) + elided != len(output):
        message = f"`{made}` has {len(made)} axes with the batch, but `output_shape` has {len(output) - 1} without"
        return ShapeProblem(argument="output_shape", message=message)
    sizes = {letter: whole[position + shift] for position, letter in enumerate(read)}
    outputs = {letter: output[position + shift] for position, letter in enumerate(made)}
    return _weights(arguments, read, kernel, made, sizes, outputs, tuple(output), 0 if left else elided)


def _weights(
    arguments: Arguments, read: str, kernel: str, made: str, sizes: Mapping[str, Size], outputs: Mapping[str, Size],
    output: Shape, behind: int,
) -> Einsum | ShapeProblem:  # fmt: skip
    for letter in read:
        if letter in outputs and outputs[letter] is not None and differ(outputs[letter], sizes[letter]):
            sizes_text = (
                f"{print_size(sizes[letter])} in the input, but {print_size(outputs[letter])} in `output_shape`"
            )
            return ShapeProblem(
                argument="output_shape", message=f"axis `{letter}` is {sizes_text}", help="write null for it"
            )
    for letter in made + kernel:
        if letter not in read and (letter not in kernel or letter not in made):
            message = f"axis `{letter}` of `{arguments['equation']}` has no size"
            return ShapeProblem(argument="equation", message=message, help="it must stand in the input or the output")
    shape = [outputs[letter] if letter in outputs else sizes[letter] for letter in kernel]
    axes = arguments["bias_axes"] or ""
    missing = next((letter for letter in axes if letter not in made), None)
    if missing:
        message = f"axis `{missing}` is none of the output `{made}`"
        return ShapeProblem(argument="bias_axes", message=message)
    if None in shape or any(outputs[letter] is None for letter in axes):
        message = f"the sizes of `{kernel}` and of the bias must be known, they are those of the weights"
        return ShapeProblem(argument="output_shape", message=message)
    first = min((made.index(letter) for letter in axes), default=len(made))
    bias = [outputs[letter] if letter in axes else 1 for letter in made[first:]] + [1] * (behind if axes else 0)
    return Einsum(kernel=tuple(shape), bias=tuple(bias) if axes else (0,), output=output[1:], sizes=sizes)


def einsum_dense_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A product for each letter's every position, and for the axes that `...` stands for."""
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


def einsum_columns(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Size:
    """A column for each combination of the letters of the kernel that the output has."""
    read, outputs = arguments["equation"].split("->")
    kernel = checked(analyze(arguments, inputs[0])).kernel
    return product(*(size for letter, size in zip(read.split(",")[1], kernel, strict=True) if letter in outputs))


RULES = {
    "einsum_dense": Rule(shape=einsum_dense, work=einsum_dense_work, kernel_columns=einsum_columns),
}
