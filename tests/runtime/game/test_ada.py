"""ADA's transformations against the formulas and the statistics of its paper's appendix B."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.compiler import compile_text, compiled_files
from gancompile.runtime.game.ada import (
    POWER,
    _resampled,
    _rotation,
    _scaling,
    _translation,
    ada_cutout,
    ada_filter,
    ada_noise,
    colour,
    filter_bank,
    geometry,
    recoloured,
)
from gancompile.runtime.game.augmentation import augmented
from gancompile.runtime.game.draws import Draws

NUMBER = 40_000


def drawn(function: Any, probability: float, size: int = 64, channels: int = 3, number: int = NUMBER) -> Any:
    images = tf.zeros([number, size, size, channels])
    return function(images, Draws(seed=tf.constant([3, 5]), images=images, axes=0), probability).numpy()


def share(values: Any) -> Any:
    return pytest.approx(values, abs=4 * 0.5 / math.sqrt(NUMBER))


@pytest.fixture(scope="module", params=[0.2, 0.6])
def moved(request: pytest.FixtureRequest) -> tuple[float, Any]:
    """Probability and the geometric transformations of many images."""
    return request.param, drawn(geometry, request.param, number=NUMBER)


def test_flips_are_one_half_of_those_chosen(moved: tuple[float, Any]) -> None:
    p, inverse = moved
    assert (np.linalg.det(inverse) < 0).mean() == share(p / 2)


def test_scales_are_of_a_deviation_of_a_fifth_of_an_octave(moved: tuple[float, Any]) -> None:
    p, inverse = moved
    octaves = np.log2(np.abs(np.linalg.det(inverse))) / 2
    scaled = np.abs(octaves) > 1e-5
    assert scaled.mean() == share(p)
    assert octaves[scaled].mean() == pytest.approx(0, abs=0.01)
    assert octaves[scaled].std() == pytest.approx(0.2, rel=0.05)


def test_stretching_keeps_the_area(moved: tuple[float, Any]) -> None:
    p, inverse = moved
    values = np.linalg.svd(inverse[:, :2, :2], compute_uv=False)
    octaves = np.log2(values[:, 0] / values[:, 1]) / 2
    stretched = octaves > 1e-4
    assert stretched.mean() == share(p)
    assert np.square(octaves[stretched]).mean() == pytest.approx(0.04, rel=0.06)


def test_what_is_left_of_an_image(moved: tuple[float, Any]) -> None:
    """Neither flipped, turned, scaled, rotated before or after, nor stretched; nor translated in either way."""
    p, inverse = moved
    still = (np.abs(inverse[:, :2, :2] - np.eye(2)) < 1e-5).all(axis=(1, 2))
    assert still.mean() == share((1 - p / 2) * (1 - 3 * p / 4) * (1 - p) ** 3)
    unmoved = (np.abs(inverse[still][:, :2, 2]) < 1e-4).all(axis=1)
    none = (2 * 0.5 / 16) ** 2  # of a translation by whole pixels: both round to 0, of sixteen positions each
    assert unmoved.mean() == pytest.approx((1 - p) * (1 - p + p * none), abs=0.03)


def test_translations(moved: tuple[float, Any]) -> None:
    """Uniform by whole pixels to an eighth of 64, and normal with an eighth for a deviation; the sum of both has their variances."""
    p, inverse = moved
    still = (np.abs(inverse[:, :2, :2] - np.eye(2)) < 1e-5).all(axis=(1, 2))
    across = inverse[still][:, 0, 2]
    whole = np.mean([round(t) ** 2 for t in np.linspace(-8, 8, 100_001)])
    assert np.square(across).mean() == pytest.approx(p * whole + p * 64, rel=0.15)


def test_at_probability_one_fifth_an_image_in_eleven_is_left_alone() -> None:
    """By geometry and colour together, as the published probabilities multiply."""
    p, images = 0.2, tf.zeros([NUMBER, 64, 64, 3])
    draw = Draws(seed=tf.constant([1, 2]), images=images, axes=0)
    moved, tinted = geometry(images, draw, p).numpy(), colour(images, draw, p).numpy()
    alone = (np.abs(moved - np.eye(3)) < 1e-4).all(axis=(1, 2)) & (np.abs(tinted - np.eye(4)) < 1e-4).all(axis=(1, 2))
    expected = (1 - p / 2) ** 2 * (1 - 3 * p / 4) * (1 - p) ** 9
    assert alone.mean() == pytest.approx(expected, abs=0.008)


@pytest.mark.parametrize("p", [0.3, 1.0])
def test_colours(p: float) -> None:
    made = drawn(colour, p, size=4)
    grey = np.array([1, 1, 1, 0]) / math.sqrt(3)
    gain = np.einsum("i,bij,j->b", grey, made, grey)  # along greys: contrast, and the sign of the turned luma
    assert (gain < 0).mean() == share(p / 2)
    octaves = np.log2(np.abs(gain))
    assert (np.abs(octaves) > 1e-4).mean() == share(p)
    assert np.square(octaves).mean() == pytest.approx(p * 0.25, rel=0.06)
    across = np.linalg.svd(made[:, :3, :3] - np.einsum("b,i,j->bij", gain, grey[:3], grey[:3]), compute_uv=False)[:, 0]
    saturation = np.log2(across / np.abs(gain))  # at right angles to greys: contrast and saturation, hue turns it
    assert np.square(saturation).mean() == pytest.approx(p * 1.0, rel=0.06)
    white = made @ np.array([0, 0, 0, 1.0])
    bright = np.einsum("bi,i->b", white[:, :3], grey[:3]) / gain / math.sqrt(3)
    assert np.square(bright).mean() == pytest.approx(p * 0.04, rel=0.06)


def test_hue_is_a_rotation_around_greys() -> None:
    """Of red by a third of a circle it is green or blue."""
    from gancompile.runtime.game.ada import _hue

    axis = tf.constant([1.0, 1.0, 1.0, 0.0]) / math.sqrt(3)
    turned = _hue(tf.constant([2 * math.pi / 3]), axis).numpy()[0, :3, :3] @ np.array([1.0, 0, 0])
    np.testing.assert_allclose(turned, [0, 1, 0], atol=1e-6)


def test_grey_images_are_recoloured_by_the_mean() -> None:
    transform = drawn(colour, 1.0, size=4, channels=1, number=8)
    x = np.random.default_rng(0).uniform(-1, 1, (8, 4, 4, 1)).astype(np.float32)
    grey = recoloured(tf.constant(x), tf.constant(transform)).numpy()
    coloured = recoloured(tf.constant(np.repeat(x, 3, axis=3)), tf.constant(transform)).numpy()
    np.testing.assert_allclose(grey[..., 0], coloured.mean(axis=3), rtol=1e-4, atol=1e-5)


IMAGES = np.random.default_rng(1).uniform(-1, 1, (3, 12, 12, 1)).astype(np.float32)


SMOOTH = np.sin(np.arange(12) * 0.5)[None, :, None, None] * np.cos(np.arange(12) * 0.4 + 1)[None, None, :, None]
"""Without high frequencies, of which the wavelet, which is not quite symmetric, loses some where an image is turned."""


def through(matrix: Any, images: Any = IMAGES) -> Any:
    return _resampled(
        tf.constant(images, tf.float32), tf.tile(tf.constant(matrix, tf.float32), [len(images), 1, 1])
    ).numpy()


def filled(x: float) -> Any:
    return tf.fill([1], x)


def test_nothing_is_changed_by_the_identity() -> None:
    """The wavelet is orthogonal: what it takes apart it puts together again."""
    np.testing.assert_allclose(through(np.eye(3)[None]), IMAGES, atol=2e-5)


def test_a_flip_and_a_turn_are_those_of_numpy() -> None:
    flipped = through(_scaling(filled(-1.0), filled(1.0)).numpy(), SMOOTH)
    np.testing.assert_allclose(flipped, SMOOTH[:, :, ::-1], atol=0.06)
    # From a position in the result to that in the image: a quarter turn of the result the other way.
    turned = through(_rotation(filled(math.pi / 2)).numpy(), SMOOTH)
    np.testing.assert_allclose(turned, np.rot90(SMOOTH, axes=(1, 2)), atol=0.06)


def test_a_translation_moves_the_image_and_mirrors_its_edge() -> None:
    found = through(_translation(filled(-2.0), filled(3.0)).numpy())
    mirrored = np.pad(IMAGES, [(0, 0), (0, 3), (2, 0), (0, 0)], mode="reflect")
    np.testing.assert_allclose(found, mirrored[:, 3:, :-2], atol=2e-5)


def test_the_bands_sum_to_the_image() -> None:
    bank = np.array(filter_bank())
    total = bank.sum(axis=0)
    middle = len(total) // 2
    np.testing.assert_allclose(total, np.eye(len(total))[middle], atol=1e-7)
    untouched = augmented(tf.constant(IMAGES), {"ada_filter": 0.0}, tf.constant([1, 2])).numpy()
    np.testing.assert_allclose(untouched, IMAGES, atol=1e-5)


def test_filtering_keeps_the_power_of_natural_images() -> None:
    """Each gain is divided by the root of the power that it would make: the weighted mean of squares of one band's stays 1."""
    images = tf.constant(np.random.default_rng(0).normal(size=(64, 16, 16, 1)).astype(np.float32))
    made = ada_filter(images, Draws(seed=tf.constant([1, 2]), images=images, axes=0), 1.0).numpy()
    assert np.isfinite(made).all()
    assert sum(POWER) == pytest.approx(1.0)
    assert (np.abs(made - images.numpy()).max(axis=(1, 2, 3)) > 1e-3).all()


def test_noise() -> None:
    images = tf.zeros([4000, 8, 8, 1])
    made = ada_noise(images, Draws(seed=tf.constant([1, 2]), images=images, axes=0), 0.5).numpy()
    assert (np.abs(made).max(axis=(1, 2, 3)) > 0).mean() == pytest.approx(0.5, abs=0.03)
    assert np.square(made).mean() == pytest.approx(0.5 * 0.01, rel=0.1)


def test_cutout() -> None:
    """A window of one half, centred uniformly, covers 7/16 of a side in the mean, and of the image the square of that."""
    images = tf.ones([20_000, 32, 32, 1])
    made = ada_cutout(images, Draws(seed=tf.constant([1, 2]), images=images, axes=0), 0.5).numpy()
    assert (made == 0).mean() == pytest.approx(0.5 * (7 / 16) ** 2, rel=0.03)


ADAPTIVE = """\
gancompile: 1
name: adaptive
data: {source: digits, range: [-1, 1], batch: 50}
networks:
  generator: {inputs: {z: [4]}, layers: [{dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]}
  critic: {inputs: {x: data.image}, layers: [flatten, {dense: 1, name: score}]}
game:
  draws: {x: {data: image}, z: {normal: [4]}}
  let: {real: "augment(x, ada)", fake: "augment(generator(z), ada)"}
  players:
    critic:
      networks: [critic]
      minimize: E[softplus(-critic(real))] + E[softplus(critic(fake))]
      regularize: [{r1: {on: x, weight: 1}}]
      optimizer: {sgd: {learning_rate: 1e-9}}
    generator: {networks: [generator], minimize: "E[softplus(-critic(fake))]", optimizer: {sgd: {learning_rate: 1e-9}}}
schedule: [{steps: 5, round: [{critic: 1}, {generator: 1}]}]
"""


@pytest.mark.parametrize("ends_in", ["", "activation: sigmoid, "])
def test_p_goes_from_0_to_1_in_500_000_images_while_the_critic_is_sure(ends_in: str, make_game: Any) -> None:
    """And back while it is not; a sigmoid is sure above one half."""
    game = make_game(ADAPTIVE.replace("{dense: 1, name", f"{{dense: {{{ends_in}units: 1}}, name"))
    x = tf.constant(np.random.default_rng(0).uniform(-1, 1, (50, 8, 8, 1)), tf.float32)
    bias = game.critic.layers[-1].bias
    bias.assign([100.0])
    for _ in range(3):
        game.train_step(x)
    assert float(game.ada_p.value) == pytest.approx(3 * 50 / 500_000)
    game.ada_p.assign(0.99995)
    game.train_step(x)
    game.train_step(x)
    assert float(game.ada_p.value) == 1.0
    bias.assign([-100.0])
    game.train_step(x)
    assert float(game.ada_p.value) == pytest.approx(1 - 50 / 500_000)
    game.ada_p.assign(0.0)
    game.train_step(x)
    assert float(game.ada_p.value) == 0.0


def test_r1_is_taken_of_the_images_before_augmentation(make_game: Any) -> None:
    """The critic's gradient through a geometric transformation is not the one at the image that it sees."""
    game = make_game(ADAPTIVE)
    x = tf.constant(np.random.default_rng(0).uniform(-1, 1, (50, 8, 8, 1)), tf.float32)
    game.ada_p.assign(1.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        seen = augmented(x, {"ada": 1.0}, game._seed_of("real", False))
        score = game.critic(seen)
    gradient = tape.gradient(score, x).numpy()
    found = float(game.update_critic(x)["critic_r1"])
    assert found == pytest.approx(np.square(gradient).sum(axis=(1, 2, 3)).mean(), rel=1e-3)
    kernel = game.critic.layers[-1].kernel.numpy()
    assert found != pytest.approx(np.square(kernel).sum(), rel=0.05)


def test_a_lock_file_of_it_is_the_same_game() -> None:
    compilation = compile_text(ADAPTIVE)
    again = compile_text(compiled_files(compilation).lock, name="spec.yaml")
    assert again.programs == compilation.programs


@pytest.mark.parametrize("kind", ["zoomed in", "zoomed out", "turned"])
def test_gradients_go_through_the_resampling_by_its_adjoint(kind: str) -> None:
    """<A x, y> = <x, A^T y> for a linear A."""
    inverse = {
        "zoomed in": [[0.5, 0, 0], [0, 0.5, 0]],
        "zoomed out": [[2, 0, 1], [0, 2, 0]],
        "turned": [[0.8, 0.6, 0], [-0.6, 0.8, 2]],
    }[kind]
    rng = np.random.default_rng(0)
    x, y = (tf.constant(rng.normal(size=(1, 16, 16, 1)), tf.float32) for _ in range(2))
    with tf.GradientTape() as tape:
        tape.watch(x)
        score = tf.reduce_sum(_resampled(x, tf.constant([[*inverse, [0, 0, 1]]], tf.float32)) * y)
    gradient = tape.gradient(score, x)
    assert float(tf.reduce_sum(gradient * x)) == pytest.approx(float(score), rel=1e-3, abs=1e-3)


LABELLED = ADAPTIVE.replace("x: {data: image}", "x: {data: image}, y: {data: label}")
WITHOUT_R1 = "regularize: [{r1: {on: x, weight: 1}}]"
FOLLOWED = {
    "beside classes": (
        LABELLED,
        "critic(real).score",
        {
            "[flatten, {dense: 1, name: score}]": "[{flatten: , name: f}, {dense: 10, name: kind}, {dense: 1, from: f, name: score}], "
            "outputs: {kind: kind, score: score}",
            "E[softplus(-critic(real))]": "E[cross_entropy(y, critic(real).kind)] + E[softplus(-critic(real).score)]",
            "critic(fake)": "critic(fake).score",
        },
    ),
    "after a label": (
        LABELLED,
        "critic(y, real)",
        {
            "inputs: {x: data.image}, layers: [flatten,": "inputs: {y: data.label, x: data.image}, layers: "
            "[{flatten: , from: x, name: f}, {embedding: {input_dim: auto, output_dim: 4}, from: y, name: e}, "
            "{concatenate: , from: [f, e]},",
            "critic(real)": "critic(y, real)",
            "critic(fake)": "critic(y, fake)",
            WITHOUT_R1: "",
        },
    ),
    "of an augmentation": (
        ADAPTIVE,
        "critic(real)",
        {"{real: ": '{flipped: "augment(x, flip)", real: ', "augment(x, ada)": "augment(flipped, ada)", WITHOUT_R1: ""},
    ),
    "a group": (ADAPTIVE, "critic(real)", {", ada)": ", ada_bgcfnc)"}),
}


@pytest.mark.parametrize("way", FOLLOWED)
def test_p_follows_the_score_of_the_data(way: str) -> None:
    spec, score, changes = FOLLOWED[way]
    for before, after in changes.items():
        assert before in spec
        spec = spec.replace(before, after)
    result = compile_text(spec)
    assert not result.failed, [one.message for one in result.diagnostics]
    (state,) = [one for one in result.programs[0].game.states if one.name == "ada_p"]
    assert f"sign({score})" in state.written
    assert result.programs[0].game.states == (state,)


def test_a_classifier_gives_no_score_that_p_could_follow() -> None:
    spec = ADAPTIVE.replace("{dense: 1, name: score}", "{dense: {units: 10, activation: softmax}, name: kinds}")
    result = compile_text(spec)
    assert "GC0516" in [one.code for one in result.diagnostics]


def test_p_counts_the_images_of_a_phase_s_own_batch() -> None:
    result = compile_text(ADAPTIVE.replace("steps: 5,", "steps: 5, batch: 10,"))
    (state,) = result.programs[0].game.states
    assert "0.00002 *" in state.written or "2e-05 *" in state.written
