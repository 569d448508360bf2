"""A folder of WAV files, cut into windows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.sources.array_source import ArraySource, array_source
from gancompile.catalogue.sources.audio.wav_header import SUFFIXES
from gancompile.catalogue.sources.audio.wav_samples import read_sound
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.folder_file import class_folders, class_names, files_below


def load(
    folder: str, rate: int = 16000, window: int = 16384, labels: str | None = None, encoding: Any = None
) -> ArraySource:
    """All sounds below a folder as `sound` [windows, window, 1] in [-1, 1], and the numbers of sub-folders as `label`.

    Several channels become their mean. The last window of a sound is padded with zeros. encoding: of the facts, which is the
    rate. Raises DataError.
    """
    del encoding
    root = Path(folder)
    paths = [Path(path) for path in files_below(root, SUFFIXES)]
    if not paths:
        raise DataError(f"folder `{folder}` holds no sounds")
    tops = class_folders(map(str, paths), root)
    if labels == "folders" and None in tops:
        raise DataError(f"`{paths[tops.index(None)]}` is in no sub-folder of `{folder}`, and so has no label")
    pieces = [cut(read_sound(path, rate), window) for path in paths]
    arrays: dict[str, NDArray[Any]] = {"sound": np.concatenate(pieces)[..., None]}
    if labels == "folders" or (labels is None and None not in tops):
        numbers = {name: number for number, name in enumerate(class_names(tops))}
        each = np.array([numbers[top] for top in tops if top], np.int32)
        arrays["label"] = np.repeat(each, [len(piece) for piece in pieces])
    return array_source(arrays, folder)


def cut(sound: NDArray[np.float32], window: int) -> NDArray[np.float32]:
    """A sound in windows, the last one padded with zeros: [windows, window]."""
    return np.pad(sound, (0, -len(sound) % window)).reshape(-1, window)
