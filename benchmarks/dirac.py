"""Which training methods converge on the Dirac-GAN (`dirac.yaml`), beside the verdicts of Mescheder et al. 2018 (arXiv 1801.04406).

    python benchmarks/dirac.py

Each method is the spec with a few keys set, played for 5,000 rounds of gradient descent with rate 0.1 from psi = theta = 1, both with
players who move at the same time and in turn. A method converges where the last 500 rounds stay within 1 % of the distance at the
beginning. The verdicts are those of sections 2 and 3 of the paper, of its figure 3 and its table 1: in turn, the unregularized game
stays on a cycle; at the same time, it runs away; the non-saturating game creeps nearer ever more slowly, its eigenvalues lying on the
imaginary axis.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

SPEC = Path(__file__).parent / "dirac.yaml"
ROUNDS, LAST, NEAR = 5000, 500, 0.01
D, G = "game.players.discriminator", "game.players.generator"
WASSERSTEIN = (
    f"{D}.maximize=E[discriminator(x)] - E[discriminator(fake)]",
    f"{G}.minimize=-E[discriminator(fake)]",
)
FIVE = "schedule.0.round=[{discriminator: 5}, {generator: 1}]"
NOISE = (
    "game.draws.e={normal: [1]}",
    "game.draws.f={normal: [1]}",
    f"{D}.maximize=E[log(sigmoid(discriminator(x + 0.7 * e)))] + E[log(1 - sigmoid(discriminator(fake + 0.7 * f)))]",
    f"{G}.minimize=E[log(1 - sigmoid(discriminator(fake + 0.7 * f)))]",
    "data.batch=4096",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """name: as the paper has it. settings: KEY=VALUE of the spec. converges: the paper's verdict. ways: modes in which it is played."""

    name: str
    settings: tuple[str, ...]
    converges: bool
    ways: tuple[str, ...] = ("simultaneous", "alternating")


CLIPPED = (*WASSERSTEIN, f"{D}.constrain={{clip: 1.0}}")
IN_TURN = ("alternating",)
METHODS = (
    Method(name="Standard GAN", settings=(), converges=False),
    Method(name="Non-saturating GAN", settings=(f"{G}.minimize=-E[log(sigmoid(discriminator(fake)))]",), converges=False),
    Method(name="WGAN", settings=CLIPPED, converges=False),
    Method(name="WGAN, 5 critic steps", settings=(*CLIPPED, FIVE), converges=False, ways=IN_TURN),
    Method(
        name="WGAN-GP, 5 critic steps", converges=False, ways=IN_TURN,
        settings=(*WASSERSTEIN, f"{D}.regularize=[{{gradient_penalty: {{real: x, fake: fake, weight: 0.5}}}}]", FIVE),
    ),
    Method(
        name="Consensus optimization", converges=True, ways=("consensus",),
        settings=("schedule.0.mode={consensus: {weight: 1.0}}",),
    ),
    Method(name="Instance noise", settings=NOISE, converges=True),
    Method(name="Gradient penalty R1", settings=(f"{D}.regularize=[{{r1: {{on: x, weight: 0.5}}}}]",), converges=True),
    Method(name="Gradient penalty R2", settings=(f"{D}.regularize=[{{r2: {{on: fake, weight: 0.5}}}}]",), converges=True),
    Method(name="Extragradient (not in the paper)", settings=("schedule.0.mode=extragradient",), converges=True, ways=("extragradient",)),
    Method(name="Optimistic (not in the paper)", settings=("schedule.0.mode=optimistic",), converges=True, ways=("optimistic",)),
)  # fmt: skip


@contextmanager
def compiled(method: Method, way: str) -> Iterator[Any]:
    """The game of a method that is played in one of its ways, with its initial weights."""
    import gancompile

    mode = ("schedule.0.mode=simultaneous",) if way == "simultaneous" else ()
    with tempfile.TemporaryDirectory() as folder:
        zeros = Path(folder) / "zeros.npy"
        np.save(zeros, np.zeros([64, 1], np.float32))
        settings = (f"data.source.npy.file={zeros}", *method.settings, *mode)
        yield gancompile.load(SPEC, set=settings).compile(Path(folder) / "built")


def path_of(method: Method, way: str, rounds: int = ROUNDS) -> Any:
    """(psi, theta) at the beginning and after each round: [rounds + 1, 2]."""
    import tensorflow as tf

    with compiled(method, way) as game:
        weights = (game.discriminator.weights[0].value, game.generator.weights[0].value)
        size = 5 * game.batch_size

        def where() -> Any:
            return tf.stack([tf.reshape(weight, []) for weight in weights])

        @tf.function(autograph=False)
        def play() -> Any:
            found = tf.TensorArray(tf.float32, rounds + 1).write(0, where())

            def body(done: Any, found: Any) -> Any:
                game.train_step({"x": tf.zeros([size, 1])})
                return done + 1, found.write(done + 1, where())

            return tf.while_loop(lambda done, _: done < rounds, body, (0, found))[1].stack()

        return play().numpy()


def distances(path: Any) -> Any:
    """How far the points of a path are from the equilibrium: [rounds + 1]."""
    return np.linalg.norm(path.astype(np.float64), axis=1)


def verdict(found: Any) -> str:
    """What the distances do in the end."""
    last = found[-LAST:] / found[0]
    if not np.isfinite(last).all() or last.mean() > 1.5:
        return f"runs away, to {last.mean():.3g}"
    return f"converges ({last.max():.1e})" if last.max() < NEAR else f"stays at {last.min():.2f} to {last.max():.2f}"


def main() -> None:
    from gancompile.cli.quiet import quiet

    quiet()
    rows, wrong = [], 0
    for method in METHODS:
        for way in method.ways:
            found = verdict(distances(path_of(method, way)))
            agrees = found.startswith("converges") == method.converges
            wrong += not agrees
            rows.append(
                (method.name, way, "converges" if method.converges else "does not", found, "" if agrees else "differs")
            )
    head = ("method", "players move", "paper", "here, by the distance at the beginning", "")
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    for row in (head, tuple("-" * width for width in widths), *rows):
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
    print(f"\n{len(rows) - wrong} of {len(rows)} verdicts are the paper's")


if __name__ == "__main__":
    main()
