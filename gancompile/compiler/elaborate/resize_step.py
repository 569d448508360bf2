"""The step that gives images another size, as an advice."""

from __future__ import annotations

from collections.abc import Sequence


def resize_to(sizes: Sequence[Sequence[int]]) -> str:
    """What to write for images of one of these sizes, each [height, width]."""
    steps = " or ".join(f"`resize: {list(size)}`" for size in sizes)
    return f"write {steps} under `data`"
