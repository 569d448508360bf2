"""The cost of layers that slide a window."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.recurrence import step_shape
from gancompile.compiler.shapes.shape import Arguments, Shape, checked, each, split_channels
from gancompile.compiler.shapes.size import Size, floor_divide, plus
from gancompile.compiler.shapes.sound import bins, frequency_length
from gancompile.compiler.shapes.work import Work, affine, product, total

BLUR = 4
"""The taps of the filter of a modulated convolution that resamples, along each axis."""


def convolution(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A product for each place of the output, of the window, and pair of channels of a group."""
    window, (_, channels) = _window(arguments, rank), _parts(inputs[0], rank, arguments)
    read = product(window, floor_divide(channels, arguments.get("groups", 1)))
    positions, filters = product(*_parts(output, rank, arguments)[0]), arguments["filters"]
    return Work(
        parameters=affine(read, filters, bias=arguments["use_bias"]), multiply_adds=product(positions, read, filters)
    )


def transposed_convolution(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A product for each place of the input, of the window, and pair of channels."""
    window, (sizes, channels), filters = (
        _window(arguments, rank),
        _parts(inputs[0], rank, arguments),
        arguments["filters"],
    )
    read = product(window, channels)
    return Work(
        parameters=affine(read, filters, bias=arguments["use_bias"]),
        multiply_adds=product(*sizes, read, filters),
    )


def depthwise_convolution(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A product for each place of the output and of the window, and channel of the output."""
    sizes, channels = _parts(output, rank, arguments)
    window = _window(arguments, rank)
    return Work(
        parameters=affine(window, channels, bias=arguments["use_bias"]), multiply_adds=product(*sizes, window, channels)
    )


def separable_convolution(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A depthwise convolution, then one of a single place."""
    _, channels = _parts(inputs[0], rank, arguments)
    sizes, filters = _parts(output, rank, arguments)
    between = product(channels, arguments["depth_multiplier"])
    depthwise, pointwise = product(_window(arguments, rank), between), product(between, filters)
    return Work(
        parameters=total(depthwise, pointwise, filters if arguments["use_bias"] else 0),
        multiply_adds=product(*sizes, total(depthwise, pointwise)),
    )


def convolutional_recurrence(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """Four gates, each a convolution over the step and one over the state."""
    (shape,) = inputs
    _, channels = _parts(shape[1:], rank, arguments)
    state = checked(step_shape(arguments, shape[1:], rank))
    sizes, filters = _parts(state, rank, arguments)
    read = total(product(_window(arguments, rank), channels), product(_window(arguments, rank), filters))
    return Work(
        parameters=product(affine(read, filters, bias=arguments["use_bias"]), 4),
        multiply_adds=product(shape[0], *sizes, read, filters, 4),
    )


def modulated_convolution(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A convolution, the dense layer of its style, the lengths of its kernels for each style, and the filter of its resampling."""
    (shape, style), filters, size = inputs, arguments["filters"], arguments["kernel_size"]
    channels, up, down = shape[-1], arguments["upsample"] > 1, arguments["downsample"] > 1
    read, blurred = product(size**2, channels), Work()
    if up:
        blurred = _filter(product(output[0], plus(output[1], max(size - 2, 0))), output, BLUR)
    elif down:
        wider = (plus(shape[0], size - 1), plus(shape[1], size - 1), channels)
        blurred = _filter(product(wider[0], shape[1]), wider, BLUR)
    return Work(
        parameters=total(affine(read, filters, bias=arguments["use_bias"]), affine(style[0], channels)),
        multiply_adds=total(
            product(*(shape if up else output)[:-1], read, filters),
            product(style[0], channels),
            product(channels, filters) if arguments["demodulate"] else 0,
            blurred.multiply_adds,
        ),
    )


def filtered(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A fixed filter, along one axis after the other."""
    return _filter(product(output[0], inputs[0][1]), output, len(arguments["kernel"]))


def _filter(first: Size, output: Shape, taps: int) -> Work:
    """first: the size after the first of two separable passes."""
    return Work(multiply_adds=product(total(first, product(*output[:-1])), output[-1], taps))


def stft_spectrogram(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """Keras takes the transform as two convolutions: for real and for imaginary parts."""
    kernels = 1 if arguments["mode"] in {"real", "imag"} else 2
    frequencies = frequency_length(arguments) // 2 + 1
    numbers = floor_divide(product(*output), bins(arguments))
    weights = arguments["frame_length"] * frequencies * kernels
    return Work(parameters=weights, multiply_adds=product(numbers, weights))


def mel_spectrogram(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A fixed mixture of frequencies for each frame; the transform itself is not counted."""
    return Work(multiply_adds=product(*output, arguments["fft_length"] // 2 + 1))


def _window(arguments: Arguments, rank: int) -> Size:
    return product(*each(arguments["kernel_size"], rank))


def _parts(shape: Shape, rank: int, arguments: Arguments) -> tuple[Shape, Size]:
    return checked(split_channels(shape, rank, arguments))
