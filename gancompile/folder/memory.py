"""What a build's folder remembers: by which specs its rounds were played, and on which data. The file `build.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from gancompile.files import write_atomically
from gancompile.folder.fingerprint import DataFingerprint, fingerprint_as_json, fingerprint_from_json

FILE = "build.json"
LINEAGE = "lineage"
"""The folder of the compiled files of earlier legs, by their numbers."""
FORMAT = 1
WEIGHTS = ("networks", "game", "data", "schedule", "seed")
"""The parts of a spec that weights depend on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A stretch of rounds that one spec, one machine's choice and one set of versions have played.

    first_round: the rounds played before it. begun: the time. digest, parts: of the spec, whole and by part. how: `begun`; `extended`, by
    a schedule that goes on where the last one ended; `resumed`, with other versions; `continued`, by another game, to which weights of the
    same name and shape were carried over.
    """

    first_round: int
    begun: str
    how: str
    digest: str
    parts: Mapping[str, str]
    versions: Mapping[str, str]

    @property
    def carries(self) -> bool:
        """Whether the game before it was another one, of which what has the same name and shape is carried over."""
        return self.how == "continued"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """legs: in order, at least one. data: the files of the examples. files: the names in the folder that the compiler has written."""

    legs: tuple[Leg, ...]
    data: DataFingerprint
    files: tuple[str, ...] = field(default=())

    @property
    def leg(self) -> Leg:
        """The last one, which is under way."""
        return self.legs[-1]

    def with_leg(self, leg: Leg) -> Memory:
        """With one more leg."""
        return replace(self, legs=(*self.legs, leg))

    def with_last(self, leg: Leg) -> Memory:
        """With another last leg."""
        return replace(self, legs=(*self.legs[:-1], leg))


def read_memory(folder: Path) -> Memory | None:
    """The memory of a folder; None where it has none, or one that cannot be read."""
    try:
        values = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return _memory(values)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_memory(folder: Path, memory: Memory) -> None:
    """Writes the memory of a folder atomically."""
    values = {
        "format": FORMAT,
        "legs": [asdict(leg) for leg in memory.legs],
        "files": list(memory.files),
        "data": fingerprint_as_json(memory.data),
    }
    write_atomically(folder / FILE, _json(values))


def leg_folder(folder: Path, leg: int, memory: Memory) -> Path:
    """The compiled folder of a leg: the build's own for the last one."""
    return folder if leg == len(memory.legs) - 1 else folder / LINEAGE / f"{leg:03d}"


def _memory(values: Any) -> Memory:
    if values["format"] != FORMAT or not values["legs"]:
        raise ValueError(f"a memory of format {values['format']}")
    return Memory(
        legs=tuple(Leg(**leg) for leg in values["legs"]),
        files=tuple(values["files"]),
        data=fingerprint_from_json(values["data"]),
    )


def _json(values: Mapping[str, Any]) -> str:
    """JSON with a line for each file of the data, which may be thousands."""
    data = values["data"]
    head = json.dumps({key: value for key, value in values.items() if key != "data"}, indent=2)
    sets = (
        f"    {json.dumps(name)}: {{\n"
        + ",\n".join(f"      {json.dumps(path)}: {json.dumps(one)}" for path, one in files.items())
        + "\n    }"
        for name, files in data.items()
    )
    return f'{head[:-2]},\n  "data": {{\n' + ",\n".join(sets) + "\n  }\n}\n"
