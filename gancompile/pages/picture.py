"""Pictures of samples in a page: embedded, with what is needed to enlarge them by whole numbers."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image

ABOUT = "gancompile"
"""The text of a PNG file that describes its picture, as JSON: enlargement of each pixel; labels of columns, or of samples in turns."""
LARGEST_FILE, LARGEST_SIDE = 200_000, 1280
"""Of an embedded picture, in bytes and pixels; what is larger is embedded with losses, and stays exact in its file."""
UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An embedded picture of samples.

    source: a data URI. width, height: in pixels before any enlargement. is_grid: of images, whose pixels may be enlarged; a plot is
    shown as it is. columns: the labels of the columns. turns: the labels of samples that take turns row by row.
    """

    round: int
    source: str
    width: int
    height: int
    is_grid: bool
    columns: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()


def picture_files(folder: Path) -> list[tuple[int, Path]]:
    """The rounds and files of the pictures in a folder of samples, in order."""
    paths = ((path.stem.removeprefix("round_"), path) for path in folder.glob("round_*.png"))
    return sorted((int(number), path) for number, path in paths if number.isdecimal())


def read_pictures(folder: Path, *, newest: int | None = None) -> list[Picture]:
    """The pictures of a folder of samples in order. newest: how many of the last, if not all. One that cannot be read is left out."""
    files = picture_files(folder)
    found = [_read(round, path) for round, path in (files if newest is None else files[-newest:])]
    return [picture for picture in found if picture is not None]


def _read(round: int, path: Path) -> Picture | None:
    try:
        status = path.stat()
        return _embedded(round, path, status.st_mtime_ns, status.st_size)
    except UNREADABLE:
        return None


@lru_cache(maxsize=64)
def _embedded(round: int, path: Path, changed: int, size: int) -> Picture:
    """The picture of a file. changed, size: of the file, so that a report which is rewritten reads each file once."""
    with Image.open(path) as image:
        about = _about(image)
        enlargement = about.get("enlargement") or 1
        content, kind = path.read_bytes(), "png"
        shown = image.convert("RGB")
    if enlargement > 1:
        shown = shown.resize((shown.width // enlargement, shown.height // enlargement), Image.Resampling.NEAREST)
        content = _encoded(shown, "PNG", optimize=True)
    if len(content) > LARGEST_FILE or max(shown.size) > LARGEST_SIDE:
        shown.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
        content, kind = _encoded(shown, "WEBP", quality=90, method=2), "webp"
    return Picture(
        round=round,
        source=f"data:image/{kind};base64,{base64.b64encode(content).decode()}",
        width=shown.width,
        height=shown.height,
        is_grid="enlargement" in about,
        columns=tuple(map(str, about.get("columns", ()))),
        turns=tuple(map(str, about.get("turns", ()))),
    )


def _about(image: Image.Image) -> dict[str, Any]:
    """What the writer of the file says of the picture; nothing where it says nothing."""
    try:
        about = json.loads(getattr(image, "text", {}).get(ABOUT, "{}"))
    except ValueError:
        return {}
    return about if isinstance(about, dict) else {}


def _encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format=kind, **options)
    return buffer.getvalue()
