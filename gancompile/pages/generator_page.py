"""The page that runs a generator, in the browser itself or by the server that gives it: its files, and the model as it reads it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "generator"
DRAWN = frozenset({"categorical", "normal", "uniform"})
"""The distributions that the page draws from a seed as TensorFlow does."""
IMAGE_CHANNELS = (1, 3, 4)


class NoPageError(Exception):
    """A generator that the page cannot show; the message is for the user."""


def page_files() -> dict[str, bytes]:
    """The files of the page by name, without those of a model."""
    return {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.is_file()}


def page_model(
    contract: Mapping[str, Any], inputs: Sequence[Mapping[str, Any]], output: Mapping[str, Any], **engine: Any
) -> dict[str, Any]:
    """`model.json` of the page.

    contract: of the export. inputs, output: as a contract describes them. engine: what computes, and where it is. Raises NoPageError for
    a generator of anything but images, or of inputs that a browser cannot make.
    """
    shape = output["shape"][1:]
    if len(shape) != 3 or shape[2] not in IMAGE_CHANNELS or not output.get("range"):
        raise NoPageError(f"the page shows images, and `{output['name']}` is {output['shape'][1:]}")
    strange = next((one for one in inputs if one.get("distribution") not in (None, *DRAWN)), None)
    if strange is not None:
        raise NoPageError(
            f"the page draws {', '.join(sorted(DRAWN))} inputs, and `{strange['name']}` is {strange['distribution']}"
        )
    return {
        "name": contract["name"],
        "version": contract["version"],
        "round": contract["round"],
        **engine,
        "inputs": [_input(one) for one in inputs],
        "output": {"name": output["name"], "shape": shape, "range": output["range"]},
    }


def _input(one: Mapping[str, Any]) -> dict[str, Any]:
    """An input as the page reads it. stream: the number beside the seed from which it is drawn."""
    kept = ("name", "dtype", "range", "distribution", "settings", "classes", "class_names")
    return {
        **{key: one[key] for key in kept if key in one},
        "shape": one["shape"][1:],
        "label": (one.get("field") or one["name"]).rpartition(".")[2].replace("_", " ").capitalize(),
        "stream": zlib.crc32(one["name"].encode()),
    }
