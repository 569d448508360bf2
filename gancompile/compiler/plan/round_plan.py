"""The plan of a round: which updates play on which part of the batch."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gancompile.compiler.ir.batches import parts_of
from gancompile.compiler.ir.game import data_draws, trains_on_data
from gancompile.compiler.ir.program import Mode, Phase, Program
from gancompile.compiler.syntax.free_name import free_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """Updates of one player in a row.

    fields: of the data that each takes. first, times: of the parts of the batch, each update one; first is None where all take the
    same: the part of the index `part`. is_trial: its step is taken back, and nobody reads what it logs.
    """

    player: str
    times: int
    fields: tuple[str, ...]
    first: int | None = None
    part: int = 0
    is_trial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """method: of the game. parts: into how many equal parts the batch is cut, 0 where the round takes none."""

    method: str
    phase: Phase
    parts: int
    trial: tuple[Play, ...]
    plays: tuple[Play, ...]


def plan_rounds(program: Program) -> tuple[RoundPlan, ...]:
    """A plan for each phase, or one for all where their rounds are alike but for numbers."""
    alike = {(p.turns, p.mode, p.consensus_weight, p.frozen, p.batch) for p in program.phases}
    if len(alike) == 1:
        return (_round(program.phases[0], "train_step", program),)
    return tuple(_round(phase, _method(phase, program), program) for phase in program.phases)


def _method(phase: Phase, program: Program) -> str:
    slugs = [re.sub(r"[^a-z0-9]+", "_", one.name.lower()).strip("_") or "phase" for one in program.phases]
    index = program.phases.index(phase)
    slug = slugs[index]
    if slugs.count(slug) == 1:
        return f"round_{slug}"
    return f"round_{free_name(f'{slug}_{index + 1}', slugs.__contains__)}"


def _round(phase: Phase, method: str, program: Program) -> RoundPlan:
    parts, used = parts_of(phase, program.game), 0
    trial: tuple[Play, ...] = ()
    if phase.mode is Mode.EXTRAGRADIENT:
        trial = _plays(phase, program, parts, 0, is_trial=True)
        used = parts // 2 if parts > 1 else 0
    return RoundPlan(method=method, phase=phase, parts=parts, trial=trial, plays=_plays(phase, program, parts, used))


def _plays(phase: Phase, program: Program, parts: int, used: int, *, is_trial: bool = False) -> tuple[Play, ...]:
    """used: how many parts of the batch are taken already."""
    players = {player.name: player for player in program.game.players}
    made = []
    for turn in phase.turns:
        player = players[turn.player]
        fields = tuple(draw.name for draw in data_draws(player, program.game))
        own = bool(fields) and parts > 1 and trains_on_data(player)
        made.append(
            Play(
                player=turn.player,
                times=turn.times,
                fields=fields,
                first=used if own else None,
                part=max(used - 1, 0),  # what is only watched is measured on examples that are there anyway
                is_trial=is_trial,
            )
        )
        used += turn.times if own else 0
    return tuple(made)
