"""The verifier: what holds of the IR after every step. It runs after each pass in the tests, and where GANCOMPILE_VERIFY=1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from gancompile.compiler.diagnostics import InternalError
from gancompile.compiler.ir.curve import Curve, Phased, Pieces, Ramp
from gancompile.compiler.ir.game import Game, Term
from gancompile.compiler.ir.network import LayerNode, Network, same_shape
from gancompile.compiler.ir.numbers import map_numbers
from gancompile.compiler.ir.printer import print_programs, print_value
from gancompile.compiler.ir.program import Program, Programs
from gancompile.compiler.ir.value import (
    Apply,
    Draw,
    Gradient,
    Logged,
    OfWeights,
    PairExpectation,
    Pick,
    Side,
    State,
    Value,
    children,
    shape_of,
    walk,
)

UNTIMED = frozenset({"assemble_programs", "phase_durations"})
"""The steps after which numbers may still wait for the rounds of their phases."""
UNCOUNTED = UNTIMED | {"phase_settings"}
"""The steps after which curves may still have no length in rounds."""


def verify(programs: Programs, step: str) -> None:
    """Raises InternalError with the step and the printed IR where a law is broken."""
    for program in programs.stages:
        broken = [*_networks(program), *_game(program), *_phases(program), *_numbers(program, step)]
        if broken:
            raise InternalError(f"after {step}: {'; '.join(broken)}\n\n{print_programs(programs)}")


def _networks(program: Program) -> Iterator[str]:
    networks = {network.name: network for network in program.networks}
    if len(networks) < len(program.networks):
        yield "two networks have one name"
    for network in program.networks:
        yield from _network(network, networks)
    for role in (program.generator, program.discriminator):
        if role is not None and role not in networks:
            yield f"{role} is served, and there is no such network"


def _network(network: Network, networks: Mapping[str, Network]) -> Iterator[str]:
    first = len(network.inputs)
    for index, layer in enumerate(network.layers, first):
        if not all(0 <= source < index for source in layer.inputs):
            yield f"layer {index - first + 1} of {network.name} reads what comes after it"
    names = [*(node.name for node in network.inputs), *(layer.name for layer in network.layers)]
    named = Counter(name for name in names if name)
    yield from (f"{network.name} has {count} values named {name}" for name, count in named.items() if count > 1)
    yield from (f"{network.name} uses {name}, which is no network" for name in network.uses if name not in networks)
    if network.loads is not None:
        return
    for output in network.outputs:
        if not 0 <= output.index < first + len(network.layers):
            yield f"output {output.name} of {network.name} is none of its values"
        elif network.node(output.index).shape != output.shape:
            yield f"output {output.name} of {network.name} has another shape than its layer"
    yield from _sharing(network)


def _sharing(network: Network) -> Iterator[str]:
    own = {node.name for node in network.layers if isinstance(node, LayerNode) and not node.shared}
    for layer in network.layers:
        if layer.shared and layer.shared.network is None and layer.shared.layer not in own:
            yield f"{network.name} shares a layer {layer.shared.layer}, which it does not have"


def _game(program: Program) -> Iterator[str]:
    game, networks = program.game, {network.name: network for network in program.networks}
    given = [*(one.name for one in game.draws), *(one.name for one in game.lets), *(one.name for one in game.states)]
    names = Counter([*given, *networks])
    yield from (f"the name {name} has {count} meanings" for name, count in names.items() if count > 1)
    for player in game.players:
        yield from (
            f"{player.name} moves {name}, which is no network" for name in player.networks if name not in networks
        )
        for term in (*player.terms, *player.watch):
            yield from _term(term, f"{player.name}.{term.name or 'objective'}", game, networks)
    for let in game.lets:
        yield from _value(let.value, let.name, game, networks)
    logged = {one.name for player in game.players for one in player.watch}
    for state in game.states:
        read = {part.name for part in walk(state.update) if isinstance(part, Logged)}
        yield from (f"state {state.name} reads {name}, which is not logged" for name in sorted(read - logged))
        if shape_of(state.update) is not None:
            yield f"state {state.name} becomes no single number"


def _term(term: Term, where: str, game: Game, networks: Mapping[str, Network]) -> Iterator[str]:
    if shape_of(term.value) is not None:
        yield f"{where} is no single number"
    if any(isinstance(part, Logged) for part in walk(term.value)):
        yield f"{where} reads a logged number"
    yield from _value(term.value, where, game, networks)
    yield from _sides(term.value, where)


def _value(value: Value, where: str, game: Game, networks: Mapping[str, Network]) -> Iterator[str]:
    states = {state.name for state in game.states}
    for part in walk(value):
        match part:
            case Draw() if part not in game.draws:
                yield f"{where} uses the draw {part.name}, which the game does not have"
            case State(name=name) if name not in states:
                yield f"{where} uses the state {name}, which the game does not have"
            case OfWeights(network=name) if name not in networks:
                yield f"{where} takes the weights of {name}, which is no network"
            case Apply():
                yield from _application(part, where, networks)
            case Pick(of=of, output=output):
                outputs = networks[of.network].outputs if of.network in networks else ()
                if not of.several or output not in {one.name for one in outputs}:
                    yield f"{where} takes an output {output} of {of.network}, which has none"
            case Gradient(of=of, by=by) if by not in set(walk(of)):
                yield f"{where} takes a gradient by {print_value(by)}, which {print_value(of)} is not made of"


def _application(value: Apply, where: str, networks: Mapping[str, Network]) -> Iterator[str]:
    network = networks.get(value.network)
    if network is None:
        yield f"{where} applies {value.network}, which is no network"
    elif len(value.inputs) != len(network.inputs):
        yield f"{where} applies {value.network} to {len(value.inputs)} values, and it has {len(network.inputs)} inputs"
    else:
        for given, wanted in zip(value.inputs, network.inputs, strict=True):
            shape = shape_of(given)
            if shape is None or not same_shape(shape, wanted.shape):
                yield f"{where} gives {value.network} {shape} for {wanted.name}, which is {wanted.shape}"
        if value.several != network.several or value.shape != network.shape:
            yield f"{where} has another output of {value.network} than it gives"


def _sides(value: Value, where: str) -> Iterator[str]:
    """`first` and `second` stand inside of P[...] alone."""
    if isinstance(value, Side):
        yield f"{where} speaks of a pair outside of P[...]"
    elif not isinstance(value, PairExpectation):
        for child in children(value):
            yield from _sides(child, where)


def _phases(program: Program) -> Iterator[str]:
    players = {player.name for player in program.game.players}
    for phase in program.phases:
        yield from (f"phase {phase.name} has a turn of {t.player}" for t in phase.turns if t.player not in players)
        if not phase.turns:
            yield f"phase {phase.name} has no turns"


def _numbers(program: Program, step: str) -> Iterator[str]:
    """Which curves are left that a pass should have given rounds."""
    curves: list[Curve] = []

    def note(number: object) -> object:
        if isinstance(number, Pieces):
            for _, one in number.points:
                note(one)
        elif isinstance(number, Curve):
            curves.append(number)
        return number

    map_numbers(program, note)
    if step not in UNTIMED and any(isinstance(curve, Phased) for curve in curves):
        yield "a number that phases set has no rounds"
    if step not in UNCOUNTED and any(isinstance(curve, Ramp) and not curve.over_rounds for curve in curves):
        yield "a curve has no length in rounds"
