"""Spectrograms."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.shapes.convolution import window_sizes
from gancompile.compiler.shapes.rule import Rule
from gancompile.compiler.shapes.shape import (
    Arguments,
    Inferred,
    Shape,
    ShapeProblem,
    print_shape,
    split_channels,
)
from gancompile.compiler.shapes.size import floor_divide, plus, product, times
from gancompile.compiler.shapes.work import Work


def stft_spectrogram(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """[steps, channels] -> [frames, frequencies * channels], or the two apart with `expand_dims`."""
    length, step = arguments["frame_length"], frame_step(arguments)
    for wrong, name, message in (
        (not 1 <= step <= length, "frame_step", f"a step of {step} is not between 1 and the frame of {length}"),
        (
            frequency_length(arguments) < length,
            "fft_length",
            f"{arguments['fft_length']} is below the frame of {length}",
        ),
    ):
        if wrong:
            return ShapeProblem(argument=name, message=message)
    parts = split_channels(inputs[0], 1, arguments)
    if isinstance(parts, ShapeProblem):
        return parts
    if parts[1] is None:
        return ShapeProblem(argument=None, message="the number of channels must be known")
    window = {"frame_length": length, "strides": step, "padding": arguments["padding"]}
    frames = window_sizes(parts[0], window, "frame_length", 1)
    if isinstance(frames, ShapeProblem):
        return frames
    frequencies, first = bins(arguments), arguments["data_format"] == "channels_first"
    if arguments["expand_dims"]:
        return (parts[1], *frames, frequencies) if first else (*frames, frequencies, parts[1])
    both = times(parts[1], frequencies)
    return (both, *frames) if first else (*frames, both)


def frame_step(arguments: Arguments) -> int:
    """Half of a frame where it is not given."""
    step: int = arguments["frame_step"] or arguments["frame_length"] // 2
    return step


def frequency_length(arguments: Arguments) -> int:
    """The power of two that a frame fits into where it is not given."""
    length: int = arguments["fft_length"] or 1 << (arguments["frame_length"] - 1).bit_length()
    return length


def bins(arguments: Arguments) -> int:
    """Frequencies of one channel; 'stft' has real and imaginary parts."""
    return (frequency_length(arguments) // 2 + 1) * (2 if arguments["mode"] == "stft" else 1)


def mel_spectrogram(arguments: Arguments, inputs: Sequence[Shape], rank: int) -> Inferred:
    """[steps] -> [mel bins, frames]."""
    (shape,), stride = inputs, arguments["sequence_stride"]
    if len(shape) != 1:
        message = f"it takes [steps], but is given {print_shape(shape)}"
        return ShapeProblem(argument=None, message=message, help="put a `flatten` before it")
    length = arguments["sequence_length"] or arguments["fft_length"]
    if length > arguments["fft_length"]:
        message = f"a sequence of {length} does not fit an FFT of {arguments['fft_length']}"
        return ShapeProblem(argument="sequence_length", message=message, help="a larger `fft_length`")
    return (arguments["num_mel_bins"], floor_divide(plus(shape[0], stride + 1), stride))


def mel_spectrogram_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """A fixed mixture of frequencies for each frame; the transform itself is not counted."""
    return Work(multiply_adds=product(*output, arguments["fft_length"] // 2 + 1))


def stft_spectrogram_work(arguments: Arguments, inputs: Sequence[Shape], output: Shape, rank: int) -> Work:
    """Keras takes the transform as two convolutions: for real and for imaginary parts."""
    kernels = 1 if arguments["mode"] in {"real", "imag"} else 2
    frequencies = frequency_length(arguments) // 2 + 1
    numbers = floor_divide(product(*output), bins(arguments))
    weights = arguments["frame_length"] * frequencies * kernels
    return Work(parameters=weights, multiply_adds=product(numbers, weights))


RULES = {
    "mel_spectrogram": Rule(shape=mel_spectrogram, work=mel_spectrogram_work),
    "stft_spectrogram": Rule(shape=stft_spectrogram, work=stft_spectrogram_work),
}
