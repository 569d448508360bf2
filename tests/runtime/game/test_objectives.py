"""Every objective and penalty of the catalogue against the paper's formula, written a second time in NumPy: value and gradient."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

Array = np.ndarray


def sigmoid(t: Array) -> Array:
    return 1 / (1 + np.exp(-t))


class Oracle:
    """The tiny game's networks in float64, their weights given as a flat list of arrays: two dense layers with tanh between."""

    def __init__(self, x: Array, z: Array, between: Array | None, drawn: dict[str, Array] | None = None) -> None:
        self.x, self.z, self.u, self.drawn = x, z, between, drawn or {}

    @staticmethod
    def network(weights: Sequence[Array], values: Array) -> Array:
        kernel, bias, kernel_2, bias_2 = weights
        return np.tanh(values @ kernel + bias) @ kernel_2 + bias_2

    @staticmethod
    def gradient(weights: Sequence[Array], values: Array) -> Array:
        """d D / d x, worked out by hand: (1 - tanh^2) * w2, back through w1."""
        kernel, bias, kernel_2, _ = weights
        return ((1 - np.tanh(values @ kernel + bias) ** 2) * kernel_2[:, 0]) @ kernel.T


def minimax_d(o: Oracle, d: Any, g: Any) -> float:
    real, fake = sigmoid(o.network(d, o.x)), sigmoid(o.network(d, o.network(g, o.z)))
    return -float(np.log(real).mean() + np.log(1 - fake).mean())


def minimax_g(o: Oracle, d: Any, g: Any) -> float:
    return float(np.log(1 - sigmoid(o.network(d, o.network(g, o.z)))).mean())


def non_saturating_g(o: Oracle, d: Any, g: Any) -> float:
    return -float(np.log(sigmoid(o.network(d, o.network(g, o.z)))).mean())


def least_squares_d(o: Oracle, d: Any, g: Any) -> float:
    """Mao et al. 2017, eq. 9, with a = 0, b = c = 1."""
    return float(0.5 * ((o.network(d, o.x) - 1) ** 2).mean() + 0.5 * (o.network(d, o.network(g, o.z)) ** 2).mean())


def least_squares_g(o: Oracle, d: Any, g: Any) -> float:
    return float(0.5 * ((o.network(d, o.network(g, o.z)) - 1) ** 2).mean())


def wasserstein_d(o: Oracle, d: Any, g: Any) -> float:
    return float(o.network(d, o.network(g, o.z)).mean() - o.network(d, o.x).mean())


def wasserstein_g(o: Oracle, d: Any, g: Any) -> float:
    return -float(o.network(d, o.network(g, o.z)).mean())


def wasserstein_gp_d(o: Oracle, d: Any, g: Any) -> float:
    """Gulrajani et al. 2017, eq. 3, with lambda 10."""
    assert o.u is not None
    norms = np.sqrt((o.gradient(d, o.u) ** 2).sum(axis=1))
    return wasserstein_d(o, d, g) + 10 * float(((norms - 1) ** 2).mean())


def hinge_d(o: Oracle, d: Any, g: Any) -> float:
    fake = o.network(d, o.network(g, o.z))
    return float(np.maximum(0, 1 - o.network(d, o.x)).mean() + np.maximum(0, 1 + fake).mean())


def with_r1_r2(o: Oracle, d: Any, g: Any) -> float:
    """Mescheder et al. 2018, eq. 9 and 10, with gamma / 2 of 0.7 and 0.3."""
    r1 = (o.gradient(d, o.x) ** 2).sum(axis=1).mean()
    r2 = (o.gradient(d, o.network(g, o.z)) ** 2).sum(axis=1).mean()
    return minimax_d(o, d, g) + 0.7 * float(r1) + 0.3 * float(r2)


def judged(o: Oracle, d: Any, g: Any) -> tuple[Array, Array]:
    """The critic at real and at generated examples."""
    return o.network(d, o.x), o.network(d, o.network(g, o.z))


def relativistic_d(o: Oracle, d: Any, g: Any) -> float:
    """Jolicoeur-Martineau 2018, RSGAN: each real with the fake of its place."""
    real, fake = judged(o, d, g)
    return -float(np.log(sigmoid(real - fake)).mean())


def relativistic_g(o: Oracle, d: Any, g: Any) -> float:
    real, fake = judged(o, d, g)
    return -float(np.log(sigmoid(fake - real)).mean())


def relativistic_average_d(o: Oracle, d: Any, g: Any) -> float:
    real, fake = judged(o, d, g)
    return -float(np.log(sigmoid(real - fake.mean())).mean() + np.log(1 - sigmoid(fake - real.mean())).mean())


def relativistic_average_g(o: Oracle, d: Any, g: Any) -> float:
    real, fake = judged(o, d, g)
    return -float(np.log(sigmoid(fake - real.mean())).mean() + np.log(1 - sigmoid(real - fake.mean())).mean())


def energy_based_d(o: Oracle, d: Any, g: Any) -> float:
    real, fake = judged(o, d, g)
    return float(real.mean() + np.maximum(0, 10 - fake).mean())


def f_divergence(activation: Callable[[Array], Array], conjugate: Callable[[Array], Array]) -> tuple[Any, Any]:
    """Both losses of Nowozin et al. 2016, eq. 6, from an output activation (table 6) and a conjugate (table 2)."""

    def discriminator(o: Oracle, d: Any, g: Any) -> float:
        real, fake = judged(o, d, g)
        return -float(activation(real).mean() - conjugate(activation(fake)).mean())

    def generator(o: Oracle, d: Any, g: Any) -> float:
        return -float(conjugate(activation(judged(o, d, g)[1])).mean())

    return discriminator, generator


DIVERGENCES = {
    "f_total_variation": f_divergence(lambda v: 0.5 * np.tanh(v), lambda t: t),
    "f_kl": f_divergence(lambda v: v, lambda t: np.exp(t - 1)),
    "f_reverse_kl": f_divergence(lambda v: -np.exp(-v), lambda t: -1 - np.log(-t)),
    "f_pearson": f_divergence(lambda v: v, lambda t: 0.25 * t**2 + t),
    "f_squared_hellinger": f_divergence(lambda v: 1 - np.exp(-v), lambda t: t / (1 - t)),
    "f_jensen_shannon": f_divergence(lambda v: np.log(2) - np.log(1 + np.exp(-v)), lambda t: -np.log(2 - np.exp(t))),
}


def one_sided_d(o: Oracle, d: Any, g: Any) -> float:
    """Petzka et al. 2018, eq. 8, on the hinge's critic."""
    assert o.u is not None
    norms = np.sqrt((o.gradient(d, o.u) ** 2).sum(axis=1))
    return hinge_d(o, d, g) + 10 * float((np.maximum(0, norms - 0.5) ** 2).mean())


def with_penalty(penalty: Callable[..., float], side: str) -> Callable[..., float]:
    """The non-saturating game with a penalty for one side."""
    loss = minimax_d if side == "d" else non_saturating_g
    return lambda o, d, g: loss(o, d, g) + penalty(o, d, g)


def dragan(o: Oracle, d: Any, g: Any) -> float:
    """Kodali et al. 2017, eq. 4, with noise of deviation 0.5."""
    norms = np.sqrt((o.gradient(d, o.x + 0.5 * o.drawn["noise"]) ** 2).sum(axis=1))
    return 10 * float(((norms - 1) ** 2).mean())


STATES = {"real_mean": 0.3, "fake_mean": -0.2, "balance": 0.4}
"""What the numbers that a game carries are set to, so that they count."""


def lecam(o: Oracle, d: Any, g: Any) -> float:
    """Tseng et al. 2021, eq. 3, with the relu of the authors' code around each difference."""
    real, fake = judged(o, d, g)
    above, below = np.maximum(real - STATES["fake_mean"], 0), np.maximum(STATES["real_mean"] - fake, 0)
    return 0.3 * float((above**2).mean() + (below**2).mean())


def orthogonal(o: Oracle, d: Any, g: Any) -> float:
    """Brock et al. 2019, eq. 3: |W^T W * (1 - I)|^2 over the two kernels."""
    products = [kernel.T @ kernel for kernel in (g[0], g[2])]
    return 0.01 * float(sum(((one * (1 - np.eye(len(one)))) ** 2).sum() for one in products))


def mode_seeking(o: Oracle, d: Any, g: Any) -> float:
    """Mao et al. 2019, eq. 4, turned over."""
    made, other = o.network(g, o.z), o.network(g, o.drawn["other"])
    ratio = np.abs(made - other).mean(axis=1) / np.abs(o.z - o.drawn["other"]).mean(axis=1)
    return 0.5 / (float(ratio.mean()) + 1e-5)


def path_length(o: Oracle, d: Any, g: Any) -> float:
    """Karras et al. 2020, eq. 4, with the gradient of sum(G(z) * noise) / sqrt(1) by z worked out by hand, on all of the batch.

    The latent goes into five layers, by whose number the squares of the lengths are divided (appendix B).
    """
    kernel, bias, kernel_2, _ = g
    inner = (1 - np.tanh(o.z @ kernel + bias) ** 2) * (o.drawn["noise"] @ kernel_2.T)
    lengths = np.sqrt(((inner @ kernel.T) ** 2).sum(axis=1) / 5)
    return 2 * 3 * float((lengths**2).mean())


def feature_matching(o: Oracle, d: Any, g: Any) -> float:
    """Salimans et al. 2016, section 3.1, with the examples themselves as features."""
    return float(((o.x.mean(axis=0) - o.network(g, o.z).mean(axis=0)) ** 2).sum())


def began_d(o: Oracle, d: Any, g: Any) -> float:
    real, fake = judged(o, d, g)
    return float(real.mean() - STATES["balance"] * fake.mean())


def log_z(o: Oracle, d: Any, g: Any) -> float:
    """Lin 2017: the logarithm of the sum of exp(-D) over the batch, but for the logarithm of its size."""
    real, fake = judged(o, d, g)
    return float(np.log(np.exp(-real).mean() + np.exp(-fake).mean()))


def softmax_g(o: Oracle, d: Any, g: Any) -> float:
    real, fake = judged(o, d, g)
    return 0.5 * float(real.mean() + fake.mean()) + log_z(o, d, g)


GAMES: list[tuple[str, tuple[str, ...], Callable[..., float], Callable[..., float]]] = [
    ("minimax", (), minimax_d, minimax_g),
    ("non_saturating", (), minimax_d, non_saturating_g),
    ("least_squares", (), least_squares_d, least_squares_g),
    ("wasserstein", (), wasserstein_d, wasserstein_g),
    ("wasserstein_gp", (), wasserstein_gp_d, wasserstein_g),
    ("hinge", (), hinge_d, wasserstein_g),
    ("relativistic_standard", (), relativistic_d, relativistic_g),
    ("relativistic_average", (), relativistic_average_d, relativistic_average_g),
    ("energy_based", (), energy_based_d, lambda o, d, g: float(judged(o, d, g)[1].mean())),
    *((name, (), *losses) for name, losses in DIVERGENCES.items()),
    ("began", (), began_d, lambda o, d, g: float(judged(o, d, g)[1].mean())),
    ("softmax", (), lambda o, d, g: float(judged(o, d, g)[0].mean()) + log_z(o, d, g), softmax_g),
    ("non_saturating", ("game.regularize=[dragan]",), with_penalty(dragan, "d"), non_saturating_g),
    ("non_saturating", ("game.regularize=[lecam]",), with_penalty(lecam, "d"), non_saturating_g),
    ("non_saturating", ("game.regularize=[{orthogonal: {weight: 0.01}}]",), minimax_d, with_penalty(orthogonal, "g")),
    (
        "non_saturating",
        ("game.regularize=[{mode_seeking: {latent: z, weight: 0.5}}]",),
        minimax_d,
        with_penalty(mode_seeking, "g"),
    ),
    (
        "non_saturating",
        ("game.regularize=[{path_length: {latent: z, every: 3, layers: 5}}]",),
        minimax_d,
        with_penalty(path_length, "g"),
    ),
    (
        "non_saturating",
        ("game.regularize=[{feature_matching: {real_features: x, fake_features: fake}}]",),
        minimax_d,
        with_penalty(feature_matching, "g"),
    ),
    ("hinge", ("game.regularize=[{one_sided_gradient_penalty: {target: 0.5}}]",), one_sided_d, wasserstein_g),
    ("non_saturating", ("game.regularize=[{r1: {weight: 0.7}}, {r2: {weight: 0.3}}]",), with_r1_r2, non_saturating_g),
]


@pytest.mark.usefixtures("float64")
@pytest.mark.parametrize(
    ("objective", "overrides", "discriminator_loss", "generator_loss"),
    GAMES,
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_value_and_gradient_are_the_papers(
    objective: str,
    overrides: tuple[str, ...],
    discriminator_loss: Callable[..., float],
    generator_loss: Callable[..., float],
    make_game: Callable[..., Any],
    tiny: Callable[..., str],
) -> None:
    game = make_game(tiny(objective), *overrides)
    rng = np.random.default_rng(1)
    for weight in [*game.discriminator.weights, *game.generator.weights]:
        weight.assign(rng.normal(0, 0.6, weight.shape))
    for name in game.states & STATES.keys():
        getattr(game, name).assign(STATES[name])
    found = spy(game)
    x = rng.normal(size=(16, 2))
    game.update_discriminator(tf.constant(x))
    z, between = found["z"], found.get("mix")
    d, g = weights_of(game)
    compare(found["discriminator"], discriminator_loss, Oracle(x, z, between, found), d, g, moved="d")
    # Relativistic games judge real examples in the generator's update, too.
    game.update_generator(*([tf.constant(x)] if "x" in inspect.signature(game.update_generator).parameters else []))
    compare(found["generator"], generator_loss, Oracle(x, found["z"], None, found), d, g, moved="g")


def spy(game: Any) -> dict[str, Any]:
    """Records what is drawn, mixed and moved; nothing moves."""
    found: dict[str, Any] = {}
    normal, mix = game.normal, game.mix

    def recorded_normal(name: str, shape: Any) -> Any:
        made = normal(name, shape)
        found[name] = made.numpy()
        return made

    def recorded_mix(name: str, left: Any, right: Any) -> Any:
        made = mix(name, left, right)
        found["mix"] = made.numpy()
        return made

    def recorded_move(player: str, tape: Any, loss: Any, **settings: Any) -> dict[str, Any]:
        weights = [w.value for network in game.players[player] for w in network.trainable_variables]
        found[player] = (float(loss), [g.numpy() for g in tape.gradient(loss, weights, unconnected_gradients="zero")])
        return {}

    game.normal, game.mix, game.move = recorded_normal, recorded_mix, recorded_move
    game.clip = lambda *_: None
    return found


def weights_of(game: Any) -> tuple[list[Array], list[Array]]:
    return [w.numpy() for w in game.discriminator.weights], [w.numpy() for w in game.generator.weights]


def compare(
    found: Any, loss: Callable[..., float], oracle: Oracle, d: list[Array], g: list[Array], *, moved: str
) -> None:
    """The loss itself, and its gradient against central differences of the oracle."""
    value, gradients = found
    assert value == pytest.approx(loss(oracle, d, g), rel=1e-9)
    weights, step = (d if moved == "d" else g), 1e-6
    for weight, gradient in zip(weights, gradients, strict=True):
        for place in np.ndindex(weight.shape):
            kept = weight[place]
            weight[place] = kept + step
            up = loss(oracle, d, g)
            weight[place] = kept - step
            down = loss(oracle, d, g)
            weight[place] = kept
            assert gradient[place] == pytest.approx((up - down) / (2 * step), rel=2e-5, abs=1e-8)


def test_every_objective_is_tested() -> None:
    from gancompile.catalogue import objective_rows, penalty_rows

    assert set(objective_rows()) == {name for name, *_ in GAMES}
    overridden = " ".join(text for _, overrides, *_ in GAMES for text in overrides)
    elsewhere = {"consistency", "term"}
    assert {name for name in penalty_rows() if name not in overridden} == elsewhere


@pytest.mark.parametrize("logit", [-1e30, -1e4, -88.0, 0.0, 88.0, 1e4, 1e30])
@pytest.mark.parametrize(
    "objective",
    ["minimax", "non_saturating", "relativistic_standard", "relativistic_average", "f_jensen_shannon", "softmax"],
)
def test_no_logit_is_too_large(
    objective: str, logit: float, make_game: Callable[..., Any], tiny: Callable[..., str]
) -> None:
    game = make_game(tiny(objective))
    for weight in game.discriminator.weights:
        weight.assign(np.zeros(weight.shape))
    game.discriminator.weights[-1].assign([logit])
    x = tf.zeros([16, 2])
    logs = game.update_discriminator(x)
    logs |= game.update_generator(*([x] if "x" in inspect.signature(game.update_generator).parameters else []))
    assert all(np.isfinite(value) for value in logs.values()), logs


def test_a_sigmoid_at_the_end_is_seen_through(make_game: Callable[..., Any], tiny: Callable[..., str]) -> None:
    """A discriminator written with a sigmoid trains as one written with a logit."""
    plain = make_game(tiny("minimax"), name="plain")
    text = tiny("minimax").replace(
        "{dense: 1, name: logit}", "{dense: {units: 1, activation: sigmoid}, name: probability}"
    )
    seen = make_game(text, name="seen")
    x = np.random.default_rng(0).normal(size=(32, 2)).astype(np.float32)
    for game in (plain, seen):
        game.train_step({"x": tf.constant(x)})
    for a, b in zip(plain.discriminator.weights, seen.discriminator.weights, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6)


@pytest.mark.usefixtures("float64")
def test_gradients_of_an_odd_game_are_those_of_its_loss(make_game: Callable[..., Any], root: Any) -> None:
    """Slopes of sums, by draws and by networks' outputs, under one tape: each gradient is the difference quotient of the loss."""
    game = make_game((root / "tests" / "golden" / "odd" / "spec.yaml").read_text())
    rng = np.random.default_rng(2)
    for network in (game.generator, game.encoder, game.critic):
        for weight in network.weights:
            weight.assign(rng.normal(0, 0.5, weight.shape))
    found = spy(game)
    x = tf.constant(rng.normal(size=(8, 2)))
    for player, update in (("critic", game.update_critic), ("both", game.update_both)):
        update(x)
        _, gradients = found[player]
        for weight, gradient in zip([w for n in game.players[player] for w in n.weights], gradients, strict=True):
            place, step, kept = tuple(rng.integers(0, s) for s in weight.shape), 1e-6, weight.numpy()
            values = []
            for sign in (1, -1):
                moved = kept.copy()
                moved[place] += sign * step
                weight.assign(moved)
                update(x)
                values.append(found[player][0])
            weight.assign(kept)
            assert gradient[place] == pytest.approx((values[0] - values[1]) / (2 * step), rel=1e-4, abs=1e-7)
