"""A folder of images: names, and the headers of some of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.compiler.data.facts import FieldFacts, SourceFacts, SourceProblem
from gancompile.compiler.data.paths import find

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp")
HEADERS = 200
TURNED = ("JPEG", "WEBP")
"""The formats of cameras, whose EXIF orientation is followed. The runtime knows the same two."""
SIDEWAYS = frozenset({5, 6, 7, 8})


def inspect_images(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """Facts of all images below a folder; sub-folders are labels.

    Sizes are read from at most 200 headers, evenly spread.
    """
    written = arguments["folder"]
    folder = find("folder", written, base, folder=True)
    if isinstance(folder, SourceProblem):
        return folder
    files = _image_files(folder)
    if not files:
        endings = f"known endings are {', '.join(SUFFIXES)}"
        return SourceProblem(argument="folder", message=f"folder `{written}` holds no images", help=endings)
    tops = [path.relative_to(folder).parts[0] if path.parent != folder else None for path in files]
    labels = arguments.get("labels") or ("none" if None in tops else "folders")
    if labels == "folders" and None in tops:
        name = files[tops.index(None)].name
        return SourceProblem(
            argument="labels",
            message=f"image `{name}` of folder `{written}` is in no sub-folder, and so has no label",
            help="put every image into the folder of its class, or write `labels: none`",
        )
    sizes = _sizes(files[:: -(-len(files) // HEADERS)])
    if isinstance(sizes, SourceProblem):
        return sizes
    size = next(iter(sizes)) if len(sizes) == 1 else (None, None)
    fields = {"image": FieldFacts(shape=(*size, arguments.get("channels", 3)), dtype="uint8", low=0, high=255)}
    if labels == "folders":
        fields["label"] = FieldFacts(shape=(), dtype="int32", classes=len(set(tops)))
    return SourceFacts(fields=fields, count=len(files), files=tuple(str(path) for path in files))


def _image_files(folder: Path) -> list[Path]:
    """All images below a folder by path, hidden ones left out."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    return sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(folder).parts))


def _sizes(files: list[Path]) -> set[tuple[int, int]] | SourceProblem:
    from PIL import Image

    sizes = set()
    for path in files:
        try:
            with Image.open(path) as image:
                sideways = image.format in TURNED and image.getexif().get(0x0112) in SIDEWAYS
                sizes.add((image.width, image.height) if sideways else (image.height, image.width))
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            message = f"file `{path}` is no image that can be read"
            return SourceProblem(argument="folder", message=message, help="remove it, or mend it")
    return sizes
