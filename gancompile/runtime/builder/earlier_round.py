"""The game of a build as it was after an earlier round, from one of its checkpoints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gancompile.folder import CheckpointFiles, NoCheckpointError, list_checkpoints, newest_whole, read_memory
from gancompile.folder.memory import leg_folder
from gancompile.runtime.builder.export_step import Destination, export_once
from gancompile.runtime.export import require_format_packages
from gancompile.runtime.export.contract import describe_signature
from gancompile.runtime.export.servable import signatures_of
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program, make_game, read_program
from gancompile.runtime.sampling import SignatureModel, describe_samples
from gancompile.runtime.sampling.contract_file import ports_of
from gancompile.runtime.training import CheckpointStore, Listener


@dataclass(frozen=True, slots=True, kw_only=True)
class GameAtRound:
    """A game with the program that it plays, and the checkpoint that it was restored from."""

    game: Game
    program: Program
    checkpoint: CheckpointFiles


def game_at(folder: Path, round: int | None, report: Callable[[str], None]) -> GameAtRound:
    """The game of a build after a round, or after the newest that can be restored. report: called with warnings.

    Raises NoCheckpointError where no whole checkpoint is of that round; the message lists the rounds that there are. Raises FolderError.
    """
    checkpoint = _checkpoint(folder / "checkpoints", round, report)
    memory = read_memory(folder)
    compiled = read_program(leg_folder(folder, checkpoint.leg, memory) if memory else folder)
    names = [*compiled.stages, ""]
    program = read_program(compiled.folder / names[min(checkpoint.stage, len(names) - 1)])
    game = make_game(program)
    CheckpointStore(folder / "checkpoints", game).restore(checkpoint)
    return GameAtRound(game=game, program=program, checkpoint=checkpoint)


def export_at(
    folder: Path, round: int | None, listener: Listener, *,
    format: str = "saved_model", to: Path | None = None, quantize: str | None = None, keep: int | None = None,
) -> int:  # fmt: skip
    """Exports a build as it was after a round, as a new version. to: the folder of the versions; the build's own where None.

    keep: how many versions stay there; None for what the spec says of the build's own folder. Returns: the round. Raises
    NoCheckpointError, FolderError, ExportError.
    """
    require_format_packages([format])
    found = game_at(folder, round, listener.warned)
    own = Destination.of_build(folder, format, found.program, keep)
    destination = own if to is None else Destination.elsewhere(to, format, keep)
    export_once(found.game, found.program, listener, destination, format, quantize=quantize)
    return found.checkpoint.round


def _checkpoint(folder: Path, round: int | None, report: Callable[[str], None]) -> CheckpointFiles:
    if round is None:
        newest = newest_whole(folder, report)
        if newest is None:
            raise NoCheckpointError(f"`{folder}` holds no checkpoint")
        return newest
    found = [one for one in list_checkpoints(folder) if isinstance(one, CheckpointFiles)]
    wanted = next((one for one in found if one.round == round), None)
    if wanted is None:
        known = ", ".join(f"{one.round:,}" for one in reversed(found)) or "none"
        raise NoCheckpointError(
            f"`{folder}` holds no checkpoint after round {round:,}; it holds {known}. "
            "`checkpoints: {keep: N}` in the spec keeps more of them"
        )
    damage = wanted.damage()
    if damage is not None:
        raise NoCheckpointError(f"checkpoint {wanted.name} is damaged: {damage}")
    return wanted


def model_at(folder: Path, round: int) -> SignatureModel:
    """The game of a build as it was after a round, as a model with signatures. Raises NoCheckpointError, FolderError."""
    found = game_at(folder, round, lambda _: None)
    by_name = {one.name: one for one in signatures_of(found.game, found.program)}
    return SignatureModel(
        function=lambda name: by_name[name].function.get_concrete_function(),
        signatures={name: ports_of(name, describe_signature(one)) for name, one in by_name.items()},
        description=describe_samples(found.program, found.checkpoint.round),
        identity=f"{found.program.digest} after round {found.checkpoint.round}",
    )
