"""The Keras exporter: the generator as a `.keras` file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import keras

from gancompile.files import publish_version
from gancompile.runtime.export.convertible import all_networks, convertibles
from gancompile.runtime.export.difference import measured, require_equal
from gancompile.runtime.export.exporter import Exported
from gancompile.runtime.export.network_signature import network_signature
from gancompile.runtime.export.notes import function_notes, write_notes
from gancompile.runtime.export.servable import signatures_of
from gancompile.runtime.export.unfinished_version import add_assets, unfinished_version
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program

FILE = "generator.keras"
SIGNATURE = "serving_default"
IMPORT = "import gancompile.runtime.layers"


def export(
    game: Game, program: Program, folder: Path, *,
    version: int = 1, assets: Sequence[Path] = (), quantize: str | None = None,
) -> Exported:  # fmt: skip
    """Writes `generator.keras`, and a note, into `folder/VERSION`, atomically, after a check that the loaded network computes the same.

    Its outputs are those of the network: an activation that only serving applies is in the note, under `through`.
    """
    with unfinished_version(folder) as temporary:
        game.network(program.generator.name).save(temporary / FILE)
        loaded = keras.models.load_model(temporary / FILE, compile=False)
        served = game.network(program.generator.name), loaded
        signatures = [network_signature(SIGNATURE, each, program.generator, program) for each in served]
        one, again = convertibles(signatures, [*all_networks(game), loaded])
        difference = measured(one, lambda given: dict(again.traced()(**given)))
        require_equal(difference, FILE, "float32")
        foreign = sorted(set(_classes_of_gancompile(temporary / FILE)))
        more: dict[str, Any] = {"needs": [IMPORT] if foreign else [], "layers_of_gancompile": foreign}
        note = function_notes(one, FILE, difference, None)
        note["inputs"] = note["inputs"][: len(program.generator.inputs)]
        more["through"] = dict(program.generator.through)
        every, why = signatures_of(game, program), "the file holds the network alone"
        write_notes(temporary, program, every, "keras", {SIGNATURE: note}, why=why, more=more)
        add_assets(assets, temporary)
        return Exported(
            path=publish_version(temporary, folder, version), remarks=(difference.sentence(FILE), _needs(foreign))
        )


def _needs(foreign: Sequence[str]) -> str:
    if not foreign:
        return f"{FILE} loads with Keras alone: all of its layers are Keras's own"
    return f"{FILE} loads after `{IMPORT}`, for its {', '.join(foreign)}"


def _classes_of_gancompile(path: Path) -> Iterator[str]:
    """The classes in a `.keras` file that only gancompile has."""
    with ZipFile(path) as archive:
        left = [json.loads(archive.read("config.json"))]
    while left:
        value = left.pop()
        if isinstance(value, Mapping):
            if str(value.get("registered_name") or "").startswith("gancompile>"):
                yield str(value["class_name"])
            left += value.values()
        elif isinstance(value, list):
            left += value
