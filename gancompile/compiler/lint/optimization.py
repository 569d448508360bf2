"""Optimizers, averages and schedules: the numbers with which games are known to fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gancompile.compiler.diagnostics import Diagnostic, Span
from gancompile.compiler.ir.curve import Curve, values_of
from gancompile.compiler.ir.game import ConstraintKind, Optimizer, Player
from gancompile.compiler.ir.value import Apply, Expectation, Gradient, State, Value, walk
from gancompile.compiler.lint.context import LintContext, warning

ADAMS = frozenset({"Adam", "AdamW", "Nadam", "Adamax", "Lion"})
MOST_RATE = 1e-2


def momentum_under_clipping(context: LintContext) -> Iterator[Diagnostic]:
    """GW0505: a clipped Wasserstein critic is unstable with momentum (Arjovsky et al. 2017, section 4: RMSProp)."""
    for player in context.game.players:
        if _clips(player) and _momentum(player.optimizer) > 0:
            yield warning(
                "GW0505", player.optimizer.span,
                f"player `{player.name}` clips its weights and moves with momentum {_momentum(player.optimizer):g}",
                help="write `optimizer: {rmsprop: {learning_rate: 5.0e-5}}`, or `beta_1: 0`",
            )  # fmt: skip


def default_momentum(context: LintContext) -> Iterator[Diagnostic]:
    """GW0506: Adam's usual momentum of 0.9 makes games oscillate (Radford et al. 2016, section 4: 0.5)."""
    restless = [
        player
        for player in context.game.players
        if player.optimizer.keras in ADAMS and _momentum(player.optimizer) >= 0.9 and not _clips(player)
        if _has_opponent(player)
    ]
    for players in _by_span(restless, "beta_1"):
        yield warning(
            "GW0506", players[0].optimizer.span_of("beta_1"),
            f"{_named(players)} with momentum {_momentum(players[0].optimizer):g}, with which games tend to oscillate",
            help=_calmer(players[0].optimizer),
        )  # fmt: skip


def _calmer(optimizer: Optimizer) -> str:
    """How an optimizer gets a smaller momentum."""
    name = optimizer.keras.lower()
    if optimizer.arguments:
        return f"write `beta_1: 0.5` or `beta_1: 0` among the arguments of `{name}`"
    return f"write `{{{name}: {{beta_1: 0.5}}}}`, or `beta_1: 0`"


def high_rate(context: LintContext) -> Iterator[Diagnostic]:
    """GW0507: an Adam that steps by more than 0.01 (Radford et al. 2016, section 4: 0.0002; Heusel et al. 2017, table 1)."""
    hasty = [p for p in context.game.players if p.optimizer.keras in ADAMS and _rate(p.optimizer) > MOST_RATE]
    for players in _by_span(hasty, "learning_rate"):
        yield warning(
            "GW0507", players[0].optimizer.span_of("learning_rate"),
            f"{_named(players)} at a learning rate of {_rate(players[0].optimizer):g}",
            help="games are trained with rates from 1e-5 to 1e-3",
        )  # fmt: skip


def _by_span(players: Sequence[Player], setting: str) -> list[list[Player]]:
    """Players grouped by the span of a setting: the game's one optimizer is reported once."""
    found: dict[Span, list[Player]] = {}
    for player in players:
        found.setdefault(player.optimizer.span_of(setting), []).append(player)
    return list(found.values())


def _named(players: Sequence[Player]) -> str:
    names = " and ".join(f"`{player.name}`" for player in players)
    return f"player {names} moves" if len(players) == 1 else f"players {names} move"


def _rate(optimizer: Optimizer) -> float:
    """The largest learning rate; Keras's own where none is given."""
    rate = dict(optimizer.arguments).get("learning_rate", 0.001)
    most = max(values_of(rate)) if isinstance(rate, Curve) else rate
    return float(most) if isinstance(most, int | float) else 0.0


def hurried_critic(context: LintContext) -> Iterator[Diagnostic]:
    """GW0508: a Wasserstein critic that moves once a round is far from its best (Arjovsky et al. 2017, Algorithm 1: 5 times)."""
    if context.objective not in {"wasserstein", "wasserstein_gp"}:
        return
    for critic in context.critics:
        player = context.player_of(critic)
        for phase in context.phases:
            turns = [turn for turn in phase.turns if player is not None and turn.player == player.name]
            if player is not None and sum(turn.times for turn in turns) == 1:
                yield warning(
                    "GW0508", turns[0].span if turns[0].span.line else player.span,
                    f"the critic moves once in a round of phase `{phase.name}`",
                    help=f"write `round: [{_turns(context, player)}]`: the distance is only known at the best critic",
                )  # fmt: skip
                break


def _turns(context: LintContext, critic: Player) -> str:
    """Five turns of the critic, and one of each other player, as they stand in a spec."""
    others = [f"{{{player.name}: 1}}" for player in context.game.players if player.name != critic.name]
    return ", ".join([f"{{{critic.name}: 5}}", *others])


def unbounded_critic(context: LintContext) -> Iterator[Diagnostic]:
    """GW0513: a linear objective without a bound on the critic's gradient has no optimum (Arjovsky et al. 2017, eq. 2)."""
    for player in context.game.players:
        judged = [term for term in player.terms if not term.is_penalty]
        linear = any(_is_linear(term.value, player) for term in judged)
        # A number that the game carries is the author's own hold on it, as in BEGAN.
        bounded = player.constrain is not None or any(
            isinstance(v, Gradient | State) for term in player.terms for v in walk(term.value)
        )
        normalized = any(layer.wraps for name in player.networks for layer in context.networks[name].layers)
        regularized = any(context.networks[name].regularized for name in player.networks)
        judges = any(name in context.critics for name in player.networks)
        if judges and linear and not (bounded or normalized or regularized):
            yield warning(
                "GW0513", player.span, f"what player `{player.name}` is after grows without end as its slope grows",
                help="add `regularize: [gradient_penalty]`, `constrain: {clip: 0.01}` or spectral normalization",
            )  # fmt: skip


def endless_average(context: LintContext) -> Iterator[Diagnostic]:
    """GW0516: an average that still remembers the first weights at the end (Yazici et al. 2019, section 3)."""
    for player in context.game.players:
        decay = player.average.decay if player.average else 0.0
        updates = _updates(context, player)
        if player.average and isinstance(decay, float) and decay and updates and decay**updates > 0.1:
            yield warning(
                "GW0516", player.average.span,
                f"the average of player `{player.name}` still holds {decay ** _updates(context, player):.0%} of its initial weights "
                f"after {_updates(context, player):,} updates",
                help="lower its `decay`, or train for longer",
            )  # fmt: skip


def hasty_generator(context: LintContext) -> Iterator[Diagnostic]:
    """GW0603: a generator that moves more often than who judges it (Goodfellow et al. 2014, Algorithm 1: k ascents of D, then one of G)."""
    maker = context.player_of(context.generator)
    judges = {player.name for name in context.critics if (player := context.player_of(name)) is not None}
    if maker is None or maker.name in judges or not judges:
        return
    for phase in context.phases:
        turns = {turn.player: turn.times for turn in phase.turns}
        most = max((turns.get(name, 0) for name in judges), default=0)
        if 0 < most < turns.get(maker.name, 0):
            place = next(turn.span for turn in phase.turns if turn.player == maker.name)
            yield warning(
                "GW0603", place,
                f"in phase `{phase.name}` player `{maker.name}` moves {turns[maker.name]} times, and who judges it {most}",
                help="let the discriminator move at least as often",
            )  # fmt: skip


def _has_opponent(player: Player) -> bool:
    """Whether what a player is after depends on a network that another one moves, as that of a lone classifier does not."""
    return any(
        isinstance(v, Apply) and v.network not in player.networks for term in player.terms for v in walk(term.value)
    )


def _clips(player: Player) -> bool:
    return player.constrain is not None and player.constrain.how is ConstraintKind.CLIP


def _momentum(optimizer: Optimizer) -> float:
    given = dict(optimizer.arguments)
    default = 0.9 if optimizer.keras in ADAMS else 0.0
    value = given.get("beta_1", given.get("momentum", default))
    return float(value) if isinstance(value, int | float) else default


def _updates(context: LintContext, player: Player) -> int:
    return sum(
        phase.rounds * sum(turn.times for turn in phase.turns if turn.player == player.name) for phase in context.phases
    )


def _is_linear(value: Value, player: Player) -> bool:
    """Whether the mean of a bare output of the player's own network is a summand, and none of another function of one is.

    An exponential or a square grows faster, and bounds what is linear.
    """
    means = [v for v in walk(value) if isinstance(v, Expectation) and _judges(v, player)]
    return bool(means) and all(isinstance(mean.of, Apply) for mean in means)


def _judges(mean: Expectation, player: Player) -> bool:
    return any(isinstance(v, Apply) and v.network in player.networks for v in walk(mean.of))


RULES = (
    momentum_under_clipping, default_momentum, high_rate, hurried_critic, unbounded_critic, endless_average, hasty_generator,
)  # fmt: skip
