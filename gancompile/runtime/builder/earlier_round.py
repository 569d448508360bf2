"""The game of a build as it was after an earlier round, from one of its checkpoints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gancompile.folder import CheckpointFiles, NoCheckpointError, list_checkpoints, newest_whole, read_memory
from gancompile.folder.memory import leg_folder
from gancompile.runtime.builder.export_step import Destination, export_once
from gancompile.runtime.export import require_format_packages
from gancompile.runtime.export.game_model import game_model
from gancompile.runtime.game import Game
from gancompile.runtime.game.full_precision import compute_in_float32
from gancompile.runtime.program import Program, make_game, read_program
from gancompile.runtime.sampling import SignatureModel
from gancompile.runtime.training import CheckpointStore, Listener, Retention
from gancompile.runtime.training.retention import best_of


@dataclass(frozen=True, slots=True, kw_only=True)
class GameAtRound:
    """A game with the program that it plays, and the checkpoint that it was restored from."""

    game: Game
    program: Program
    checkpoint: CheckpointFiles


def game_at(folder: Path, round: int | str | None, report: Callable[[str], None]) -> GameAtRound:
    """The game of a build after a round, after the best one (`best`), or after the newest that can be restored.

    report: called with warnings. Raises FolderError, and NoCheckpointError where no whole checkpoint is of that round; the message lists
    the rounds that there are.
    """
    checkpoint = _checkpoint(folder / "checkpoints", round, report)
    memory = read_memory(folder)
    compiled = read_program(leg_folder(folder, checkpoint.leg, memory) if memory else folder)
    names = [*compiled.stages, ""]
    program = read_program(compiled.folder / names[min(checkpoint.stage, len(names) - 1)])
    game = make_game(program)
    CheckpointStore(folder / "checkpoints", game).restore(checkpoint)
    serve_in_full_precision(game, program)
    return GameAtRound(game=game, program=program, checkpoint=checkpoint)


def serve_in_full_precision(game: Game, program: Program) -> None:
    """Lets a game that was trained in 16 bits compute in float32, unless the spec exports it as it was trained."""
    if program.computes_in_16_bits and program.export.get("precision") != "trained":
        compute_in_float32(game)


def checkpoint_at(folder: Path, round: int | str | None, report: Callable[[str], None]) -> CheckpointFiles:
    """The checkpoint of a build after a round, the best one, or the newest. Raises NoCheckpointError, FolderError."""
    return _checkpoint(folder / "checkpoints", round, report)


def export_at(
    folder: Path, round: int | str | None, listener: Listener, *,
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


def _checkpoint(folder: Path, round: int | str | None, report: Callable[[str], None]) -> CheckpointFiles:
    if round is None:
        newest = newest_whole(folder, report)
        if newest is None:
            raise NoCheckpointError(f"`{folder}` holds no checkpoint")
        return newest
    found = [one for one in list_checkpoints(folder) if isinstance(one, CheckpointFiles)]
    if isinstance(round, str):
        return _best(folder, found)
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


def _best(folder: Path, found: list[CheckpointFiles]) -> CheckpointFiles:
    """The best checkpoint by the number that the spec of the build names."""
    keeping = read_program(folder.parent).checkpoints
    if keeping.best is None:
        raise NoCheckpointError(
            "the spec does not say by which number a round is best: `evaluate: {best: fid}`, or `checkpoints: {best: {lowest: NAME}}`"
        )
    best = best_of(found, Retention(best=keeping.best, highest=keeping.highest))
    if best is None:
        raise NoCheckpointError(f"`{folder}` holds no checkpoint with a number `{keeping.best}`")
    damage = best.damage()
    if damage is not None:
        raise NoCheckpointError(f"checkpoint {best.name} is damaged: {damage}")
    return best


def model_at(folder: Path, round: int | str) -> SignatureModel:
    """The game of a build as it was after a round, as a model with signatures. Raises NoCheckpointError, FolderError."""
    found = game_at(folder, round, lambda _: None)
    return game_model(found.game, found.program, found.checkpoint.round)
