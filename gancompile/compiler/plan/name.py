"""Naming: a variable for every value, with the name of the spec where it has one, else one that says what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from typing_extensions import assert_never

from gancompile.catalogue.emitted_names import imported_names
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.value import Apply, Augment, FirstHalf, Mix, Pack, Pool, Shuffle, Value, halved
from gancompile.compiler.plan.instruction import (
    Block,
    Compute,
    Instruction,
    LazyTerm,
    Log,
    Loss,
    Run,
    Sample,
    TakeGradients,
    TermOf,
)
from gancompile.compiler.plan.update_plan import UpdatePlan
from gancompile.compiler.syntax.free_name import free_name


def name(plan: UpdatePlan, game: Game, networks: Mapping[str, Network]) -> UpdatePlan:
    """The plan with a name for every variable, and with its logs, which speak of them."""
    naming = _Naming(plan=plan, game=game, networks=networks)
    naming.known = {draw: draw.name for draw in plan.arguments}
    naming.taken = {*(draw.name for draw in game.draws), *(let.name for let in game.lets), *imported_names()}
    naming.lets = _let_names(game)
    fixed = naming.block(plan.fixed)
    taped = naming.block(plan.taped)
    watched = naming.block(plan.watched)
    return replace(plan, fixed=fixed, taped=taped, watched=watched, logs=naming.logs())


@dataclass(slots=True, kw_only=True)
class _Naming:
    """known: the names of values so far. lets: the names of the spec. taken: all names of the method.

    terms: (name of the term, its variable). outside: within a function of the method, the names around it.
    """

    plan: UpdatePlan
    game: Game
    networks: Mapping[str, Network]
    known: dict[Value, str] = field(default_factory=dict)
    lets: dict[Value, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    terms: list[tuple[str, str]] = field(default_factory=list)
    outside: dict[Value, str] = field(default_factory=dict)

    def block(self, block: Block) -> Block:
        return tuple(self._named(one) for one in block)

    def _named(self, one: Instruction) -> Instruction:
        match one:
            case Sample(draw=draw):
                self.known[draw] = draw.name
                return one
            case Run(values=values):
                names = tuple(self._for(value) for value in values)
                self.known.update(zip(values, names, strict=True))
                return replace(one, names=names)
            case Compute(value=value):
                self.known[value] = self._for(value, one.otherwise)
                return replace(one, name=self.known[value])
            case TakeGradients():
                return self._gradients(one)
            case LazyTerm():
                return self._lazy(one)
            case TermOf():
                return self._term(one)
            case Loss(value=None):
                return replace(one, terms=tuple(variable for _, variable in self.terms))
            case Loss():
                return one
            case _:
                assert_never(one)

    def _gradients(self, one: TakeGradients) -> TakeGradients:
        tape = self._unique("inner_tape")
        body = self.block(one.body)
        names = tuple(
            self._let(gradient) or self._unique(f"{self.known[gradient.by]}_gradient") for gradient in one.gradients
        )
        self.known.update(zip(one.gradients, names, strict=True))
        return replace(one, body=body, tape=tape, names=names)

    def _lazy(self, one: LazyTerm) -> LazyTerm:
        names = tuple(self._unique(wanted) for wanted in one.wanted)
        function, outside = self._unique(f"{one.wanted[0]}_term"), dict(self.known)
        self.outside = outside
        body = self.block(one.body)
        self.outside = {}
        results = tuple(self._unique(wanted) for wanted in ("value", *("measured" for _ in one.values[1:])))
        self.known = outside | dict(zip(one.values[1:], names[1:], strict=True))
        self.terms.append((one.wanted[0], names[0]))
        return replace(one, body=body, function=function, names=names, results=results)

    def _term(self, one: TermOf) -> TermOf:
        """A let that holds the value under the term's own name is its variable."""
        variable = self.known.get(one.value, "")
        if variable != one.wanted:
            variable = self._unique(one.wanted if one.wanted not in self.taken else f"{one.wanted}_loss")
        self.terms.append((one.wanted, variable))
        return replace(one, name=variable)

    def logs(self) -> tuple[Log, ...]:
        """Metrics, then the terms. What is maximized is minimized with its sign turned, and logged as it was written."""
        player = self.plan.player
        by_name = {term.name or "objective": term for term in player.terms}
        logs = [Log(name=one.name, value=one.value) for one in player.watch]
        for wanted, variable in self.terms:
            term = by_name[wanted]
            negated = player.maximizes and bool(term.name) and not term.is_penalty
            logs.append(Log(name=f"{player.name}_{wanted}", variable=variable, negated=negated))
        return tuple(logs)

    def _for(self, value: Value, otherwise: str = "value") -> str:
        """The name of the spec for a value, or one that says what it is."""
        if value in self.outside:
            return self.outside[value]  # the same value computed anew: it may hide the variable around the function
        named = self._let(value)
        if named:
            return named
        match value:
            case Apply(network=network, inputs=inputs):
                return self._unique(f"{self._of(inputs[:1], '')}_{self._output(network)}".strip("_"))
            case Mix():
                return self._unique("mixed")
            case FirstHalf(of=of):
                return self._unique(f"{self._of([of], 'examples')}_half")
            case Pack(of=of):
                return self._unique(f"{self._of([of], 'examples')}_packed")
            case Augment(of=of):
                return self._unique(f"{self._of([of], 'images')}_seen")
            case Pool(of=of):
                return self._unique(f"{self._of([of], 'examples')}_pooled")
            case Shuffle(of=of):
                return self._unique(f"{self._of([of], 'examples')}_shuffled")
            case _:
                return self._unique(otherwise)

    def _of(self, values: Sequence[Value], otherwise: str) -> str:
        """The name of the first value, if it has one."""
        return next((self.known[value] for value in values if value in self.known), otherwise)

    def _output(self, network: str) -> str:
        """The word for the output of a network."""
        made = self.networks[network]
        if made.several:
            return "outputs"
        return {"sigmoid": "logit", "softmax": "logits"}.get(made.outputs[0].served_through or "", made.output_name)

    def _let(self, value: Value) -> str | None:
        """The name that the spec gives a value; a second name for the same value is not used, nor one that has been spent."""
        found = self.lets.get(value)
        return found if found not in self.known.values() else None

    def _unique(self, wanted: str) -> str:
        """A name that no line of the method has yet, and no draw or value of the spec."""
        free = free_name(wanted, self.taken.__contains__)
        self.taken.add(free)
        return free


def _let_names(game: Game) -> dict[Value, str]:
    """The names of the spec's values, and of those values for the first half of a batch."""
    names: dict[Value, str] = {}
    for let in game.lets:
        names.setdefault(let.value, let.name)
    for value, name in list(names.items()):
        names.setdefault(halved(value), f"{name}_half")
    return names
