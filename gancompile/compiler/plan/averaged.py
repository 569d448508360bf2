"""The networks that have an average of their weights."""

from __future__ import annotations

from gancompile.compiler.ir.network import Network, contained
from gancompile.compiler.ir.program import Program


def in_order(program: Program) -> list[Network]:
    """The networks, each after those that it is made of."""
    done: dict[str, Network] = {}

    def visit(network: Network) -> None:
        for name in network.uses:
            visit(program.network(name))
        done.setdefault(network.name, network)

    for network in program.networks:
        visit(network)
    return list(done.values())


def averaged(program: Program) -> list[Network]:
    """The networks that have an average, each after those that it is made of.

    They are those of the players who have one, with what they are made of, as a copy over the very weights that are trained would be no
    copy; and the network that is sampled, where it is no player's and all that moves in it has an average.
    """
    networks = {network.name: network for network in program.networks}
    moved = {part for player in program.game.players for name in player.networks for part in contained(name, networks)}
    owned = [name for player in program.game.players if player.average for name in player.networks]
    found = {part for name in owned for part in contained(name, networks) if not networks[part].frozen}
    sampled = contained(program.generator, networks)
    if found & sampled and not (moved - found) & sampled:
        found.add(program.generator)
    return [network for network in in_order(program) if network.name in found]
