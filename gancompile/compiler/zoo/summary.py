"""The task and the size of a spec of the zoo, computed by the compiler."""

from __future__ import annotations

import json
import struct
import tempfile
import wave
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from gancompile.catalogue.sources import source_rows
from gancompile.compiler.compilation import Compilation
from gancompile.compiler.pipeline import compile_text, compiled_files
from gancompile.compiler.zoo.zoo import ZooSpec

SIDE = 256
"""Of the example image, in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZooSummary:
    """task: what is made of what, in a word or two. weights: of all networks together, as far as a player moves them."""

    task: str
    weights: int


def summarized(spec: ZooSpec) -> ZooSummary:
    """A spec that waits for a folder of the user's is compiled over one that holds an example of each of two classes."""
    with tempfile.TemporaryDirectory() as temporary:
        for kind in ("one", "two"):
            _put_examples(Path(temporary) / kind)
        overrides = tuple(f"{place}={temporary}" for place in _waiting(spec))
        compilation = compile_text(spec.text, name=f"{spec.name}.yaml", folder=spec.path.parent, overrides=overrides)
    program = compilation.program
    return ZooSummary(
        task=spec.header_task or _task(compilation),
        weights=sum(network.parameters for network in program.networks),
    )


def _task(compilation: Compilation) -> str:
    """The output and inputs of the sampled network, in words."""
    program = compilation.program
    emitted = json.loads(compiled_files(compilation).program)
    kinds = (source_rows()[one.source].samples for one in program.data.sets)
    made = next((kind for kind in kinds if kind), None)
    given = [emitted["data"]["fields"][one["field"]] for one in emitted["generator"]["inputs"] if one["field"]]
    if any(field["classes"] is None and len(field["shape"]) > 1 for field in given):
        return f"{made or 'image'} to {made or 'image'}"
    if "labelled" in emitted["data"]["rename"].values():
        return "semi-supervised"
    if made is None and len(program.network(program.generator).shape) == 1:
        made = "points"
    if made is None:
        return "conditional" if given else "unconditional"
    return f"conditional {made}" if given else made


def _waiting(spec: ZooSpec) -> Iterator[str]:
    """The paths in the spec of the folders that its sources read: one, or one for each field."""
    data = yaml.safe_load(spec.text)["data"]
    sets = {f"data.sets.{name}": one for name, one in data["sets"].items()} if "sets" in data else {"data": data}
    for place, one in sets.items():
        source = one["source"]
        if isinstance(source, dict):
            for kind, arguments in source.items():
                if "folder" in arguments:
                    yield f"{place}.source.{kind}.folder"
                yield from (f"{place}.source.{kind}.folders.{field}" for field in arguments.get("folders", ()))


def _put_examples(folder: Path) -> None:
    """A black image, and a sound of one number."""
    folder.mkdir()
    with wave.open(str(folder / "sound.wav"), "wb") as sound:
        sound.setparams((1, 2, 16000, 0, "NONE", ""))
        sound.writeframes(b"\0\0")

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    # A crop wants an image of at least its size.
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(bytes(SIDE * (1 + 3 * SIDE))))
    (folder / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b""))
