"""What is said where a U-Net joins values of images that do not halve to whole numbers."""

from __future__ import annotations

import re

import pytest

from gancompile.compiler import compile_text

SPEC = """
gancompile: 1
name: masks
data: {{source: digits, resize: {size}, range: [-1, 1], batch: 8}}
networks:
  discriminator:
    inputs: {{x: data.image}}
    layers:
      - conv2d: {{filters: 4, kernel_size: 3, padding: same}}
        name: fine
      - conv2d: {{filters: 4, kernel_size: 3, strides: 2, padding: same}}
        name: half
      - conv2d: {{filters: 4, kernel_size: 3, strides: 2, padding: same}}
      - conv2d_transpose: {{filters: 4, kernel_size: 3, strides: 2, padding: same}}
      - {join}: {{}}
        from: [previous, half]
      - conv2d_transpose: {{filters: 4, kernel_size: 3, strides: 2, padding: same}}
      - {join}: {{}}
        from: [previous, fine]
      - global_average_pooling2d: {{}}
      - dense: 1
  generator:
    inputs: {{z: [8]}}
    layers: [{{dense: {pixels}}}, {{reshape: {shape}}}]
game: {{objective: non_saturating}}
"""


def help_of(size: list[int], join: str) -> str | None:
    text = SPEC.format(size=size, join=join, pixels=size[0] * size[1], shape=[*size, 1])
    told = [one for one in compile_text(text).diagnostics if one.code == "GC0402"]
    return told[0].help if told else None


@pytest.mark.parametrize("join", ["concatenate", "add"])
@pytest.mark.parametrize(
    ("size", "fitting"),
    [
        ([18, 18], [[16, 16], [20, 20]]),
        ([16, 35], [[16, 32], [16, 36]]),
        ([17, 30], [[16, 28], [20, 32]]),
        ([21, 16], [[20, 16], [24, 16]]),
    ],
)
def test_the_nearest_images_that_a_unet_brings_back(size: list[int], fitting: list[list[int]], join: str) -> None:
    ways = " or ".join(f"`resize: {one}`" for one in fitting)
    assert help_of(size, join) == f"{size} does not halve to whole numbers all the way down: write {ways} under `data`"
    for one in fitting:
        assert help_of(one, join) is None


def test_sizes_that_differ_for_another_reason_keep_their_own_help() -> None:
    text = SPEC.format(size=[16, 16], join="add", pixels=256, shape=[16, 16, 1])
    told = list(compile_text(text.replace("[previous, fine]", "[previous, half]")).diagnostics)
    assert [one.help for one in told if one.code == "GC0402"] == ["sizes must be the same, or 1"]
    assert not re.search("halve", str(told))


def test_a_margin_that_is_lost_is_no_odd_size() -> None:
    """A convolution without padding takes two pixels off, whatever the size of the images."""
    text = SPEC.format(size=[50, 35], join="concatenate", pixels=1750, shape=[50, 35, 1])
    lossy = text.replace(
        "strides: 2, padding: same}\n      - concatenate",
        "strides: 2, padding: same}\n      - conv2d: {filters: 4, kernel_size: 3}\n      - concatenate",
    )
    told = [one for one in compile_text(lossy).diagnostics if one.code == "GC0402"]
    assert told
    assert "halve" not in (told[0].help or "")
