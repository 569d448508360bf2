"""Networks that end in a sigmoid or a softmax are trained on their logits, for which formulas have a stable form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.ir.game import Game, Term
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.program import Program, Programs
from gancompile.compiler.ir.signature import Signature
from gancompile.compiler.ir.value import (
    Apply,
    Arithmetic,
    Broadcast,
    CrossEntropy,
    Elementwise,
    Gradient,
    Mix,
    Number,
    Pick,
    Reduction,
    Shuffle,
    Stop,
    Value,
    children,
    rebuild,
    walk,
)
from gancompile.compiler.passes.final_activation import FinalActivations, OutputOf, probability_of, without_activations

LEAST = 1e-7
"""What a probability is at least in a logarithm, where its logit is out of reach; the epsilon of Keras's own losses."""


def expose_logits(programs: Programs, report: Report) -> Programs:
    """D(x) = sigmoid(t(x)): the network computes t, and each D(x) of a formula becomes sigmoid(t(x)); so with softmax.

    The network that is sampled keeps its output, which is what a user wants, and so does one that is loaded.
    """
    return replace(programs, stages=tuple(_stage(program) for program in programs.stages))


def _stage(program: Program) -> Program:
    activations = FinalActivations(program.networks, kept=program.generator)
    found = activations.with_inner(_exposed(program, activations))
    networks = without_activations(program.networks, found)
    rewriter = _Rewriter(
        exposed={output: one.activation for output, one in found.items()},
        networks={network.name: network for network in networks},
    )
    signatures = tuple(map(rewriter.signature, program.signatures))
    return replace(program, networks=networks, game=rewriter.game(program.game), signatures=signatures)


def _exposed(program: Program, activations: FinalActivations) -> list[OutputOf]:
    """The outputs that give logits from here on: probabilities of an example, and whatever a formula takes a logarithm of."""
    found = []
    values = [term.value for player in program.game.players for term in (*player.terms, *player.watch)]
    applied = {output for value in values for part in walk(value) for output in _output_of(part, activations.networks)}
    needed = {output for value in values for output in _in_logarithms(value, activations.networks)}
    for output in sorted(applied):
        activation = activations.of(output)
        if activation is not None and (output in needed or _is_of_an_example(output, activation, activations)):
            found.append(output)
    return found


def _is_of_an_example(output: OutputOf, activation: str, activations: FinalActivations) -> bool:
    """Whether it is one probability, or one for each class, and no map or image of them."""
    shape = next(one.shape for one in activations.networks[output.network].outputs if one.name == output.output)
    return shape == (1,) if activation == "sigmoid" else len(shape) == 1


def _output_of(value: Value, networks: Mapping[str, Network]) -> Iterator[OutputOf]:
    """The output that a value is, if it is one."""
    match value:
        case Apply(network=network, several=False):
            yield OutputOf(network=network, output=networks[network].outputs[0].name)
        case Pick(of=Apply(network=network), output=output):
            yield OutputOf(network=network, output=output)


def _in_logarithms(value: Value, networks: Mapping[str, Network]) -> Iterator[OutputOf]:
    """The outputs of which a formula takes a logarithm or a cross-entropy."""
    for part in walk(value):
        match part:
            case Elementwise(function="log", of=(of,)):
                yield from _outputs_before_networks(of, networks)
            case CrossEntropy(logits=logits):
                yield from _outputs_before_networks(logits, networks)


def _outputs_before_networks(value: Value, networks: Mapping[str, Network]) -> Iterator[OutputOf]:
    """The outputs in a value that no other network has taken in."""
    found = list(_output_of(value, networks))
    yield from found
    if not found:
        for part in children(value) if not isinstance(value, Apply) else ():
            yield from _outputs_before_networks(part, networks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rewriter:
    """Rewrites formulas. exposed: the activations of outputs that give logits. networks: as they are now."""

    exposed: Mapping[OutputOf, str]
    networks: Mapping[str, Network]

    def game(self, game: Game) -> Game:
        players = tuple(
            replace(player, terms=tuple(map(self._term, player.terms)), watch=tuple(map(self._term, player.watch)))
            for player in game.players
        )
        lets = tuple(replace(let, value=self._value(let.value)) for let in game.lets)
        return replace(game, lets=lets, players=players)

    def signature(self, one: Signature) -> Signature:
        outputs = tuple(replace(output, value=self._value(output.value)) for output in one.outputs)
        return replace(one, outputs=outputs)

    def _term(self, one: Term) -> Term:
        value = self._value(one.value)
        return replace(one, value=_at_the_logit(value) if one.is_penalty else value)

    def _value(self, value: Value) -> Value:
        value = rebuild(value, self._value)
        found = next(_output_of(value, self.networks), None)
        if found is not None and found in self.exposed:
            return Elementwise(function=self.exposed[found], of=(value,))
        match value:
            case Elementwise(function="log", of=(of,)) if not _is_stable(of) and self._probability(of):
                return replace(value, of=(_at_least(of),))
            case CrossEntropy(logits=of) if not _is_stable(of) and self._probability(of) == "softmax":
                return replace(value, logits=Elementwise(function="log", of=(_at_least(of),)))
        return value

    def _probability(self, value: Value) -> str | None:
        """The activation of the outputs that a value is made of, where it is their mean, sum or product, or 1 without it."""
        output = next(_output_of(value, self.networks), None)
        if output is not None:
            return probability_of(output, self.networks)
        match value:
            case Elementwise(function="sigmoid" | "softmax" as function):
                return function
            case Arithmetic(operator="-", left=Number(value=1), right=right):
                return self._probability(right)
            case (
                Arithmetic(operator="*" | "/", left=Number(), right=one)
                | Arithmetic(operator="*" | "/", left=one, right=Number())
            ):
                return self._probability(one)
            case Arithmetic(operator="+" | "*", left=left, right=right):
                return self._probability(left) if self._probability(right) else None
            case Mix(left=left, right=right):
                return self._probability(left) if self._probability(right) else None
            case Stop(of=of) | Shuffle(of=of) | Broadcast(of=of) | Reduction(of=of):
                return self._probability(of)
        return None


def _is_stable(value: Value) -> bool:
    """Whether a value is a sigmoid or a softmax of logits, or 1 without it, whose logarithm has a stable form."""
    match value:
        case Arithmetic(operator="-", left=Number(value=1), right=right):
            return _is_stable(right)
        case Stop(of=of) | Shuffle(of=of) | Broadcast(of=of):
            return _is_stable(of)
        case Elementwise(function="sigmoid" | "softmax"):
            return True
    return False


def _at_least(probability: Value) -> Value:
    """Finite in a logarithm, where a sigmoid has been rounded to 0 or to 1."""
    return Elementwise(function="maximum", of=(probability, Number(value=LEAST)))


def _at_the_logit(value: Value) -> Value:
    """A named penalty takes the gradient of the logit, as its paper does, whether the spec ends in a sigmoid or not."""
    value = rebuild(value, _at_the_logit)
    match value:
        case Gradient(of=Elementwise(function="sigmoid", of=(Apply() | Pick() as logit,))):
            return replace(value, of=logit)
    return value
