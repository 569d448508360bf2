"""Pictures of a training's progress: samples from the same latents after different rounds."""

from __future__ import annotations

from typing import Any

from gancompile.runtime.data import as_texts, decoded
from gancompile.runtime.game import Game
from gancompile.runtime.pictures import beside, draw_encoded, draw_samples
from gancompile.runtime.program import Program
from gancompile.runtime.sampling import as_pixels, first_output, generator_inputs, output_as_pixels, real_examples

ROWS, COLUMNS = 8, 8
PAIRS = 4
"""Pairs of an input image and its output in a row."""
SOUNDS = 4
"""Rows of a grid of sounds."""
LINES, POINTS = 24, 2000


class ProgressPicture:
    """Draws samples of a game from fixed latents."""

    def __init__(self, game: Game, program: Program) -> None:
        self._game, self._program, self._encoding = game, program, program.encoding
        rows = self._rows()
        number = rows * self._columns() if rows else LINES if self._kind == "text" else POINTS
        self._inputs = generator_inputs(program, number)
        self._input_images = self._images_among_inputs()
        self._reals = None if rows else real_examples(program, number)

    def draw(self) -> Any:
        """The picture at the current round: [height, width, 3] uint8."""
        inputs = self._inputs
        outputs = self._game(inputs[0] if len(inputs) == 1 else inputs, training=False)
        samples = first_output(outputs, self._program.generator)
        if self._encoding:
            reals = None if self._reals is None else self._decoded(self._reals)
            return draw_encoded(self._decoded(samples), self._encoding, reals=reals, columns=self._columns())
        pixels = output_as_pixels(samples, self._program).numpy()
        if self._input_images:
            return draw_samples(beside([*self._input_images, pixels]), columns=PAIRS * (len(self._input_images) + 1))
        return draw_samples(pixels, reals=self._reals, columns=self._columns())

    @property
    def _kind(self) -> str | None:
        return self._encoding["kind"] if self._encoding else None

    def _rows(self) -> int | None:
        """The rows of a grid of images or sounds; None for a plot of vectors, a table or lines."""
        if len(self._program.generator.shape) == 3:
            return ROWS
        return SOUNDS if self._kind == "sound" else None

    def _columns(self) -> int:
        """The columns of a grid: one for each label, where there are a few."""
        classes = [self._program.classes(one.field) for one in self._program.generator.inputs if one.field]
        return classes[0] if classes and classes[0] and 1 < classes[0] <= 16 else COLUMNS

    def _images_among_inputs(self) -> list[Any]:
        """The input images of an image-to-image generator as pixels, drawn beside its outputs."""
        if len(self._program.generator.shape) != 3:
            return []
        images = []
        for one, value in zip(self._program.generator.inputs, self._inputs, strict=True):
            mask = {"low": 0.0, "high": 1.0} if one.distribution == "box" else {}
            facts = self._program.data["fields"].get(one.field, mask)
            if len(one.shape) == 3 and facts.get("low") is not None:
                images.append(as_pixels(value, facts).numpy())
        return images

    def _decoded(self, values: Any) -> Any:
        """The columns of a table by name, sounds, or lines."""
        if self._encoding is None:
            raise RuntimeError("images and vectors have no encoding to decode by")
        arrays = {
            name: as_texts(value.numpy())
            for name, value in decoded(values, self._encoding, "", self._program.seed).items()
        }
        return arrays if self._encoding["kind"] == "table" else arrays[""]
