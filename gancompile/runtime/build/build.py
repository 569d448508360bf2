"""A compiled folder trained, pictured and exported."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from gancompile.files import write_atomically, write_json
from gancompile.runtime.data import as_texts, batches, decoded
from gancompile.runtime.export import export_saved_model
from gancompile.runtime.export.saved_model import as_bytes, first_output, to_pixels
from gancompile.runtime.game import Game
from gancompile.runtime.pictures import as_png, beside, draw_encoded, draw_samples
from gancompile.runtime.program import Program, make_game, read_program
from gancompile.runtime.report import RecordLog, TensorBoardLog, write_report
from gancompile.runtime.report.page import versions
from gancompile.runtime.training import CheckpointStore, Interrupted, Listener, Record, carry_over, train

ROWS, COLUMNS = 8, 8
PAIRS = 4
"""In a row of what is given and what is made of it."""
SOUNDS = 4
"""Rows of a grid of them."""
LINES, POINTS = 24, 2000


def build_folder(folder: Path, listener: Listener, *, trained: bool = True, fresh: bool = False) -> Game:
    """Trains the program of a compiled folder, from its newest checkpoint where it has one, and exports what came of it.

    trained: False compiles and exports with initial weights. fresh: begin at round 0 whatever is there.
    Raises Interrupted (a checkpoint and a report are then written), TrainingError, DataError, ExportError, FolderError.
    """
    build = _Build(program=read_program(folder), listener=listener)
    return build.run(trained=trained, fresh=fresh)


@dataclass(slots=True, kw_only=True)
class _Build:
    program: Program
    listener: Listener
    durations: dict[str, float] = field(default_factory=dict)

    def run(self, *, trained: bool, fresh: bool) -> Game:
        if trained:
            game = self._train_stages(fresh)
        else:
            with self._timed("prepare"):
                game = make_game(self.program)
        self._export(game, trained)
        return game

    def _train_stages(self, fresh: bool) -> Game:
        """Trains one stage after the other, from the one on to which the newest checkpoint belongs."""
        stages = [*(read_program(self.program.folder / name) for name in self.program.stages), self.program]
        folder = self.program.folder / "checkpoints"
        begun = None if fresh else CheckpointStore.digest_of(folder)
        first = next((i for i, stage in enumerate(stages) if _digest(stage) == begun), 0)
        game: Game | None = None
        for stage in stages[first:]:
            before = game
            with self._timed("prepare"):
                game = make_game(stage)
                if before is not None:
                    carry_over(before, game, stage.carried)
            self._train(
                stage, game, CheckpointStore(folder, game, _digest(stage)), resumes=before is None and not fresh
            )
        assert game is not None
        return game

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self.durations[what] = self.durations.get(what, 0.0) + time.monotonic() - began

    def _train(self, stage: Program, game: Game, store: CheckpointStore, *, resumes: bool) -> None:
        """Trains the program of one stage. resumes: whether a checkpoint of it may be there."""
        folder = self.program.folder
        if resumes and store.restore():
            self.listener.said(f"going on after round {int(game.round):,} of {stage.rounds:,}")
        elif int(game.round) == 0:
            if store.pointer.exists() and resumes:
                self.listener.said("this program is not the one whose checkpoint is here: beginning at round 0")
            for path in [*(folder / "samples").glob("round_*.png"), *(folder / "logs").glob("events.*")]:
                path.unlink()
        records = RecordLog(folder / "logs" / "records.jsonl", round=int(game.round))
        board = TensorBoardLog(folder / "logs")
        pictures = _Pictures(game, stage)

        def on_record(record: Record) -> None:
            records.add(record)
            board.add(record)

        def on_picture(round: int) -> None:
            pixels = pictures.draw()
            board.add_picture(round, pixels)
            path = folder / "samples" / f"round_{round:08d}.png"
            write_atomically(path, as_png(pixels))

        if int(game.round) == 0:
            on_picture(0)
        try:
            with self._timed("train"):
                train(game, stage, store, self.listener, on_record=on_record, on_picture=on_picture)
        except Interrupted:
            self._report(game)
            raise
        finally:
            board.close()

    def _export(self, game: Game, trained: bool) -> None:
        folder = self.program.folder
        lock = folder / "spec.lock.yaml"
        with self._timed("export"):
            path = export_saved_model(
                game, self.program, folder / "saved_model", assets=[lock] if lock.exists() else []
            )
        self.listener.wrote("saved model", path)
        self.listener.wrote("report", self._report(game))
        write_json(
            folder / "manifest.json",
            {
                "name": self.program.name,
                "digest": self.program.digest,
                "seed": self.program.seed,
                "trained": trained,
                "rounds": int(game.round),
                "seconds": {name: round(seconds, 2) for name, seconds in self.durations.items()},
                "versions": versions(),
            },
        )

    def _report(self, game: Game) -> Path:
        return write_report(self.program, durations=self.durations, rounds_done=int(game.round))


def _digest(stage: Program) -> str:
    """Of a stage: another one's weights do not fit it."""
    return f"{stage.digest}:{stage.first_round}"


class _Pictures:
    """The same latents every time, so that the pictures show one thing: time."""

    def __init__(self, game: Game, program: Program) -> None:
        self._game, self._program, self._encoding = game, program, program.encoding
        images, kind = len(program.generator.shape) == 3, self._encoding["kind"] if self._encoding else None
        rows = ROWS if images else SOUNDS if kind == "sound" else None
        number = rows * self._columns() if rows else LINES if kind == "text" else POINTS
        self._inputs = generator_inputs(program, number)
        self._given = self._images_given()
        self._reals = None if rows else _examples(program, number)

    def draw(self) -> Any:
        """The picture now: [height, width, 3] uint8."""
        inputs = self._inputs
        made = self._game(inputs[0] if len(inputs) == 1 else inputs, training=False)
        made = first_output(made, self._program.generator)
        if self._encoding:
            reals = None if self._reals is None else self._decoded(self._reals)
            return draw_encoded(self._decoded(made), self._encoding, reals=reals, columns=self._columns())
        pixels = to_pixels(made, self._program).numpy()
        if self._given:
            return draw_samples(beside([*self._given, pixels]), columns=PAIRS * (len(self._given) + 1))
        return draw_samples(pixels, reals=self._reals, columns=self._columns())

    def _images_given(self) -> list[Any]:
        """The images that a generator of images is given, as pixels: they stand before what it makes of them."""
        if len(self._program.generator.shape) != 3:
            return []
        images = []
        for one, value in zip(self._program.generator.inputs, self._inputs, strict=True):
            mask = {"low": 0.0, "high": 1.0} if one.distribution == "box" else {}
            facts = self._program.data["fields"].get(one.field, mask)
            if len(one.shape) == 3 and facts.get("low") is not None:
                images.append(as_bytes(value, facts).numpy())
        return images

    def _decoded(self, values: Any) -> Any:
        """What they stand for: columns of a table by name, sounds, or lines."""
        assert self._encoding is not None
        made = decoded(values, self._encoding, "", self._program.seed)
        arrays = {name: as_texts(value.numpy()) for name, value in made.items()}
        return arrays if self._encoding["kind"] == "table" else arrays[""]

    def _columns(self) -> int:
        """A column for each label, where there are a few."""
        classes = [self._program.classes(one.field) for one in self._program.generator.inputs if one.field]
        return classes[0] if classes and classes[0] and 1 < classes[0] <= 16 else COLUMNS


def generator_inputs(program: Program, number: int) -> list[Any]:
    """Fixed inputs of the generator: latents of the build's seed, labels in turn, other fields from the data."""
    import tensorflow as tf

    from gancompile.runtime.export.saved_model import draw_latent

    inputs = []
    for one in program.generator.inputs:
        if one.field is None:
            inputs.append(draw_latent(one, tf.constant(number), tf.constant(program.seed, tf.int64)))
        elif (classes := program.classes(one.field)) is not None:
            rows = tf.range(number) % classes
            inputs.append(tf.cast(tf.reshape(rows, [number, *[1] * len(one.shape)]), one.dtype))
        else:
            inputs.append(tf.constant(_examples(program, number, one.field)))
    return inputs


def _examples(program: Program, number: int, field: str | None = None) -> Any:
    """So many real examples: [number, ...]."""
    field = field or program.data["example"] or next(iter(program.data["fields"]))
    told = {**program.data, "parts": 1, "batch": number, "rename": {"x": field}}
    return np.asarray(next(iter(batches(told, seed=program.seed)))["x"])
