"""Pictures of a training's progress: samples from the same latents after different rounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gancompile.runtime.data import as_texts, decoded
from gancompile.runtime.game import Game
from gancompile.runtime.pictures import beside, draw_encoded, draw_samples, enlargement
from gancompile.runtime.program import Program
from gancompile.runtime.sampling import as_pixels, first_output, generator_inputs, output_as_pixels, real_examples

ROWS, COLUMNS = 8, 8
PAIRS = 4
"""Pairs of an input image and its output in a row."""
SOUNDS = 4
"""Rows of a grid of sounds."""
LINES, POINTS, SERIES = 24, 2000, 16
MASKS = frozenset({"box", "cut"})
"""Draws of masks, from 0 to 1."""
MOST_LABELLED_COLUMNS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture of samples. pixels: [height, width, 3] uint8.

    about: of a grid, the enlargement of its pixels, and the names of the classes: those of the columns, or those of all samples in turn.
    """

    pixels: Any
    about: Mapping[str, Any]


class ProgressPicture:
    """Draws samples of a game from fixed latents."""

    def __init__(self, game: Game, program: Program) -> None:
        self._game, self._program, self._encoding = game, program, program.encoding
        rows = self._rows()
        number = rows * self._columns() if rows else self._number()
        self._inputs = generator_inputs(program, number, labels=self._shown_classes())
        self._input_images = self._images_among_inputs()
        self._reals = None if rows else self._reals_to_compare(number)

    def draw(self) -> Drawing:
        """The picture at the current round."""
        inputs = self._inputs
        outputs = self._game(inputs[0] if len(inputs) == 1 else inputs, training=False)
        samples = first_output(outputs, self._program.generator)
        if self._encoding:
            reals = None if self._reals is None else self._decoded(self._reals)
            pixels = draw_encoded(self._decoded(samples), self._encoding, reals=reals, columns=self._columns())
            return Drawing(pixels=pixels, about={"enlargement": 1, **self._labels()} if self._rows() else {})
        pixels = output_as_pixels(samples, self._program).numpy()
        if self._input_images:
            drawn = draw_samples(beside([*self._input_images, pixels]), columns=PAIRS * (len(self._input_images) + 1))
        else:
            drawn = draw_samples(pixels, reals=self._reals, columns=self._columns())
        is_grid = pixels.ndim == 4
        about = {"enlargement": enlargement(*pixels.shape[1:3]), **self._labels()} if is_grid else {}
        return Drawing(pixels=drawn, about=about)

    def _reals_to_compare(self, number: int) -> Any:
        """Examples of the data; None where they are of another shape than the samples, as beside a generator that gives a density."""
        reals = real_examples(self._program, number)
        return reals if reals.shape[1:] == tuple(self._program.generator.shape) else None

    @property
    def _kind(self) -> str | None:
        return self._encoding["kind"] if self._encoding else None

    def _rows(self) -> int | None:
        """The rows of a grid of images or sounds; None for a plot of vectors, a table or lines."""
        if len(self._program.generator.shape) == 3:
            return ROWS
        return SOUNDS if self._kind == "sound" else None

    def _number(self) -> int:
        """The number of samples in a picture that is no grid."""
        if self._kind == "text":
            return LINES
        is_series = len(self._program.generator.shape) == 2 and self._kind in {None, "series"}
        return SERIES if is_series else POINTS

    def _columns(self) -> int:
        """The columns of a grid: one for each class that is shown."""
        return len(self._shown_classes()) or COLUMNS

    def _shown_classes(self) -> tuple[int, ...]:
        """The classes that take turns: all where there are a few, else some, evenly spread; none where the generator is asked for none."""
        number = len(self._class_names())
        if number < 2:
            return ()
        shown = number if number <= MOST_LABELLED_COLUMNS else COLUMNS
        return tuple(index * (number - 1) // (shown - 1) for index in range(shown))

    def _class_names(self) -> tuple[str, ...]:
        """The names of the classes that the generator is asked for; none where it is asked for none."""
        fields = [one.field for one in self._program.generator.inputs if one.field]
        return self._program.class_names(fields[0]) if fields else ()

    def _labels(self) -> dict[str, Any]:
        """The classes of the samples, which take turns: of the columns, where each class has its own."""
        names = self._class_names()
        shown = tuple(names[index] for index in self._shown_classes())
        if not shown:
            return {}
        return {"turns": shown} if self._input_images else {"columns": shown}

    def _images_among_inputs(self) -> list[Any]:
        """The input images of an image-to-image generator as pixels, drawn beside its outputs."""
        if len(self._program.generator.shape) != 3:
            return []
        images = []
        for one, value in zip(self._program.generator.inputs, self._inputs, strict=True):
            mask = {"low": 0.0, "high": 1.0} if one.distribution in MASKS else {}
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
