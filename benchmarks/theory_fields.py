"""How two games move, as pictures of vector fields: Algorithm 1 on a density, which converges, and the Dirac-GAN, which does not.

Every arrow is a round that the compiled game has played from there, and every line the rounds that it has played one after the other.
`theory.py --pictures` calls it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import dirac
import numpy as np

CONVERGENCE = Path(__file__).parent.parent / "specs" / "theory" / "convergence.yaml"
ROWS = CONVERGENCE.with_name("throws.csv")
OUTCOMES = ("rock", "paper", "scissors")
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
"""Of the triangle of all densities over three outcomes, where each is certain."""
STEPS, ROUNDS = 14, 400
BEGINNINGS = ((0.05, 0.05, 0.9), (0.04, 0.92, 0.04), (0.92, 0.03, 0.05))
REACH, ARROWS, SHOWN = 1.6, 15, 150
"""Of the plane of the Dirac-GAN: its half side, arrows in a row, and rounds of a path."""
PATHS = (("Standard GAN", "alternating", "in turn"), ("Standard GAN", "simultaneous", "at once"),
         ("Gradient penalty R1", "alternating", "in turn, with R1"))  # fmt: skip
COLOURS = ("#2b6cb0", "#c05621", "#2f855a")

Array = Any


class DensityGame:
    """Algorithm 1 from any density."""

    def __init__(self) -> None:
        import tensorflow as tf

        import gancompile

        with tempfile.TemporaryDirectory() as folder:
            self._game = gancompile.load(CONVERGENCE).compile(folder)
        rows = np.loadtxt(ROWS, delimiter=",", skiprows=1, dtype=np.float32)
        self.p_data = rows[:, 3].astype(np.float64)
        # Each update takes a batch of its own, here all outcomes: 20 of the discriminator, one of the generator.
        batch = {"row": tf.constant(np.tile(rows, [21, 1]))}
        self._round = tf.function(lambda: self._game.train_step(batch), autograph=False)

    def densities(self, beginning: Sequence[float], rounds: int) -> Array:
        """p_g at the beginning and after each round: [rounds + 1, 3]."""
        self._game.generator.weights[0].assign(np.log(beginning).astype(np.float32))
        self._game.discriminator.weights[0].assign(np.zeros([3, 1], np.float32))
        found = [self._density()]
        for _ in range(rounds):
            self._round()
            found.append(self._density())
        return np.array(found)

    def _density(self) -> Array:
        return self._game.generator(np.zeros([1, 1], np.float32)).numpy()[0].astype(np.float64)


def inner_densities() -> Iterator[tuple[float, ...]]:
    """A grid over the triangle, without its edges, where an outcome has no probability."""
    for first in range(1, STEPS):
        for second in range(1, STEPS - first):
            yield first / STEPS, second / STEPS, (STEPS - first - second) / STEPS


def draw_density(axes: Any) -> None:
    """The triangle of densities: arrows of one round, paths of ROUNDS."""
    game = DensityGame()
    grid = np.array(list(inner_densities()))
    moved = np.array([game.densities(beginning, 1)[1] for beginning in grid])
    draw_arrows(axes, grid @ CORNERS, (moved - grid) @ CORNERS)
    axes.plot(*np.vstack([CORNERS, CORNERS[:1]]).T, color="#718096", linewidth=1)
    for beginning, colour in zip(BEGINNINGS, COLOURS, strict=True):
        path = game.densities(beginning, ROUNDS) @ CORNERS
        axes.plot(*path.T, color=colour, linewidth=1.5)
        axes.plot(*path[0], "o", color=colour, markersize=4)
    axes.plot(*(game.p_data @ CORNERS), "*", color="black", markersize=11, label="p_data")
    for name, corner, side in zip(OUTCOMES, CORNERS, ("top", "top", "bottom"), strict=True):
        axes.annotate(
            name, corner, ha="center", va=side, xytext=(0, -4 if side == "top" else 4), textcoords="offset points"
        )
    axes.set_title("in the space of densities: p_g goes to p_data", fontsize=10)
    axes.legend(loc="upper right", frameon=False)
    axes.set_axis_off()


def dirac_steps(grid: Array) -> Array:
    """What one round at once changes (psi, theta) by, from each point: [points, 2]."""
    import tensorflow as tf

    found = []
    with dirac.compiled(dirac.METHODS[0], "simultaneous") as game:
        weights = (game.discriminator.weights[0], game.generator.weights[0])
        zeros = {"x": tf.zeros([5 * game.batch_size, 1])}
        play = tf.function(lambda: game.train_step(zeros), autograph=False)
        for point in grid:
            for weight, value in zip(weights, point, strict=True):
                weight.assign(tf.fill(weight.shape, tf.cast(value, tf.float32)))
            play()
            found.append([weight.numpy().item() for weight in weights] - point)
    return np.array(found)


def draw_dirac(axes: Any) -> None:
    """The plane of the two weights: arrows of one round at once, paths of SHOWN rounds."""
    line = np.linspace(-REACH, REACH, ARROWS)
    grid = np.array([(psi, theta) for psi in line for theta in line])
    draw_arrows(axes, grid[:, ::-1], dirac_steps(grid)[:, ::-1])
    methods = {method.name: method for method in dirac.METHODS}
    for (name, way, label), colour in zip(PATHS, COLOURS, strict=True):
        path = dirac.path_of(methods[name], way, SHOWN)
        axes.plot(path[:, 1], path[:, 0], color=colour, linewidth=1.5, label=label)
    axes.plot(1, 1, "o", color="#718096", markersize=4)
    axes.plot(0, 0, "*", color="black", markersize=11)
    axes.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xlabel="theta, the generator", ylabel="psi, the discriminator")
    axes.set_title("in parameters: the Dirac-GAN goes around", fontsize=10)
    axes.legend(loc="lower left", fontsize=8)


def draw_arrows(axes: Any, points: Array, steps: Array) -> None:
    """Arrows of one length, since far from the end they would hide each other. points, steps: [number, 2]."""
    lengths = np.linalg.norm(steps, axis=1, keepdims=True)
    ways = np.divide(steps, lengths, out=np.zeros_like(steps), where=lengths > 0)
    axes.quiver(*points.T, *ways.T, color="#a0aec0", scale=32, width=0.004, pivot="mid")
    axes.set_aspect("equal")


def draw(path: Path) -> None:
    """Writes the picture of both games."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image

    figure = Figure(figsize=(10, 5), dpi=100, layout="constrained")
    canvas = FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    draw_density(left)
    draw_dirac(right)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba(), np.uint8)[..., :3]
    # A palette: a third of the bytes, and no difference to the eye.
    Image.fromarray(pixels.copy()).quantize(48, dither=Image.Dither.NONE).save(path, optimize=True)
