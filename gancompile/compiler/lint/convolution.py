"""Convolutions: what the arithmetic of windows does to images."""

from __future__ import annotations

from collections.abc import Iterator

from gancompile.catalogue import layer_rows
from gancompile.compiler.diagnostics import Diagnostic
from gancompile.compiler.ir.network import LayerNode
from gancompile.compiler.lint.context import CONVOLUTIONS, TRANSPOSED, LintContext, argument, each, warning

LARGE_MAP = 64 * 64


def _windows(layer: LayerNode) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The sides of a layer's window, and how far it goes from place to place, by axis."""
    rank = layer_rows()[layer.kind].rank or 1
    return each(argument(layer, "kernel_size"), rank), each(argument(layer, "strides"), rank)


def checkerboard(context: LintContext) -> Iterator[Diagnostic]:
    """GW0401: a transposed convolution whose stride does not divide its kernel paints a checkerboard (Odena et al. 2016)."""
    for _, _, layer in context.layers():
        if layer.kind not in TRANSPOSED:
            continue
        kernels, strides = _windows(layer)
        for kernel, stride in zip(kernels, strides, strict=True):
            if stride > 1 and kernel % stride:
                better = (kernel // stride + 1) * stride
                yield warning(
                    "GW0401", layer.span_of("kernel_size"),
                    f"a kernel of {kernel} overlaps unevenly at strides of {stride}, which shows as a checkerboard",
                    help=f"write `kernel_size: {better}`, or up-sample and then convolve",
                )  # fmt: skip
                break


def unseen_positions(context: LintContext) -> Iterator[Diagnostic]:
    """GW0404: strides larger than the kernel skip positions (Dumoulin and Visin 2016, section 2)."""
    for _, _, layer in context.layers():
        if layer.kind not in CONVOLUTIONS | TRANSPOSED:
            continue
        kernels, strides = _windows(layer)
        # A kernel of one place with strides is the usual shortcut around a block that halves, which skips on purpose.
        if any(stride > kernel > 1 for kernel, stride in zip(kernels, strides, strict=True)):
            yield warning(
                "GW0404", layer.span_of("strides"),
                f"strides of {max(strides)} jump over positions that a kernel of {min(kernels)} never sees",
                help="make the kernel at least as large as the strides",
            )  # fmt: skip


def even_kernel(context: LintContext) -> Iterator[Diagnostic]:
    """GW0405: an even kernel with stride 1 and `same` padding shifts by half a pixel in each layer (Wu et al. 2019)."""
    for _, _, layer in context.layers():
        if layer.kind not in CONVOLUTIONS or argument(layer, "padding") != "same":
            continue
        kernels, strides = _windows(layer)
        if any(kernel % 2 == 0 and stride == 1 for kernel, stride in zip(kernels, strides, strict=True)):
            yield warning(
                "GW0405", layer.span_of("kernel_size"),
                f"an even kernel of {min(kernels)} has no centre: every layer of it shifts the image by half a pixel",
                help=f"write `kernel_size: {min(kernels) + 1}`",
            )  # fmt: skip


def pooled_critic(context: LintContext) -> Iterator[Diagnostic]:
    """GW0406: max pooling in a discriminator, which strided convolutions do better (Radford et al. 2016, section 3)."""
    for network, _, layer in context.layers():
        if network.name in context.critics and layer.kind in {"max_pooling1d", "max_pooling2d", "max_pooling3d"}:
            yield warning(
                "GW0406", layer.span,
                f"`{network.name}` judges through `{layer.kind}`, which passes a gradient to one place in each window alone",
                help="let it learn its own down-sampling: a convolution with `strides: 2`",
            )  # fmt: skip


def wide_attention(context: LintContext) -> Iterator[Diagnostic]:
    """GW0407: attention over a large map costs the square of its positions (Zhang et al. 2019 use it at 32x32)."""
    for _, _, layer in context.layers():
        if layer.kind != "self_attention" or None in layer.shape[:2]:
            continue
        height, width = (size or 0 for size in layer.shape[:2])
        if height * width > LARGE_MAP:
            yield warning(
                "GW0407", layer.span,
                f"attention over {height}x{width} positions holds {(height * width) ** 2:,} weights for each example",
                help="put it where the map is 32x32 or smaller",
            )  # fmt: skip


RULES = (checkerboard, unseen_positions, even_kernel, pooled_critic, wide_attention)
