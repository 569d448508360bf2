"""Every rewriting rule against its own two sides, in float64."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancompile.compiler.ir import Arithmetic, Draw, Elementwise, Expectation, Negate, Number, Reduction, Value
from gancompile.compiler.passes.stabilize import (
    RULES,
    identity,
    log_odds,
    log_one_minus_sigmoid,
    log_sigmoid,
    one_minus_sigmoid,
    stabilize,
)

T = Draw(name="t", shape=(), distribution="normal")
V = Draw(name="v", shape=(3,), distribution="normal")


def sigmoid(of: Value) -> Value:
    return Elementwise(function="sigmoid", of=(of,))


def log(of: Value) -> Value:
    return Elementwise(function="log", of=(of,))


def minus(left: Value, right: Value) -> Value:
    return Arithmetic(operator="-", left=left, right=right)


ONE = Number(value=1)


def evaluate(value: Value, given: dict[str, np.ndarray]) -> np.ndarray:
    """A second reading of the values, in NumPy; numerically careful only in softplus and sigmoid themselves."""
    functions = {
        "log": np.log,
        "exp": np.exp,
        "square": np.square,
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
        case Negate(of=of):
            return -evaluate(of, given)
        case Expectation(of=of):
            return evaluate(of, given).mean()
        case Reduction(how=how, of=of):
            inner = evaluate(of, given)
            return {"sum": inner.sum(1), "norm": np.sqrt((inner**2).sum(1))}[how] if inner.ndim > 1 else inner
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
    value = Elementwise(function="square", of=(Reduction(how="norm", of=V),))
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


def test_every_rule_says_its_identity() -> None:
    assert all("=" in identity(rule) for rule in RULES)
