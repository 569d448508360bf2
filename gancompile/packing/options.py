"""How a folder is packed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOptions:
    """labels, attributes: as of the source `images`. size: [height, width] that images are resized to; None as they are. format: of the
    written images, `png`, `jpeg` or `webp`; None for the bytes of the files. skips: whether broken images are left out. per_shard: None
    for as many as make about 100 MB.
    """

    labels: str | None = None
    attributes: Path | None = None
    size: tuple[int, int] | None = None
    format: str | None = None
    skips: bool = False
    per_shard: int | None = None
