"""The size of images, against that which `resize` gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from statistics import median
from typing import Any

from gancompile.catalogue.sources import FieldFacts
from gancompile.catalogue.steps import step_rows
from gancompile.compiler.diagnostics import Diagnostic
from gancompile.compiler.lint.context import LintContext, warning
from gancompile.compiler.lint.data import native_fields, place_of

MOST_TIMES = 4
"""As many times as many pixels: digits of 8x8 are enlarged on purpose."""
MOST_TIMES_OF_FILES = 1.5
STRETCHED = 1.1
NEARLY_ALL = 0.9
ALIKE = 1.02
"""Aspects that differ by rounding."""

Size = tuple[int, int]


def enlarged_images(context: LintContext) -> Iterator[Diagnostic]:
    """GW0705: enlarged images hold no more detail, and are what a generator learns to make (Parmar et al. 2022, section 3)."""
    for one, name, native in native_fields(context):
        sizes = _sizes(native)
        final = one.facts.fields[name].shape[:2] if name in one.facts.fields else ()
        if not sizes or len(final) < 2 or final[0] is None or final[1] is None:
            continue
        largest = max(sizes, key=lambda size: size[0] * size[1])
        are_smaller = all(height < final[0] and width < final[1] for height, width in sizes)
        most = MOST_TIMES_OF_FILES if native.sizes and are_smaller else MOST_TIMES
        if final[0] * final[1] > most * largest[0] * largest[1]:
            several = len({*sizes}) > 1
            yield warning(
                "GW0705", place_of(context, one, "resize"),
                f"`{one.prefix}{name}` is enlarged from {_written(largest)}{' and less' if several else ''} to {final[0]}x{final[1]}",
                help=f"train at {'a size' if several else 'the size'} that the images have",
            )  # fmt: skip


def stretched_images(context: LintContext) -> Iterator[Diagnostic]:
    """GW0715: nearly all images are stretched alike, and so are samples (Parmar et al. 2022, section 3: resizing is a part of the data)."""
    for one, name, native in native_fields(context):
        sizes, size = _before_resizing(native, one.steps)
        aspect = _common_aspect(sizes)
        if size is None or aspect is None:
            continue
        times = aspect * size[0] / size[1]
        if max(times, 1 / times) > STRETCHED:
            usual = min(sizes, key=lambda each: abs(each[1] / each[0] - aspect))
            what = f"`{one.prefix}{name}` of {_written(usual)}{' and the like' if len({*sizes}) > 1 else ''}"
            narrow, by = ("narrow", times) if times > 1 else ("wide", 1 / times)
            yield warning(
                "GW0715", place_of(context, one, "resize"),
                f"{what} is resized to {_written(size)}, {by:.2f} times as {narrow} as it is",
                help=_without_stretching(sizes, size, aspect),
            )  # fmt: skip


def _without_stretching(sizes: Sequence[Size], size: Size, aspect: float) -> str:
    """The steps that cut images to the wanted aspect. aspect: width / height of the images."""
    wanted = size[1] / size[0]
    if len({*sizes}) == 1:
        height, width = sizes[0]
        cut = (height, round(height * wanted)) if aspect > wanted else (round(width / wanted), width)
        return f"cut them first: `crop: {list(cut)}` above `resize`"
    # A crop has one size, which the largest and the smallest of them cannot share.
    covering = (size[0], ceil(size[0] * aspect)) if aspect > wanted else (ceil(size[1] / aspect), size[1])
    return f"keep their aspect, and cut afterwards: `resize: {list(covering)}`, then `crop: {list(size)}`"


def _sizes(native: FieldFacts) -> Sequence[Size]:
    """The sizes of images before all steps, as far as headers or arrays show them; none for other fields."""
    if native.sizes or len(native.shape) != 3:
        return native.sizes
    height, width, _ = native.shape
    return () if height is None or width is None else ((height, width),)


def _before_resizing(native: FieldFacts, steps: Sequence[Mapping[str, Any]]) -> tuple[Sequence[Size], Size | None]:
    """The sizes that `resize` is given, and the one that it makes of them; None without that step."""
    sizes = _sizes(native)
    for step in steps:
        ((kind, value),) = step.items()
        if kind == "resize":
            return sizes, tuple(value)
        if step_rows()[kind].sets_size and sizes:
            sizes = (tuple(value),)
    return sizes, None


def _common_aspect(sizes: Sequence[Size]) -> float | None:
    """Width / height of nearly all images; None where they differ."""
    if not sizes:
        return None
    aspects = [width / height for height, width in sizes]
    middle = median(aspects)
    alike = sum(max(one / middle, middle / one) < ALIKE for one in aspects)
    return middle if alike >= NEARLY_ALL * len(aspects) else None


def _written(size: Size) -> str:
    return f"{size[0]}x{size[1]}"


RULES = (enlarged_images, stretched_images)
