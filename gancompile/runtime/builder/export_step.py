"""The exports of a build: each in a version of its own, made anew only where something that it depends on has changed."""

from __future__ import annotations

from pathlib import Path

from gancompile.files import remove_old_versions
from gancompile.folder.manifest import ExportRecord, read_made
from gancompile.folder.move_run import newest_version
from gancompile.runtime.builder.manifest import export_digests
from gancompile.runtime.export import exporters
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program
from gancompile.runtime.training import Listener


def export_all(
    game: Game, program: Program, listener: Listener, *, folder: Path | None = None, anew: bool = False
) -> list[ExportRecord]:
    """Exports a game in every format. folder: of the build, where the program is one of an earlier leg. anew: also where there is an
    export of these very weights.

    Returns: the newest export of each format. Raises ExportError.
    """
    folder = folder or program.folder
    wanted = {"round": int(game.round), "digests": export_digests(program)}
    before = read_made(folder)
    earlier = {one.kind: one for one in before.exports} if before is not None else {}
    lock = program.folder / "spec.lock.yaml"
    made = []
    for kind, export in exporters().items():
        old = earlier.get(kind)
        is_same = old is not None and {"round": old.round, "digests": dict(old.digests)} == wanted
        if old is not None and is_same and not anew and (folder / old.path).exists():
            made.append(old)
            continue
        version = newest_version(folder, kind) + 1
        path = export(game, program, folder / kind, version=version, assets=[lock] if lock.exists() else [])
        listener.written(kind.replace("_", " "), path)
        made.append(ExportRecord(kind=kind, path=f"{kind}/{path.name}", **wanted))  # type: ignore[arg-type]
        if (keep := program.export.get("keep_versions")) is not None:
            remove_old_versions(folder / kind, keep)
    return made
