"""What `resize` makes of images, as far as their headers show it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gancompile.compiler import compile_text

SPEC = """
gancompile: 1
name: example
data: {source: {images: {folder: faces}}, STEPS, range: [-1, 1], batch: 4}
allow: [GW0701, GW0702]
networks:
  generator: {inputs: {z: [8]}, layers: [{dense: {units: auto, activation: tanh}}, {reshape: [auto, auto, auto]}]}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 8}, {leaky_relu: 0.2}, {dense: 1}]}
game: {objective: hinge}
"""


def warnings(folder: Path, steps: str, sizes: list[tuple[int, int]]) -> list[tuple[str, str, str | None]]:
    """sizes: height and width of each image."""
    from PIL import Image

    (folder / "faces").mkdir()
    for number, (height, width) in enumerate(sizes):
        Image.new("L", (width, height)).save(folder / "faces" / f"{number}.png")
    made = compile_text(SPEC.replace("STEPS", steps), folder=folder)
    return [(one.code, one.message, one.help) for one in made.diagnostics]


def test_one_size_is_cut_first(tmp_path: Path) -> None:
    assert warnings(tmp_path, "resize: [16, 16]", [(48, 64)] * 4) == [
        ("GW0715", "`image` of 48x64 is resized to 16x16, 1.33 times as narrow as it is",
         "cut them first: `crop: [48, 48]` above `resize`"),
    ]  # fmt: skip


def test_several_sizes_of_one_aspect_are_cut_afterwards(tmp_path: Path) -> None:
    ((code, message, help),) = warnings(tmp_path, "resize: [16, 16]", [(10, 10), *[(64, 48), (128, 96), (32, 24)] * 5])
    assert code == "GW0715"
    assert message == "`image` of 64x48 and the like is resized to 16x16, 1.33 times as wide as it is"
    assert help == "keep their aspect, and cut afterwards: `resize: [22, 16]`, then `crop: [16, 16]`"


@pytest.mark.parametrize(
    ("steps", "sizes"),
    [
        ("crop: [48, 48], resize: [16, 16]", [(48, 64)] * 4),
        ("resize: [22, 16], crop: [16, 16]", [(64, 48), (128, 96)]),
        ("resize: [12, 16]", [(48, 64), (480, 640)]),
        ("resize: [16, 16]", [(32, 34), (34, 32)]),
        ("resize: [16, 16]", [(48, 64), (64, 48), (32, 32)]),
        ("resize: [16, 16]", [(15, 15), (14, 14)]),
    ],
    ids=["cut", "cut afterwards", "the same aspect", "nearly square", "several aspects", "hardly enlarged"],
)
def test_nothing_is_said_of(steps: str, sizes: list[tuple[int, int]], tmp_path: Path) -> None:
    assert not warnings(tmp_path, steps, sizes)


def test_a_crop_of_another_aspect_is_stretched(tmp_path: Path) -> None:
    found = warnings(tmp_path, "crop: [48, 24], resize: [16, 16]", [(48, 64), (50, 70)])
    assert [message for _, message, _ in found] == ["`image` of 48x24 is resized to 16x16, 2.00 times as wide as it is"]


def test_images_that_are_all_smaller_are_enlarged(tmp_path: Path) -> None:
    assert warnings(tmp_path, "resize: [16, 16]", [(10, 12), (12, 10), (9, 9)]) == [
        ("GW0705", "`image` is enlarged from 10x12 and less to 16x16", "train at a size that the images have"),
    ]  # fmt: skip


def test_small_images_beside_one_of_the_wanted_size(tmp_path: Path) -> None:
    assert not warnings(tmp_path, "resize: [16, 16]", [(10, 12), (12, 10), (16, 16)])
