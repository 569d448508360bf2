"""Classifiers in files: a `.keras` file, with what is known of it beside the weights."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import keras

from gancompile.files import write_atomically
from gancompile.runtime.evaluation.features.feature_network import FeatureError

NOTES = "gancompile.json"
"""A member of the file, which Keras passes over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifierNotes:
    """accuracy: on examples that it has not seen, `held_out` of them. classes: their names. trained_on: the data, in a few words."""

    accuracy: float
    held_out: int
    classes: Sequence[str]
    trained_on: str


def write_classifier(path: Path, model: keras.Model, notes: ClassifierNotes) -> None:
    """Writes a classifier atomically."""
    with tempfile.TemporaryDirectory() as folder:
        temporary = Path(folder) / "classifier.keras"
        model.save(temporary)
        with zipfile.ZipFile(temporary, "a") as archive:
            archive.writestr(NOTES, json.dumps(asdict(notes)))
        write_atomically(path, temporary.read_bytes())


def read_classifier(path: Path) -> tuple[keras.Model, ClassifierNotes]:
    """A classifier with its notes. Raises FeatureError for a file that is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            notes = ClassifierNotes(**json.loads(archive.read(NOTES)))
        model = keras.models.load_model(path, compile=False)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise FeatureError(f"`{path}` is no classifier of `gancompile train-classifier`: {error}") from error
    return model, notes
