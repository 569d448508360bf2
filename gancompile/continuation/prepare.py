"""A decision carried out, as far as files go: what the runtime then builds is all in the folder."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from gancompile.catalogue.export_format_rows import export_format_rows
from gancompile.compiler import Compilation
from gancompile.compiler.emit import CompiledFiles
from gancompile.continuation.decision import Decision, Outcome
from gancompile.environment import versions
from gancompile.files import write_atomically
from gancompile.folder import Leg, Memory, move_run, read_memory, write_memory
from gancompile.folder.manifest import read_made
from gancompile.folder.memory import LINEAGE
from gancompile.folder.own_mark import write_own_mark

NEW_LEG = {Outcome.EXTEND: "extended", Outcome.CONTINUE: "continued"}


def prepare(decision: Decision, compilation: Compilation, files: CompiledFiles) -> Path | None:
    """Writes the compiled folder and what it remembers; an earlier run is moved away where that was asked for.

    Returns: where it was moved to, if so. Raises OSError, before anything is changed where a file of the spec cannot be read.
    """
    folder = decision.folder
    contents: dict[str, str | bytes] = {name: path.read_bytes() for name, path in files.copies.items()}
    contents |= files.texts
    moved = None
    if decision.outcome is Outcome.FRESH:
        moved = move_run(folder, _own_files(folder))
    if decision.outcome in {Outcome.BEGIN, Outcome.FRESH} and not (folder / "saved_model").exists():
        write_own_mark(folder)
    memory = _memory(decision, compilation, sorted({name.partition("/")[0] for name in contents}))
    write_memory(folder, memory)
    for name, content in contents.items():
        write_atomically(folder / name, content)
    return moved


def _own_files(folder: Path) -> tuple[str, ...]:
    """The names in the folder that depend on the spec: compiled files, and a folder for each format of export."""
    memory, made = read_memory(folder), read_made(folder)
    # `gancompile export` makes formats that the manifest does not list.
    return (
        *(memory.files if memory else ()),
        *export_format_rows(),
        *((one.kind for one in made.exports) if made else ()),
    )


def _memory(decision: Decision, compilation: Compilation, files: list[str]) -> Memory:
    """The memory with the leg that is about to be played."""
    program, folder = compilation.program, decision.folder
    leg = Leg(
        first_round=0, begun=time.strftime("%Y-%m-%dT%H:%M:%S"), how="begun", digest=program.digest,
        parts=dict(program.parts), versions=versions(),
    )  # fmt: skip
    old = None if decision.outcome in {Outcome.BEGIN, Outcome.FRESH} else read_memory(folder)
    if old is None:
        return Memory(legs=(leg,), data=decision.data, files=tuple(files))
    # Legs behind that one have played nothing, and the compiled files of an earlier one are where they were archived.
    is_last = decision.leg == len(old.legs) - 1
    old = replace(old, legs=old.legs[: decision.leg + 1])
    known = replace(old, data=decision.data, files=tuple(sorted({*old.files, *files})))
    how = NEW_LEG.get(decision.outcome)
    if how is None and old.leg.versions == leg.versions:
        return known.with_last(replace(old.leg, digest=leg.digest, parts=leg.parts))
    if how is None and decision.round >= decision.rounds:
        return known.with_last(replace(old.leg, digest=leg.digest, parts=leg.parts))
    if is_last:
        _archive(folder, decision.leg, old.files)
    return known.with_leg(replace(leg, first_round=decision.round, how=how or "resumed"))


def _archive(folder: Path, number: int, files: tuple[str, ...]) -> None:
    """Copies the compiled files of a leg that has ended to where its checkpoints find them."""
    target = folder / LINEAGE / f"{number:03d}"
    for name in files:
        source = folder / name
        paths = [source] if source.is_file() else [path for path in source.rglob("*") if path.is_file()]
        for path in paths:
            write_atomically(target / path.relative_to(folder), path.read_bytes())
