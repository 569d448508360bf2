"""Folders of images."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.folder_file import below, class_folders, class_names, files_below
from gancompile.catalogue.sources.image_files import ImageFiles
from gancompile.catalogue.sources.image_header import (
    SUFFIXES,
    ImageHeader,
    UnreadableImageError,
    keeps_depth,
    read_header,
    spread,
)
from gancompile.catalogue.sources.image_pixels import BACKGROUND
from gancompile.catalogue.sources.images.attribute_table import AttributeTableError, read_attributes

Labels: TypeAlias = "tuple[NDArray[np.int32] | None, NDArray[np.float32] | None]"


def load(
    folder: str = "",
    folders: Mapping[str, str] | None = None,
    labels: str | None = None,
    attributes: str | None = None,
    channels: int | Mapping[str, int] = 3,
    background: str = BACKGROUND,
    on_bad: str = "stop",
    skipped: Sequence[str] = (),
) -> ImageFiles:
    """All images below a folder, or below several, paired by name; the label is the number of the sub-folder.

    skipped: names of examples that are left out; the facts have found them, where `on_bad` says so. Raises DataError.
    """
    del on_bad  # what it asks for is in `skipped`
    roots = {field: Path(one) for field, one in (folders or {"image": folder}).items()}
    paths = {field: _image_files(root) for field, root in roots.items()}
    first, root = next(iter(roots.items()))
    paths = _paired(paths, roots) if folders else paths
    tops = class_folders(map(str, paths[first]), root)
    numbers, labelled = _labels(paths[first], tops, root, labels)
    kept = np.array([_name(path, root) not in set(skipped) for path in paths[first]])
    paths = {field: [path for path, keep in zip(files, kept, strict=True) if keep] for field, files in paths.items()}
    depths = {field: channels if isinstance(channels, int) else channels.get(field, 3) for field in roots}
    found = {
        "attributes": _attributes(attributes, [_name(path, root) for path in paths[first]]),
        "label": None if numbers is None else numbers[kept],
        "labelled": None if labelled is None else labelled[kept],
    }
    return ImageFiles(
        paths=paths,
        channels=depths,
        others={name: values for name, values in found.items() if values is not None},
        deep=frozenset(field for field, files in paths.items() if _keeps_depth(files, depths[field])),
        background=background,
    )


def _attributes(file: str | None, names: Sequence[str]) -> NDArray[np.float32] | None:
    """The attributes of the examples: [count, attributes]. Raises DataError."""
    if file is None:
        return None
    try:
        return np.array(read_attributes(Path(file)).of(names), np.float32)
    except AttributeTableError as error:
        raise DataError(f"`{file}`: {error}") from error


def _name(path: Path, root: Path) -> str:
    """An example's name: the path in its folder without the suffix."""
    return os.path.splitext(below(str(path), root))[0]


def _keeps_depth(files: Sequence[Path], channels: int) -> bool:
    """Whether the levels of 16 bits are kept, as far as the headers say that the facts come from. Raises DataError."""
    return keeps_depth((_header(path) for path in spread(files)), channels)


def _header(path: Path) -> ImageHeader:
    try:
        return read_header(path)
    except UnreadableImageError as error:
        raise DataError(f"`{path}` cannot be decoded: {error}") from error


def _image_files(root: Path) -> list[Path]:
    paths = [Path(path) for path in files_below(root, SUFFIXES)]
    if not paths:
        raise DataError(f"folder `{root}` holds no images")
    return paths


def _paired(paths: Mapping[str, list[Path]], roots: Mapping[str, Path]) -> dict[str, list[Path]]:
    """The files of each field in the order of the first, by their names without suffixes. Raises DataError."""
    named = {
        field: {path.relative_to(roots[field]).with_suffix("").as_posix(): path for path in files}
        for field, files in paths.items()
    }
    first = next(iter(named))
    for field, files in named.items():
        missing = sorted(named[first].keys() ^ files.keys())
        if missing:
            raise DataError(f"`{missing[0]}` is in only one of the folders `{roots[first]}` and `{roots[field]}`")
    return {field: [files[name] for name in named[first]] for field, files in named.items()}


def _labels(paths: Sequence[Path], tops: Sequence[str | None], root: Path, labels: str | None) -> Labels:
    """The number of each image's sub-folder, and for partial labels whether it is known. tops: the sub-folders. Raises DataError."""
    if labels == "folders" and None in tops:
        raise DataError(f"`{paths[tops.index(None)]}` is in no sub-folder of `{root}`, and so has no label")
    if labels == "none" or (labels is None and None in tops):
        return None, None
    numbers = {name: number for number, name in enumerate(class_names(tops))}
    classes = np.array([numbers[top] if top else 0 for top in tops], np.int32)
    return classes, np.array([top is not None for top in tops], np.float32) if labels == "partial" else None
