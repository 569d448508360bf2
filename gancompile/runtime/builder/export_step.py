"""The exports of a build: each in a version of its own, made anew only where something that it depends on has changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gancompile.catalogue.export_format_rows import export_format_rows
from gancompile.files import remove_old_versions, versions_in
from gancompile.folder.manifest import ExportRecord, read_made
from gancompile.folder.move_run import newest_version
from gancompile.runtime.builder.manifest import export_digests
from gancompile.runtime.export import ExportError, exporters
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program
from gancompile.runtime.training import Listener


def export_all(game: Game, program: Program, listener: Listener) -> list[ExportRecord]:
    """Exports a game in every format of its spec. Returns: the newest export of each. Raises ExportError."""
    folder = program.folder
    wanted = {"round": game.rounds_played, "digests": export_digests(program)}
    before = read_made(folder)
    earlier = {one.kind: one for one in before.exports} if before is not None else {}
    made = []
    for kind in program.formats:
        old = earlier.get(kind)
        is_same = old is not None and {"round": old.round, "digests": dict(old.digests)} == wanted
        if old is not None and is_same and (folder / old.path).exists():
            made.append(old)
            continue
        path = export_once(game, program, listener, Destination.of_build(folder, kind, program), kind)
        made.append(ExportRecord(kind=kind, path=f"{kind}/{path.name}", **wanted))  # type: ignore[arg-type]
    return made


def format_of_versions(folder: Path) -> str | None:
    """The format of the newest version in a folder; None where there is none, or of no format that is known."""
    newest = max(versions_in(folder), default=None)
    if newest is None:
        return None
    version = folder / str(newest)
    return next((row.key for row in export_format_rows().values() if any(version.glob(row.file))), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where an export goes: `folder/VERSION`. version: the least that it may be. keep: how many versions stay there, None for all."""

    folder: Path
    version: int
    keep: int | None

    @classmethod
    def of_build(cls, build: Path, format: str, program: Program, keep: int | None = None) -> Destination:
        """The next version in a build's own folder. keep: in place of what the spec says."""
        kept = keep if keep is not None else program.export.get("keep_versions")
        return cls(folder=build / format, version=newest_version(build, format) + 1, keep=kept)

    @classmethod
    def elsewhere(cls, folder: Path, format: str, keep: int | None) -> Destination:
        """The next version in a folder of the user's, in which a spec removes nothing.

        Raises ExportError for a folder of versions of another format.
        """
        there = format_of_versions(folder)
        if there not in (None, format):
            raise ExportError(
                f"`{folder}` holds versions of the format `{there}`, and a server takes the newest one: "
                f"choose another folder for `{format}`"
            )
        return cls(folder=folder, version=max(versions_in(folder), default=0) + 1, keep=keep)


def export_once(
    game: Game, program: Program, listener: Listener, to: Destination, format: str, *, quantize: str | None = None
) -> Path:
    """Exports a game in one format. Returns: the new version. Raises ExportError."""
    lock = program.folder / "spec.lock.yaml"
    made = exporters()[format](
        game, program, to.folder, version=to.version, assets=[lock] if lock.exists() else [], quantize=quantize
    )
    listener.written(format.replace("_", " "), made.path)
    for remark in made.remarks:
        listener.message(f"  {remark}")
    removed = remove_old_versions(to.folder, to.keep) if to.keep is not None else []
    if removed:
        listener.message(
            f"  removed version{'s' * (len(removed) > 1)} {', '.join(map(str, removed))}: {to.keep} are kept"
        )
    return made.path
