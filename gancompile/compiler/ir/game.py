"""The game: players, their weights and their objectives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from gancompile.compiler.diagnostics import NOWHERE, Span
from gancompile.compiler.ir.curve import Curve
from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.value import Draw, Value, walk

Setting: TypeAlias = "int | float | bool | str | None | Curve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimizer:
    """keras: the class in `keras.optimizers`. arguments: those that the spec gives, in Keras's order."""

    keras: str
    arguments: tuple[tuple[str, Setting], ...]
    span: Span = field(default=NOWHERE, compare=False)
    spans: tuple[tuple[str, Span], ...] = field(default=(), compare=False)

    def span_of(self, name: str) -> Span:
        """The span of an argument, or of the optimizer where it is not given."""
        return dict(self.spans).get(name, self.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """An exponential moving average of a player's weights: kept * decay + new * (1 - decay) after each of its updates.

    half_life: instead of a decay, the number of examples after which one half of a weight is forgotten.
    """

    decay: float | Curve = 0.0
    half_life: float | Curve | None = None
    span: Span = field(default=NOWHERE, compare=False)


class ConstraintKind(Enum):
    """CLIP clips each weight to [-limit, limit]. MAX_NORM scales each filter whose norm is above the limit down to it."""

    CLIP = "clip"
    MAX_NORM = "max_norm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Constrain:
    """A constraint that holds for weights after each update."""

    how: ConstraintKind
    limit: float | Curve


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipGradients:
    """Limits of a player's gradients before its optimizer takes them: of the norm of all together, or of each number."""

    norm: float | Curve | None = None
    value: float | Curve | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A named part of what a player minimizes, or a number to watch. `written` is the formula as the paper or the spec has it.

    is_penalty: whether it comes of `regularize`, and so stands beside the player's own objective. every_rounds: it is computed in each
    round whose number is a multiple of that, and its value is times that. within: the lazy term with which a number is computed that is
    watched.
    """

    name: str
    value: Value
    written: str
    is_penalty: bool = False
    every_rounds: int = 1
    within: str | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Let:
    """A named value. written: its formula."""

    name: str
    value: Value
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """terms: their sum is minimized; maximizes: the spec has the negative of it, for the docstring.

    identities: the rewritings that made the terms stable. sources: the papers behind them. batch_factor: by how much what its update
    draws is more than a batch. accumulate: in how many micro-batches, one after the other, its update is computed.
    """

    name: str
    networks: tuple[str, ...]
    terms: tuple[Term, ...]
    maximizes: bool
    optimizer: Optimizer
    average: Average | None
    constrain: Constrain | None
    watch: tuple[Term, ...]
    clip_gradients: ClipGradients | None = None
    batch_factor: int = 1
    accumulate: int = 1
    identities: tuple[str, ...] = ()
    source: str | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateNumber:
    """A number that the game carries from round to round.

    update: what it becomes at the end of a round, of states and of what updates have logged. written: its formula. readers: the players
    who log that. every_rounds: it is moved in each round whose number is a multiple of that.
    """

    name: str
    start: float
    update: Value
    written: str
    readers: tuple[str, ...]
    every_rounds: int = 1
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Game:
    """states: in the order in which they are moved."""

    draws: tuple[Draw, ...]
    lets: tuple[Let, ...]
    players: tuple[Player, ...]
    states: tuple[StateNumber, ...] = ()


def data_draws(player: Player, game: Game) -> tuple[Draw, ...]:
    """The draws from the data that an update of a player takes, for its terms and for what it watches, in the game's order."""
    used = _drawn((*player.terms, *player.watch))
    return tuple(draw for draw in game.draws if draw in used and draw.distribution == Distribution.DATA)


def all_data_draws(game: Game) -> tuple[Draw, ...]:
    """The draws from the data that any player's update takes, in the game's order."""
    taken = {draw for player in game.players for draw in data_draws(player, game)}
    return tuple(draw for draw in game.draws if draw in taken)


def trains_on_data(player: Player) -> bool:
    """Whether an update of a player draws its own examples; for metrics, those of another update are used."""
    return any(draw.distribution == Distribution.DATA for draw in _drawn(player.terms))


def _drawn(terms: Sequence[Term]) -> set[Draw]:
    return {value for term in terms for value in walk(term.value) if isinstance(value, Draw)}
