"""The manifest of a build: what it has made, of what, and with which versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from gancompile.environment import versions
from gancompile.folder import Memory
from gancompile.folder.fingerprint import data_digest
from gancompile.folder.manifest import ExportRecord, write_manifest
from gancompile.folder.memory import WEIGHTS
from gancompile.runtime.program import Program


def export_digests(program: Program) -> dict[str, str]:
    """The digests of the parts that an export depends on."""
    return {part: program.parts[part] for part in (*WEIGHTS, "export")}


def describe_build(
    program: Program, memory: Memory | None, exports: Sequence[ExportRecord], *, trained: bool, rounds: int,
    durations: Mapping[str, float], onednn: str,
) -> None:  # fmt: skip
    """Writes the manifest of a build. rounds: played so far. durations: seconds by name."""
    manifest: dict[str, Any] = {
        "name": program.name,
        "digest": program.digest,
        "parts": dict(program.parts),
        "seed": program.seed,
        "trained": trained,
        "rounds": rounds,
        "seconds": {name: round(seconds, 2) for name, seconds in durations.items()},
        "versions": versions(),
        "onednn": onednn,
        "exports": [asdict(one) for one in exports],
        "classes": {
            name: field["class_names"] for name, field in program.data["fields"].items() if field.get("class_names")
        },
    }
    if memory is not None:
        manifest |= {"lineage": lineage(memory, rounds), "data": _data(memory)}
    write_manifest(program.folder, manifest)


def lineage(memory: Memory, rounds: int) -> list[dict[str, Any]]:
    """Which rounds were played by which spec, with which versions. rounds: played so far."""
    ends = [*(leg.first_round for leg in memory.legs[1:]), rounds]
    last = len(memory.legs) - 1
    return [
        {
            "rounds": [leg.first_round, end],
            "how": leg.how,
            "begun": leg.begun,
            "digest": leg.digest,
            "spec": "spec.lock.yaml" if number == last else f"lineage/{number:03d}/spec.lock.yaml",
            "versions": dict(leg.versions),
        }
        for number, (leg, end) in enumerate(zip(memory.legs, ends, strict=True))
    ]


def history(memory: Memory, rounds: int) -> list[tuple[int, int, str]]:
    """The lineage for the report: the first round, the last round, and how and by what they were played."""
    rows = []
    for leg in lineage(memory, rounds):
        versions_of = ", ".join(
            f"{name} {leg['versions'][name]}" for name in ("tensorflow", "keras") if name in leg["versions"]
        )
        rows.append(
            (*leg["rounds"], f"{leg['how']} {leg['begun'].replace('T', ' ')}, spec {leg['digest'][:12]}, {versions_of}")
        )
    return rows if len(rows) > 1 else []


def _data(memory: Memory) -> dict[str, Any]:
    """The number of the data's files, and one digest of their names and contents."""
    return {"files": sum(map(len, memory.data.values())), "sha256": data_digest(memory.data)}
