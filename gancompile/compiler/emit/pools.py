"""The pools of a game, and what they are called."""

from __future__ import annotations

from gancompile.compiler.ir.game import Game, Player
from gancompile.compiler.ir.value import Pool, walk


def pools(player: Player) -> tuple[Pool, ...]:
    """The pools that an update draws from."""
    found = (v for one in (*player.terms, *player.watch) for v in walk(one.value))
    return tuple(dict.fromkeys(v for v in found if isinstance(v, Pool)))


def pool_name(pool: Pool, game: Game) -> str:
    """What a pool is called: as the value that goes into it, where that has a name."""
    everywhere = list(dict.fromkeys(one for player in game.players for one in pools(player)))
    named = next((let.name for let in game.lets if let.value == pool.of), "examples")
    same = [one for one in everywhere if one.of == pool.of]
    return named if len(same) == 1 and named != "examples" else f"{named}_{everywhere.index(pool) + 1}"
