"""The IR as text: data, networks, game and phases of each stage, for `show --ir` and for the verifier's reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from typing_extensions import assert_never

from gancompile.compiler.ir.curve import Held, Phased, Pieces, Ramp, Steps
from gancompile.compiler.ir.game import Game, Player, Setting, Term
from gancompile.compiler.ir.network import Argument, KerasObject, LayerNode, Network, Output, Shape
from gancompile.compiler.ir.program import DataSet, Mode, Phase, Program, Programs
from gancompile.compiler.ir.signature import Signature
from gancompile.compiler.ir.value import (
    Apply,
    Arithmetic,
    Augment,
    Broadcast,
    Comparison,
    Concatenation,
    Crop,
    CrossEntropy,
    Draw,
    Elementwise,
    Expectation,
    FirstHalf,
    Gradient,
    Logged,
    Mix,
    Negate,
    Number,
    OfWeights,
    OneHot,
    Pack,
    PairExpectation,
    Part,
    Pick,
    Pool,
    Reduction,
    Scheduled,
    Shuffle,
    Side,
    State,
    Statistic,
    Stop,
    Value,
    shape_of,
)

PRECEDENCE = {"+": 2, "-": 2, "*": 3, "/": 3, "**": 5}
COMPARISON, NEGATION, ATOM = 1, 4, 6


def print_programs(programs: Programs) -> str:
    """All stages, each a block of lines."""
    return "\n".join("\n".join(_program(program)) + "\n" for program in programs.stages)


def print_value(value: Value, names: Mapping[Value, str] = MappingProxyType({})) -> str:
    """A value as a formula. names: of values that have one, which stands for them."""
    return _Formula(names=names).text(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Formula:
    names: Mapping[Value, str]

    def text(self, value: Value, outer: int = 0) -> str:
        """A value with the brackets that it needs. outer: how tightly what stands around it binds."""
        if value in self.names:
            return self.names[value]
        match value:
            case Number(written=written) if written:
                text, own = written, PRECEDENCE["*"] if "*" in written and "(" not in written else ATOM
            case Number(value=number):
                text, own = repr(number), ATOM if number >= 0 else NEGATION
            case Negate(of=of):
                text, own = f"-{self.text(of, NEGATION)}", NEGATION
            case Comparison(operator=operator, left=left, right=right):
                own = COMPARISON
                text = f"{self.text(left, own + 1)} {operator} {self.text(right, own + 1)}"
            case Arithmetic(operator=operator, left=left, right=right):
                own = PRECEDENCE[operator]
                sides = (own + 1, own) if operator == "**" else (own, own + 1)
                text = f"{self.text(left, sides[0])} {operator} {self.text(right, sides[1])}"
            case Scheduled(curve=curve):
                text, own = print_number(curve), ATOM
            case _:
                text, own = self._atom(value), ATOM
        return f"({text})" if own < outer else text

    def _atom(self, value: Value) -> str:
        """A value that needs no brackets: a name, or a function of others."""
        match value:
            case State(name=name) | Draw(name=name):
                return name
            case Logged(name=name):
                return f"logged({name})"
            case Apply(network=network, inputs=inputs):
                return self._call(network, *inputs)
            case Pick(of=of, output=output):
                return f"{self.text(of, ATOM)}.{output}"
            case Elementwise(function=function, of=of) | Statistic(function=function, of=of):
                return self._call(function, *of)
            case OfWeights(function=function, network=network):
                return f"{function}({network})"
            case Reduction(how=how, of=of):
                return self._call(how.value, of)
            case Expectation(of=of):
                return f"E[{self.text(of)}]"
            case PairExpectation(of=of):
                return f"P[{self.text(of)}]"
            case Side(which=which, of=of):
                return self._call(which.value, of)
            case Gradient(of=of, by=by):
                return self._call("grad", of, by)
            case Mix(left=left, right=right):
                return self._call("mix", left, right)
            case Stop(of=of):
                return self._call("stop", of)
            case Shuffle(of=of, number=number):
                return f"shuffle#{number}({self.text(of)})"
            case Broadcast(of=of, axes=axes):
                return f"broadcast({self.text(of)}, {axes} more axes)"
            case FirstHalf(of=of):
                return self._call("first_half", of)
            case Pack(of=of, number=number):
                return f"pack({self.text(of)}, {number})"
            case Pool(of=of, size=size):
                return f"pool({self.text(of)}, {size})"
            case Augment(of=of, policies=policies):
                listed = "".join(f", {name}({self.text(share)})" for name, share in policies)
                return f"augment({self.text(of)}{listed})"
            case Concatenation(of=of):
                return self._call("concat", *of)
            case Part(of=of, positions=positions):
                return f"{self.text(of, ATOM)}[{', '.join(map(print_position, positions))}]"
            case Crop(of=of, at=at, size=size):
                return f"crop({self.text(of)}, {self.text(at)}, {size})"
            case OneHot(of=of, depth=depth):
                return f"one_hot({self.text(of)}, {depth})"
            case CrossEntropy(labels=labels, logits=logits):
                return self._call("cross_entropy", labels, logits)
            case Number() | Negate() | Arithmetic() | Comparison() | Scheduled():
                return self.text(value, ATOM)
            case _:
                assert_never(value)

    def _call(self, name: str, *values: Value) -> str:
        return f"{name}({', '.join(self.text(value) for value in values)})"


def print_position(position: int | tuple[int, int] | None) -> str:
    """A position between brackets, as Python writes it."""
    match position:
        case (begin, end):
            return f"{begin}:{end}"
        case None:
            return ":"
        case _:
            return str(position)


def print_number(number: Setting) -> str:
    """A number, or the curve in its place."""
    match number:
        case Ramp(kind=kind, start=start, end=end, over=over, over_rounds=rounds, since_round=since, phase=phase):
            length = f"over {rounds} rounds" if rounds else f"over {over.number:g} {over.unit.value}" if over else ""
            begin = f"from round {since}" if since else ""
            during = f"during phase {phase + 1}" if phase is not None and not rounds else ""
            warm = f"warm-up {number.warm_up_rounds} rounds" if number.warm_up_rounds else ""
            return (
                f"{kind}({', '.join(part for part in (f'{start!r} -> {end!r}', length, begin, during, warm) if part)})"
            )
        case Steps(start=start, factor=factor, every_rounds=every, since_round=since):
            begin = f", from round {since}" if since else ""
            return f"step({start!r}, times {factor!r} every {every} rounds{begin})"
        case Pieces(points=points):
            return f"piecewise({', '.join(f'{at}: {print_number(one)}' for at, one in points)})"
        case Held(state=state):
            return f"state({state})"
        case Phased(base=base, settings=settings):
            return f"phased({print_number(base)}{''.join(f', phase {i + 1}: {print_number(v)}' for i, v in settings)})"
        case int() | float() | str() | None:
            return repr(number)
        case _:
            assert_never(number)


def _shape(shape: Shape | None) -> str:
    if shape is None:
        return "scalar"
    return f"[{', '.join('?' if size is None else str(size) for size in shape)}]"


def _program(program: Program) -> Iterator[str]:
    end = program.first_round + sum(phase.rounds for phase in program.phases)
    rounds = f", rounds {program.first_round:,} to {end:,}" if end else ""
    yield f"program {program.name}, seed {program.seed}{rounds}"
    for one in program.data.sets:
        yield from _data_set(one)
    yield f"batch {program.data.batch}"
    for network in program.networks:
        yield from _network(network)
    yield from _game(program.game)
    for phase in program.phases:
        yield _phase(phase)
    judge = f", discriminator {program.discriminator}" if program.discriminator else ""
    yield f"serve generator {program.generator}{judge}, imitating {program.example}"
    for signature in program.signatures:
        yield from _signature(signature)
    for name, layers in program.carried:
        yield f"carry {name}: {'all' if layers is None else ', '.join(layers) or 'nothing'}"


def _signature(one: Signature) -> Iterator[str]:
    inputs = ", ".join(f"{draw.name}: {draw.dtype} {_shape(draw.shape)}" for draw in one.inputs)
    yield f"signature {one.name}({inputs})"
    names: dict[Value, str] = {draw: draw.name for draw in one.inputs}
    for output in one.outputs:
        yield f"  {output.name} = {print_value(output.value, names)}"


def _data_set(one: DataSet) -> Iterator[str]:
    steps = "".join(f", {key} {value}" for step in one.steps for key, value in step.items())
    yield f"data {one.name or 'set'} from {one.source}{steps}"
    for name, field in one.facts.fields.items():
        bounds = f" in [{field.low:g}, {field.high:g}]" if field.low is not None and field.high is not None else ""
        classes = f" of {field.classes} classes" if field.classes else ""
        yield f"  {one.prefix}{name}: {field.dtype} {_shape(field.shape)}{bounds}{classes}"


def _network(network: Network) -> Iterator[str]:
    inputs = ", ".join(f"{node.name}: {node.dtype} {_shape(node.shape)}" for node in network.inputs)
    like = f", like {network.like}" if network.like else ""
    loaded = ", loaded" if network.loads else ""
    frozen = ", frozen" if network.frozen else ""
    yield f"network {network.name}({inputs}){like}{loaded}{frozen}"
    for index, layer in enumerate(network.layers, len(network.inputs)):
        yield f"  {_position(network, index)} = {_layer(network, layer)}: {_shape(layer.shape)}"
    yield f"  return {', '.join(_output(one, network) for one in network.outputs)}"


def _output(one: Output, network: Network) -> str:
    through = f", served through {one.served_through}" if one.served_through else ""
    return f"{one.name} = {_position(network, one.index)}: {_shape(one.shape)}{through}"


def _position(network: Network, index: int) -> str:
    """A value of a network: an input by its name, a layer by its number and its name."""
    node = network.node(index)
    if not isinstance(node, LayerNode):
        return node.name
    return f"%{index - len(network.inputs) + 1}" + (f" {node.name}" if node.name else "")


def _layer(network: Network, layer: LayerNode) -> str:
    reads = [_position(network, index).partition(" ")[0] for index in layer.inputs]
    what = layer.kind
    if layer.network:
        what = ".".join(part for part in (layer.network, layer.output) if part)
    if layer.shared:
        what = f"share {'.'.join(part for part in (layer.shared.network, layer.shared.layer) if part)}"
    given = [] if layer.shared else [_argument(one) for one in layer.arguments]
    wraps = "".join(f" in {wrap.kind}({', '.join(map(_argument, wrap.arguments))})" for wrap in layer.wraps)
    return f"{what}({', '.join([*reads, *given])}){'' if layer.shared else wraps}"


def _argument(argument: Argument) -> str:
    return f"{argument.name}={_plain(argument.value)}"


def _plain(value: Any) -> str:
    match value:
        case KerasObject(keras=keras, arguments=arguments):
            return f"{keras}({', '.join(map(_argument, arguments))})"
        case tuple():
            return f"[{', '.join(map(_plain, value))}]"
        case Ramp() | Steps() | Pieces() | Held() | Phased():
            return print_number(value)
    return repr(value)


def _game(game: Game) -> Iterator[str]:
    names: dict[Value, str] = {}
    for draw in game.draws:
        yield f"draw {draw.name}: {_drawn(draw)}"
    for let in game.lets:
        yield f"let {let.name}: {_shape(shape_of(let.value))} = {print_value(let.value, names)}"
        names.setdefault(let.value, let.name)
    for player in game.players:
        yield from _player(player, names)
    for state in game.states:
        every = f", every {state.every_rounds} rounds" if state.every_rounds > 1 else ""
        yield f"state {state.name}: from {state.start!r}, becomes {print_value(state.update)}{every}"


def _drawn(draw: Draw) -> str:
    source = f"data.{draw.data_field}" if draw.data_field else draw.distribution
    if draw.settings:
        source += f"({', '.join(f'{name}={value:g}' for name, value in draw.settings)})"
    each = ", once a round" if draw.each_round else ""
    return f"{source} {draw.dtype} {_shape(draw.shape)}{each}"


def _player(player: Player, names: Mapping[Value, str]) -> Iterator[str]:
    settings = ", ".join(f"{name}={print_number(value)}" for name, value in player.optimizer.arguments)
    yield f"player {player.name} moves {', '.join(player.networks)} by {player.optimizer.keras}({settings})"
    for term in player.terms:
        yield f"  {'penalty' if term.is_penalty else 'minimize'} {_term(term, names)}"
    for term in player.watch:
        yield f"  watch {_term(term, names)}"
    if player.average:
        half = player.average.half_life
        yield (
            f"  average decay={print_number(player.average.decay)}"
            if half is None
            else f"  average half_life_images={print_number(half)}"
        )
    if player.clip_gradients:
        clip = player.clip_gradients
        limits = (("norm", clip.norm), ("value", clip.value))
        yield f"  clip gradients {', '.join(f'{name}={print_number(one)}' for name, one in limits if one is not None)}"
    if player.batch_factor > 1:
        yield f"  batch times {player.batch_factor}"
    if player.accumulate > 1:
        yield f"  in {player.accumulate} micro-batches"
    if player.constrain:
        yield f"  constrain {player.constrain.how.value} {print_number(player.constrain.limit)}"
    for identity in player.identities:
        yield f"  by {identity}"


def _term(term: Term, names: Mapping[Value, str]) -> str:
    every = f" every {term.every_rounds} rounds" if term.every_rounds > 1 else ""
    within = f" within {term.within}" if term.within else ""
    return f"{term.name or 'objective'}{every}{within} = {print_value(term.value, names)}"


def _phase(phase: Phase) -> str:
    length = f"{phase.rounds} rounds" if phase.rounds else f"{phase.length.number:g} {phase.length.unit.value}"
    turns = ", ".join(f"{turn.times} x {turn.player}" for turn in phase.turns)
    more = [phase.mode.value] if phase.mode is not Mode.ALTERNATING else []
    more += [f"freeze {', '.join(phase.frozen)}"] if phase.frozen else []
    more += [f"batch {phase.batch}"] if phase.batch else []
    more += [f"until {phase.until.metric}"] if phase.until else []
    return f"phase {phase.name}: {length} of {turns}{''.join(f', {one}' for one in more)}"
