"""Laws of a game: names, ownership, terms that are single numbers, and phases of what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from gancompile.catalogue.value_rows import optimizer_rows
from gancompile.compiler.ir.game import Game, Term
from gancompile.compiler.ir.network import Network, moved_with
from gancompile.compiler.ir.program import Program
from gancompile.compiler.ir.value import Apply, Logged, shape_of, walk
from gancompile.compiler.ir.verify.values import broken_value, loose_sides


def broken_game(program: Program) -> Iterator[str]:
    """Each law that the game or its phases break, as a sentence."""
    game, networks = program.game, {network.name: network for network in program.networks}
    yield from _names(game, networks)
    yield from _owners(game, networks)
    for player in game.players:
        if player.optimizer.keras not in {row.keras for row in optimizer_rows().values()}:
            yield f"{player.name} moves by {player.optimizer.keras}, which is no optimizer"
        for term in (*player.terms, *player.watch):
            yield from _term(term, f"{player.name}.{term.name or 'objective'}", game, networks)
    for let in game.lets:
        yield from broken_value(let.value, let.name, game, networks)
    yield from _states(game)
    yield from _phases(program)
    for signature in program.signatures:
        given = replace(game, draws=(*game.draws, *signature.inputs))
        for output in signature.outputs:
            where = f"signature {signature.name}.{output.name}"
            if shape_of(output.value) is None:
                yield f"{where} has no rows"
            yield from broken_value(output.value, where, given, networks)


def _names(game: Game, networks: Mapping[str, Network]) -> Iterator[str]:
    given = [*(one.name for one in game.draws), *(one.name for one in game.lets), *(one.name for one in game.states)]
    names = Counter([*given, *networks])
    yield from (f"the name {name} has {count} meanings" for name, count in names.items() if count > 1)
    players = Counter(player.name for player in game.players)
    yield from (f"{count} players are called {name}" for name, count in players.items() if count > 1)


def _owners(game: Game, networks: Mapping[str, Network]) -> Iterator[str]:
    """Every network is moved by one player, but for those that are made of others and those that are loaded."""
    owned = [name for player in game.players for name in player.networks]
    for player in game.players:
        missing = (name for name in player.networks if name not in networks)
        yield from (f"{player.name} moves {name}, which is no network" for name in missing)
    yield from (f"{count} players move {name}" for name, count in Counter(owned).items() if count > 1)
    moved = moved_with([name for name in owned if name in networks], networks)
    terms = [term.value for player in game.players for term in player.terms]
    applied = {part.network for value in terms for part in walk(value) if isinstance(part, Apply)}
    for name in sorted(applied & networks.keys()):
        network = networks[name]
        if name not in moved and network.parameters and network.loads is None:
            yield f"{name} is applied, and no player moves it"


def _term(term: Term, where: str, game: Game, networks: Mapping[str, Network]) -> Iterator[str]:
    if shape_of(term.value) is not None:
        yield f"{where} is no single number"
    if any(isinstance(part, Logged) for part in walk(term.value)):
        yield f"{where} reads a logged number"
    yield from broken_value(term.value, where, game, networks)
    yield from loose_sides(term.value, where)


def _states(game: Game) -> Iterator[str]:
    logged = {one.name for player in game.players for one in player.watch}
    for state in game.states:
        read = {part.name for part in walk(state.update) if isinstance(part, Logged)}
        yield from (f"state {state.name} reads {name}, which is not logged" for name in sorted(read - logged))
        if shape_of(state.update) is not None:
            yield f"state {state.name} becomes no single number"


def _phases(program: Program) -> Iterator[str]:
    players = {player.name for player in program.game.players}
    networks = {network.name for network in program.networks}
    for phase in program.phases:
        yield from (f"phase {phase.name} has a turn of {t.player}" for t in phase.turns if t.player not in players)
        yield from (f"phase {phase.name} freezes {name}" for name in phase.frozen if name not in networks)
        if not phase.turns:
            yield f"phase {phase.name} has no turns"
    if program.example is not None and program.example not in program.data.facts.fields:
        yield f"the data has no field {program.example}"
