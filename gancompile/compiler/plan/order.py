"""Ordering: the shared values of an update as instructions, each after what it needs and under the tapes that must see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gancompile.compiler.ir.curve import Curve
from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.game import Game, Player, Term, data_draws
from gancompile.compiler.ir.network import Network, moved_with
from gancompile.compiler.ir.value import Apply, Gradient, OfWeights, Scheduled, Value, walk
from gancompile.compiler.plan.instruction import (
    Block,
    Compute,
    Instruction,
    LazyTerm,
    Limit,
    Loss,
    MoveAverage,
    Run,
    Sample,
    Step,
    TakeGradients,
    TermOf,
)
from gancompile.compiler.plan.share import outermost_gradients, shared, under_tapes
from gancompile.compiler.plan.update_plan import UpdatePlan


def order(player: Player, game: Game, networks: Mapping[str, Network]) -> UpdatePlan:
    """The plan of an update: what its networks do not move comes before the tape, all else under it, metrics after it."""
    return _Ordering(player=player, game=game, networks=networks, moving=moved_with(player.networks, networks)).plan()


@dataclass(slots=True, kw_only=True)
class _Ordering:
    """block: the instructions of the innermost block so far. known: the values that have a variable there."""

    player: Player
    game: Game
    networks: Mapping[str, Network]
    moving: frozenset[str]
    block: list[Instruction] = field(default_factory=list)
    known: dict[Value, None] = field(default_factory=dict)
    taped: bool = False
    watching: bool = False

    def plan(self) -> UpdatePlan:
        player = self.player
        data = data_draws(player, self.game)
        self.known = dict.fromkeys(data)
        self._sample(data[0].name if data else None)
        self._curves()
        each_round = [term.value for term in player.terms if term.every_rounds == 1]
        later = under_tapes(each_round)
        self.compute([v for v in shared(each_round, self.game) if not self._moves(v) and v not in later])
        fixed = self._ended()
        self.taped = True
        self.compute(each_round)
        self._loss()
        taped = self._ended()
        self.taped, self.watching = False, True
        self.compute([one.value for one in player.watch if one.value not in self.known])
        average, constrain = player.average, player.constrain
        return UpdatePlan(
            player=player,
            arguments=data,
            fixed=fixed,
            taped=taped,
            watched=self._ended(),
            step=Step(
                scheduled=tuple((k, v) for k, v in player.optimizer.arguments if isinstance(v, Curve)),
                clip=player.clip_gradients,
            ),
            limits=tuple(
                Limit(how=constrain.how, network=network, limit=constrain.limit) for network in player.networks
            )
            if constrain
            else (),
            averages=tuple(
                MoveAverage(network=network, decay=average.decay, half_life=average.half_life)
                for network in player.networks
            )
            if average
            else (),
        )

    def _ended(self) -> Block:
        """The block so far; a new one begins."""
        done, self.block = tuple(self.block), []
        return done

    def _sample(self, of_data: str | None) -> None:
        """Everything random of this update that is not of the data."""
        terms = (*self.player.terms, *self.player.watch)
        used = {part for term in terms for part in walk(term.value)}
        for draw in self.game.draws:
            if draw in used and draw.distribution != Distribution.DATA:
                self.block.append(Sample(draw=draw, of_data=of_data, factor=self.player.batch_factor))
                self.known[draw] = None

    def _curves(self) -> None:
        """Curves that several terms use, each computed once."""
        counts = Counter(part for term in self.player.terms for part in walk(term.value) if isinstance(part, Scheduled))
        for curve, count in counts.items():
            if count > 1:
                self._keep(curve, curve.name)

    def _moves(self, value: Value) -> bool:
        """Whether a value depends on weights that this player moves."""
        return any(isinstance(v, Apply | OfWeights) and v.network in self.moving for v in walk(value))

    def compute(self, values: Iterable[Value]) -> None:
        """Instructions for every part that gets a variable: gradients first, since what they are taken of is computed under their tape."""
        values = list(values)
        gradients = outermost_gradients([v for v in values if v not in self.known], self.known)
        if gradients:
            bys = list(dict.fromkeys(gradient.by for gradient in gradients))
            # A value that another one of them is made of is watched; the other is then computed under the tape.
            roots = [by for by in bys if not any(other in walk(by) for other in bys if other != by)]
            for root in roots:
                self.compute([root])
                self._keep(root, "point")
            self._take(gradients, roots)
        for part in shared(values, self.game):
            if part not in self.known:
                self._put(part)

    def _keep(self, value: Value, otherwise: str) -> None:
        """Gives a value a variable where it has none."""
        if value not in self.known:
            self.block.append(Compute(value=value, otherwise=otherwise))
            self.known[value] = None

    def _put(self, part: Value) -> None:
        """One value into a variable; its own parts have come before it."""
        if any(isinstance(v, Gradient) and v not in self.known for v in walk(part)):
            self.compute([v for v in walk(part) if isinstance(v, Gradient)])
        if isinstance(part, Apply):
            fixed = not self.taped and not self.watching and part.network not in self.moving
            self.block.append(Run(values=(part,), watching=self.watching, is_fixed=fixed))
        else:
            self.block.append(Compute(value=part))
        self.known[part] = None

    def _take(self, gradients: Sequence[Gradient], roots: Sequence[Value]) -> None:
        """One tape for all gradients of this level, which watches `roots`; what is made of them is computed under it, once."""
        needed = {v for gradient in gradients for v in (*walk(gradient.of), *walk(gradient.by))}
        for value in [v for v in self.known if v in needed - {*roots} and any(root in walk(v) for root in roots)]:
            del self.known[value]
        at_once = len(gradients) == len(roots) and not any(
            g.by in walk(other.of) for g in gradients for other in gradients if other is not g
        )
        outer, self.block = self.block, []
        for gradient in gradients:
            self.compute([gradient.by])
            self._keep(gradient.by, "point")
        self.compute([gradient.of for gradient in gradients])
        for gradient in gradients:
            self._keep(gradient.of, "per_example")
        body, self.block = self._ended(), outer
        taken = TakeGradients(watched=tuple(roots), body=body, gradients=tuple(gradients), at_once=at_once)
        self.block.append(taken)
        self.known |= dict.fromkeys(gradients)

    def _lazy(self, term: Term) -> LazyTerm:
        """A term of some rounds alone, with the metrics that are measured within it."""
        measured = [one for one in self.player.watch if one.within == term.name]
        outer, self.block, known = self.block, [], dict(self.known)
        self.compute([term.value])
        body, self.block = self._ended(), outer
        self.known = known | dict.fromkeys(one.value for one in measured)
        return LazyTerm(
            every_rounds=term.every_rounds,
            body=body,
            values=(term.value, *(one.value for one in measured)),
            wanted=(term.name, *(one.name for one in measured)),
        )

    def _loss(self) -> None:
        """The terms, and the loss that they sum to."""
        terms = self.player.terms
        regularized = tuple(name for name in self.player.networks if self.networks[name].regularized)
        if len(terms) == 1:
            self.block.append(Loss(value=terms[0].value, regularized=regularized))
            return
        for term in terms:
            lazy = term.every_rounds > 1
            self.block.append(self._lazy(term) if lazy else TermOf(value=term.value, wanted=term.name or "objective"))
        self.block.append(Loss(value=None, regularized=regularized))
