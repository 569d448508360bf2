"""A folder of images: names, and the headers of some of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.compiler.data.facts import FieldFacts, SourceFacts, SourceProblem
from gancompile.compiler.data.paths import find

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp")
HEADERS = 200


def inspect_images(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """Facts of all images below a folder; sub-folders are labels. Sizes are read from at most 200 headers, evenly spread."""
    folder = find("folder", arguments["folder"], base, folder=True)
    if isinstance(folder, SourceProblem):
        return folder
    files = image_files(folder)
    if not files:
        return SourceProblem(
            argument="folder",
            message=f"folder `{arguments['folder']}` holds no images",
            help=f"known endings are {', '.join(SUFFIXES)}",
        )
    sizes = _sizes(files)
    if isinstance(sizes, SourceProblem):
        return sizes
    height, width = next(iter(sizes)) if len(sizes) == 1 else (None, None)
    classes = label_names(folder, files)
    fields = {"image": FieldFacts(shape=(height, width, arguments.get("channels", 3)), dtype="uint8", low=0, high=255)}
    labelled = arguments.get("labels", "folders" if classes else "none") == "folders"
    if labelled and not classes:
        return SourceProblem(
            argument="labels", message=f"folder `{arguments['folder']}` has no sub-folders to be labels"
        )
    if labelled:
        fields["label"] = FieldFacts(shape=(), dtype="int32", classes=len(classes))
    return SourceFacts(fields=fields, count=len(files), files=tuple(str(path) for path in files))


def image_files(folder: Path) -> list[Path]:
    """All images below a folder by path, hidden ones left out."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    return sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(folder).parts))


def label_names(folder: Path, files: list[Path]) -> list[str]:
    """The sub-folders that hold images, by name; empty where an image lies beside them."""
    tops = {path.relative_to(folder).parts[0] if path.parent != folder else "" for path in files}
    return [] if "" in tops else sorted(tops)


def _sizes(files: list[Path]) -> set[tuple[int, int]] | SourceProblem:
    from PIL import Image, UnidentifiedImageError

    sizes = set()
    for path in files[:: max(1, len(files) // HEADERS)]:
        try:
            with Image.open(path) as image:
                sizes.add((image.height, image.width))
        except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
            return SourceProblem(
                argument="folder", message=f"file `{path}` is no image that can be read", help="remove it, or mend it"
            )
    return sizes
