"""The numerically stable form of formulas. The docstring of each rule begins with its identity."""

from __future__ import annotations

import math
from collections.abc import Callable, Set
from dataclasses import replace

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.ir.game import Game, Let
from gancompile.compiler.ir.program import Programs
from gancompile.compiler.ir.reduction_kind import ReductionKind
from gancompile.compiler.ir.value import (
    Arithmetic,
    CrossEntropy,
    Elementwise,
    Expectation,
    FirstHalf,
    Negate,
    Number,
    Part,
    Reduction,
    Shuffle,
    Side,
    Statistic,
    Stop,
    Value,
    children,
    rebuild,
    shape_of,
)

Rule = Callable[[Value], Value | None]


def log_sigmoid(node: Value) -> Value | None:
    """log(sigmoid(t)) = -softplus(-t)

    Finite for every float32 t, where the left side is -inf below -104.
    """
    match node:
        case Elementwise(function="log", of=(Elementwise(function="sigmoid", of=(t,)),)):
            return Negate(of=Elementwise(function="softplus", of=(Negate(of=t),)))
    return None


def log_one_minus_sigmoid(node: Value) -> Value | None:
    """log(1 - sigmoid(t)) = -softplus(t)

    Finite for every float32 t, where the left side is -inf above 17.
    """
    match node:
        case Elementwise(
            function="log",
            of=(Arithmetic(operator="-", left=Number(value=1), right=Elementwise(function="sigmoid", of=(t,))),),
        ):
            return Negate(of=Elementwise(function="softplus", of=(t,)))
        case Elementwise(function="log", of=(Elementwise(function="sigmoid", of=(Negate(of=t),)),)):
            return Negate(of=Elementwise(function="softplus", of=(t,)))
    return None


def log_odds(node: Value) -> Value | None:
    """log(sigmoid(t)) - log(1 - sigmoid(t)) = t

    The logit itself, where the left side is a difference of two large numbers.
    """
    match node:
        case Arithmetic(
            operator="-", left=Elementwise(function="log", of=(Elementwise(function="sigmoid", of=(t,)),)), right=right
        ):
            return t if log_one_minus_sigmoid(right) == Negate(of=Elementwise(function="softplus", of=(t,))) else None
    return None


def log_of_scaled(node: Value) -> Value | None:
    """log(c * a) = log(c) + log(a)

    For a number c above 0, so that the logarithm of a sigmoid stands free.
    """
    match node:
        case Elementwise(function="log", of=(Arithmetic(operator="*", left=Number(value=c), right=a),)) if c > 0:
            return Arithmetic(operator="+", left=Number(value=math.log(c)), right=Elementwise(function="log", of=(a,)))
    return None


def one_minus_sigmoid(node: Value) -> Value | None:
    """1 - sigmoid(t) = sigmoid(-t)

    Keeps all digits where sigmoid(t) rounds to 1.
    """
    match node:
        case Arithmetic(operator="-", left=Number(value=1), right=Elementwise(function="sigmoid", of=(t,))):
            return Elementwise(function="sigmoid", of=(Negate(of=t),))
    return None


def log_of_mean_exponentials(node: Value) -> Value | None:
    """log(E[exp(a)] + E[exp(b)]) = log_mean_exp(a, b)

    Taken from the largest a or b on: finite where every exponential is 0 or infinite in float32.
    """
    match node:
        case Elementwise(
            function="log",
            of=(
                Arithmetic(
                    operator="+",
                    left=Expectation(of=Elementwise(function="exp", of=(a,))),
                    right=Expectation(of=Elementwise(function="exp", of=(b,))),
                ),
            ),
        ):
            return Statistic(function="log_mean_exp", of=(a, b))
        case Elementwise(function="log", of=(Expectation(of=Elementwise(function="exp", of=(a,))),)):
            return Statistic(function="log_mean_exp", of=(a,))
    return None


def log_of_softmax(node: Value) -> Value | None:
    """log(softmax(t)) = log_softmax(t)

    Finite for every float32 t, where the left side is -inf for a share that rounds to 0.
    """
    match node:
        case Elementwise(function="log", of=(Elementwise(function="softmax", of=(t,)),)):
            return Elementwise(function="log_softmax", of=(t,))
    return None


def cross_entropy_of_softmax(node: Value) -> Value | None:
    """-sum(y * log_softmax(t)) = cross_entropy(y, t)

    One operation, whose gradient is softmax(t) - y; for a t of one axis.
    """
    match node:
        case Negate(
            of=Reduction(
                how=ReductionKind.SUM,
                of=Arithmetic(operator="*", left=y, right=Elementwise(function="log_softmax", of=(t,))),
            )
        ) if len(shape_of(t) or ()) == 1 and shape_of(y) == shape_of(t):
            return CrossEntropy(labels=y, logits=t)
    return None


def activation_outside(node: Value) -> Value | None:
    """stop(softmax(t)) = softmax(stop(t))

    So with a sigmoid, and for `shuffle`, `first_half`, `first` and `second`: the logarithm then finds its softmax.
    """
    match node:
        case Stop(of=of) | Shuffle(of=of) | FirstHalf(of=of) | Side(of=of):
            if isinstance(of, Elementwise) and of.function in {"sigmoid", "softmax"}:
                return replace(of, of=(replace(node, of=of.of[0]),))
    return None


def sigmoid_of_part(node: Value) -> Value | None:
    """sigmoid(t)[0:n] = sigmoid(t[0:n])

    The logarithm then finds its sigmoid.
    """
    match node:
        case Part(of=Elementwise(function="sigmoid", of=(t,))):
            return Elementwise(function="sigmoid", of=(replace(node, of=t),))
    return None


def cross_entropy_of_shares(node: Value) -> Value | None:
    """cross_entropy(y, softmax(t)) = cross_entropy(y, t)

    What a softmax has made are shares already; taken for logits, they would be pressed together once more.
    """
    match node:
        case CrossEntropy(labels=y, logits=Elementwise(function="softmax", of=(t,))):
            return CrossEntropy(labels=y, logits=t)
    return None


def square_of_norm(node: Value) -> Value | None:
    """square(norm(v)) = sum(square(v))

    The square root has no gradient at zero, and none is needed.
    """
    match node:
        case Elementwise(function="square", of=(Reduction(how=ReductionKind.NORM, of=v),)):
            return Reduction(how=ReductionKind.SUM, of=Elementwise(function="square", of=(v,)))
    return None


def double_negation(node: Value) -> Value | None:
    """-(-a) = a"""
    match node:
        case Negate(of=Negate(of=a)):
            return a
    return None


def negated_number(node: Value) -> Value | None:
    """-(c) = (-c)"""
    match node:
        case Negate(of=Number(value=value)):
            return Number(value=-value)
    return None


def expectation_of_negation(node: Value) -> Value | None:
    """E[-a] = -E[a]"""
    match node:
        case Expectation(of=Negate(of=a)):
            return Negate(of=Expectation(of=a))
    return None


def reduction_of_negation(node: Value) -> Value | None:
    """mean(-a) = -mean(a), and sum(-a) = -sum(a)"""
    match node:
        case Reduction(how=ReductionKind.MEAN | ReductionKind.SUM, of=Negate(of=a)):
            return Negate(of=replace(node, of=a))
    return None


def scaled_negation(node: Value) -> Value | None:
    """c * (-a) = -(c * a)"""
    match node:
        case Arithmetic(operator="*", left=left, right=Negate(of=a)):
            return Negate(of=Arithmetic(operator="*", left=left, right=a))
    return None


def negative_scale(node: Value) -> Value | None:
    """(-c) * a = -(c * a)"""
    match node:
        case Arithmetic(operator="*", left=Number(value=c), right=a) if c < 0:
            return Negate(of=Arithmetic(operator="*", left=Number(value=-c), right=a))
    return None


def plus_negation(node: Value) -> Value | None:
    """a + (-b) = a - b"""
    match node:
        case Arithmetic(operator="+", left=a, right=Negate(of=b)):
            return Arithmetic(operator="-", left=a, right=b)
    return None


def minus_negation(node: Value) -> Value | None:
    """a - (-b) = a + b"""
    match node:
        case Arithmetic(operator="-", left=a, right=Negate(of=b)):
            return Arithmetic(operator="+", left=a, right=b)
    return None


def minus_negated_difference(node: Value) -> Value | None:
    """a - (-b - c) = b + c + a"""
    match node:
        case Arithmetic(operator="-", left=a, right=Arithmetic(operator="-", left=Negate(of=b), right=c)):
            return Arithmetic(operator="+", left=Arithmetic(operator="+", left=b, right=c), right=a)
    return None


def negated_difference(node: Value) -> Value | None:
    """-(a - b) = b - a, and -(-a - b) = a + b"""
    match node:
        case Negate(of=Arithmetic(operator="-", left=Negate(of=a), right=b)):
            return Arithmetic(operator="+", left=a, right=b)
        case Negate(of=Arithmetic(operator="-", left=a, right=b)):
            return Arithmetic(operator="-", left=b, right=a)
    return None


def negated_sum(node: Value) -> Value | None:
    """-(-a + b) = a - b"""
    match node:
        case Negate(of=Arithmetic(operator="+", left=Negate(of=a), right=b)):
            return Arithmetic(operator="-", left=a, right=b)
    return None


def times_one(node: Value) -> Value | None:
    """1 * a = a"""
    match node:
        case Arithmetic(operator="*", left=Number(value=1), right=a):
            return a
    return None


def over_one(node: Value) -> Value | None:
    """a / 1 = a"""
    match node:
        case Arithmetic(operator="/", left=a, right=Number(value=1)):
            return a
    return None


RULES: tuple[Rule, ...] = (
    log_odds,
    log_of_scaled,
    log_one_minus_sigmoid,
    log_sigmoid,
    one_minus_sigmoid,
    log_of_mean_exponentials,
    log_of_softmax,
    cross_entropy_of_softmax,
    cross_entropy_of_shares,
    activation_outside,
    sigmoid_of_part,
    square_of_norm,
    double_negation,
    negated_number,
    reduction_of_negation,
    expectation_of_negation,
    scaled_negation,
    negative_scale,
    plus_negation,
    minus_negation,
    minus_negated_difference,
    negated_difference,
    negated_sum,
    times_one,
    over_one,
)
"""All rules, in the order in which they are tried; one of several functions comes before those that would take its inside."""

SIGNS = frozenset(
    {
        double_negation, reduction_of_negation, expectation_of_negation, scaled_negation, plus_negation, minus_negation,
        minus_negated_difference, negated_difference, negated_sum,
    }
)  # fmt: skip
"""The rules that move a sign, for a shorter formula and no more stable one."""

WORTH_TELLING = (
    log_odds, log_of_scaled, log_sigmoid, log_one_minus_sigmoid, one_minus_sigmoid, log_of_mean_exponentials, log_of_softmax,
    cross_entropy_of_softmax, square_of_norm,
)  # fmt: skip


def stable_form(programs: Programs, report: Report) -> Programs:
    """Each formula rewritten by all rules until none applies; each player keeps the identities that its own formula took."""
    return replace(programs, stages=tuple(replace(one, game=_game(one.game)) for one in programs.stages))


def _game(game: Game) -> Game:
    """Values that the spec names keep their sign and their names: the signs around them are not moved into them."""
    lets: list[Let] = []
    named: set[Value] = set()
    for let in game.lets:
        lets.append(replace(let, value=stabilize(let.value, named)[0]))
        named.add(lets[-1].value)
    players = []
    for player in game.players:
        done = [(term, *stabilize(term.value, named)) for term in player.terms]
        watched = tuple(replace(term, value=stabilize(term.value, named)[0]) for term in player.watch)
        identities = tuple(dict.fromkeys((*player.identities, *(one for _, _, used in done for one in used))))
        terms = tuple(replace(term, value=value) for term, value, _ in done)
        players.append(replace(player, terms=terms, watch=watched, identities=identities))
    return replace(game, lets=tuple(lets), players=tuple(players))


def stabilize(value: Value, named: Set[Value] = frozenset()) -> tuple[Value, tuple[str, ...]]:
    """The value in stable form, and the identities used that a reader of the emitted source should know.

    named: values in stable form whose signs stay.
    """
    used: list[Rule] = []
    done: dict[Value, Value] = {}

    def rewrite(node: Value) -> Value:
        if node in done:
            return done[node]
        result = _first(node, named, used)
        if result is not None and node != result:
            done[node] = rewrite(result)
            return done[node]
        inner = rebuild(node, rewrite)
        result = _first(inner, named, used)
        done[node] = rewrite(result) if result is not None else inner
        return done[node]

    result = rewrite(value)
    return result, tuple(identity(rule) for rule in WORTH_TELLING if rule in used)


def identity(rule: Rule) -> str:
    """The identity that a rule is: the first line of its docstring, or its name where Python has left those out (-OO)."""
    return (rule.__doc__ or rule.__name__.replace("_", " ")).strip().splitlines()[0]


def _first(node: Value, named: Set[Value], used: list[Rule]) -> Value | None:
    has_named = any(part in named for part in children(node))
    for rule in RULES:
        result = None if has_named and rule in SIGNS else rule(node)
        if result is not None:
            used.append(rule)
            return result
    return None
