"""Every rewriting rule against its own two sides, in float64."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.reduction_kind import ReductionKind
from gancompile.compiler.ir.value import (
    Arithmetic,
    CrossEntropy,
    Draw,
    Elementwise,
    Expectation,
    Negate,
    Number,
    Part,
    Reduction,
    Statistic,
    Value,
)
from gancompile.compiler.passes.stable_form import (
    RULES,
    cross_entropy_of_softmax,
    identity,
    log_odds,
    log_of_mean_exponentials,
    log_of_softmax,
    log_one_minus_sigmoid,
    log_sigmoid,
    one_minus_sigmoid,
    stabilize,
)

T = Draw(name="t", shape=(), distribution=Distribution.NORMAL)
V = Draw(name="v", shape=(3,), distribution=Distribution.NORMAL)


def sigmoid(of: Value) -> Value:
    return Elementwise(function="sigmoid", of=(of,))


def log(of: Value) -> Value:
    return Elementwise(function="log", of=(of,))


def minus(left: Value, right: Value) -> Value:
    return Arithmetic(operator="-", left=left, right=right)


ONE = Number(value=1)


def log_softmax(t: np.ndarray) -> np.ndarray:
    shifted = t - t.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))


def evaluate(value: Value, given: dict[str, np.ndarray]) -> np.ndarray:
    """A second reading of the values, in NumPy; numerically careful only in softplus and sigmoid themselves."""
    functions = {
        "log": np.log,
        "exp": np.exp,
        "square": np.square,
        "softmax": lambda t: np.exp(log_softmax(t)),
        "log_softmax": lambda t: log_softmax(t),
        "sigmoid": lambda t: np.where(
            t >= 0, 1 / (1 + np.exp(-np.abs(t))), np.exp(-np.abs(t)) / (1 + np.exp(-np.abs(t)))
        ),
        "softplus": lambda t: np.maximum(t, 0) + np.log1p(np.exp(-np.abs(t))),
    }
    match value:
        case Number(value=number):
            return np.float64(number)
        case Draw(name=name):
            return given[name]
        case Elementwise(function=function, of=of):
            return functions[function](*(evaluate(one, given) for one in of))
        case Statistic(function="log_mean_exp", of=of):
            parts = [evaluate(one, given) for one in of]
            top = max(part.max() for part in parts)
            return top + np.log(sum(np.exp(part - top).mean() for part in parts))
        case Part(of=of, positions=(int(at),)):
            return evaluate(of, given)[:, at]
        case CrossEntropy(labels=labels, logits=logits):
            return -(evaluate(labels, given) * log_softmax(evaluate(logits, given))).sum(-1)
        case Negate(of=of):
            return -evaluate(of, given)
        case Expectation(of=of):
            return evaluate(of, given).mean()
        case Reduction(how=how, of=of):
            inner = evaluate(of, given)
            return (
                {ReductionKind.SUM: inner.sum(1), ReductionKind.NORM: np.sqrt((inner**2).sum(1))}[how]
                if inner.ndim > 1
                else inner
            )
        case Arithmetic(operator=operator, left=left, right=right):
            a, b = evaluate(left, given), evaluate(right, given)
            return {"+": np.add, "-": np.subtract, "*": np.multiply}[operator](a, b)
    raise AssertionError(value)


@pytest.mark.parametrize("rule", [log_odds, log_sigmoid, log_one_minus_sigmoid, one_minus_sigmoid])
def test_rules_of_the_sigmoid_hold_and_stay_finite(rule) -> None:  # type: ignore[no-untyped-def]
    before = {
        log_odds: minus(log(sigmoid(T)), log(minus(ONE, sigmoid(T)))),
        log_sigmoid: log(sigmoid(T)),
        log_one_minus_sigmoid: log(minus(ONE, sigmoid(T))),
        one_minus_sigmoid: minus(ONE, sigmoid(T)),
    }[rule]
    after = rule(before)
    assert after is not None
    wide = np.linspace(-1e4, 1e4, 20_001)
    assert np.isfinite(evaluate(after, {"t": wide})).all()
    narrow = np.linspace(-15, 15, 3001)
    np.testing.assert_allclose(evaluate(after, {"t": narrow}), evaluate(before, {"t": narrow}), rtol=1e-6, atol=1e-9)


leaves = st.sampled_from([T, Number(value=2), Number(value=0.5), ONE])
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda of: Negate(of=of), inner),
        st.builds(lambda of: sigmoid(of), inner),
        st.builds(lambda of: log(sigmoid(of)), inner),
        st.builds(lambda of: log(minus(ONE, sigmoid(of))), inner),
        st.builds(
            lambda o, a, b: Arithmetic(operator=o, left=a, right=b), st.sampled_from(["+", "-", "*"]), inner, inner
        ),
    ),
    max_leaves=8,
)


@given(values)
def test_stable_forms_have_the_same_value(value: Value) -> None:
    given_t = {"t": np.linspace(-3, 3, 25)}
    with np.errstate(all="ignore"):
        expected, found = np.broadcast_arrays(evaluate(value, given_t), evaluate(stabilize(value)[0], given_t))
    # Where the formula as written overflows, as log(1 - sigmoid(50)) does, the stable form alone has a value.
    held = np.isfinite(expected) & (np.abs(expected) < 20)
    np.testing.assert_allclose(found[held], expected[held], rtol=1e-5, atol=1e-6)


@given(values)
def test_twice_is_once(value: Value) -> None:
    once, _ = stabilize(value)
    assert stabilize(once)[0] == once


def test_the_square_of_a_norm_takes_no_root() -> None:
    value = Elementwise(function="square", of=(Reduction(how=ReductionKind.NORM, of=V),))
    stable, used = stabilize(value)
    v = np.random.default_rng(0).normal(size=(7, 3))
    np.testing.assert_allclose(evaluate(stable, {"v": v}), (v**2).sum(1))
    assert used == ("square(norm(v)) = sum(square(v))",)


def test_the_discriminators_game_becomes_softplus() -> None:
    """Goodfellow et al. 2014, eq. 1: what is maximized, as what is minimized."""
    real, fake = log(sigmoid(T)), log(minus(ONE, sigmoid(T)))
    value = Negate(of=Arithmetic(operator="+", left=Expectation(of=real), right=Expectation(of=fake)))
    stable, _ = stabilize(value)
    softplus = Elementwise(function="softplus", of=(Negate(of=T),)), Elementwise(function="softplus", of=(T,))
    assert stable == Arithmetic(operator="+", left=Expectation(of=softplus[0]), right=Expectation(of=softplus[1]))


def exp(of: Value) -> Value:
    return Elementwise(function="exp", of=(of,))


U = Draw(name="u", shape=(), distribution=Distribution.NORMAL)
W = Draw(name="w", shape=(3,), distribution=Distribution.NORMAL)


def test_the_logarithm_of_mean_exponentials_holds_and_stays_finite() -> None:
    """Lin 2017: the softmax game's ln Z, where every exponential may be 0 or infinite."""
    before = log(Arithmetic(operator="+", left=Expectation(of=exp(T)), right=Expectation(of=exp(Negate(of=U)))))
    after = log_of_mean_exponentials(before)
    assert after is not None
    rng = np.random.default_rng(0)
    narrow = {"t": rng.normal(0, 5, 50), "u": rng.normal(0, 5, 50)}
    np.testing.assert_allclose(evaluate(after, narrow), evaluate(before, narrow), rtol=1e-12)
    for shift in (-1e4, 1e4):
        assert np.isfinite(evaluate(after, {"t": narrow["t"] + shift, "u": narrow["u"] - shift}))


def test_the_cross_entropy_of_a_softmax_is_that_of_its_logits() -> None:
    shares = Elementwise(function="softmax", of=(W,))
    before = Negate(of=Reduction(how=ReductionKind.SUM, of=Arithmetic(operator="*", left=V, right=log(shares))))
    assert log_of_softmax(log(shares)) == Elementwise(function="log_softmax", of=(W,))
    after, used = stabilize(before)
    assert after == CrossEntropy(labels=V, logits=W)
    assert used == (identity(log_of_softmax), identity(cross_entropy_of_softmax))
    rng = np.random.default_rng(1)
    labels = rng.dirichlet(np.ones(3), 9)
    given = {"v": labels, "w": rng.normal(0, 3, (9, 3))}
    np.testing.assert_allclose(evaluate(after, given), evaluate(before, given), rtol=1e-10)
    assert np.isfinite(evaluate(after, {"v": labels, "w": rng.uniform(-1e4, 1e4, (9, 3))})).all()


def test_the_logarithm_of_a_part_of_sigmoids_is_that_of_its_logits() -> None:
    before = log(Part(of=sigmoid(V), positions=(1,)))
    after, _ = stabilize(before)
    v = np.random.default_rng(2).normal(0, 3, (9, 3))
    np.testing.assert_allclose(evaluate(after, {"v": v}), evaluate(before, {"v": v}), rtol=1e-10)
    assert np.isfinite(evaluate(after, {"v": v * 1e4})).all()


def test_every_rule_says_its_identity() -> None:
    assert all("=" in identity(rule) for rule in RULES)


def test_a_softmax_is_no_logit() -> None:
    """A classifier that ends in a softmax, as Keras has them, is scored on what goes into it."""
    shares = Elementwise(function="softmax", of=(W,))
    stable, _ = stabilize(Expectation(of=CrossEntropy(labels=V, logits=shares)))
    assert stable == Expectation(of=CrossEntropy(labels=V, logits=W))
