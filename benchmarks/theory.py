"""What the theory proves and what the specs of `specs/theory` reach, beside each other, in nats where nothing else is said.

    python benchmarks/theory.py
    python benchmarks/theory.py --pictures     # and draws docs/pictures/theory-fields.png

Each spec is built, as `gancompile build` does it. What is measured is the served discriminator, critic or generator, and the numbers that
the training has logged; the closed forms are computed by NumPy and SciPy in float64, from the same files of data:

- the best discriminator of five pairs of dice, and V there: Goodfellow et al. 2014 (arXiv 1406.2661), proposition 1 and theorem 1;
- six f-divergences of two dice: Nowozin et al. 2016 (arXiv 1606.00709), eq. 2 and table 6, as the sum of p_g f(p_data / p_g);
- the earth mover's distance of two sets of points: the linear assignment of least cost. The critic's slope may pass 1 a little where the
  penalty gives way, so its distance is also divided by its greatest slope between the sets, which the true one then bounds;
- Algorithm 1 on a density over three outcomes, from three beginnings: proposition 2. And in parameters, where nothing of the kind holds:
  the Dirac-GAN of `dirac.py`, Mescheder et al. 2018 (arXiv 1801.04406).

Exits with 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dirac
import numpy as np

ROOT = Path(__file__).parent.parent
SPECS = ROOT / "specs" / "theory"
NAT, F_NAT, SHARE, DENSITY = 1e-3, 1e-2, 0.02, 1e-6
"""The bars: of D and V, of f-divergences, of the earth mover's distance as a share of it, of the divergence after Algorithm 1."""
PAIRS = (("fair", "fair"), ("loaded", "fair"), ("low", "high"), ("odd", "small"), ("odd", "even"))
"""Equal; of the same faces; nearly disjoint; with faces that one of them never shows, and two that neither does; disjoint."""
SEEDS = (0, 1, 2)

Array = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """what: is compared. here: measured. closed: the closed form. bar: how far apart the two may be, in the same unit."""

    what: str
    here: float
    closed: float
    bar: float

    @property
    def held(self) -> bool:
        """Whether the bar is; NaN holds none."""
        return bool(abs(self.here - self.closed) <= self.bar)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A finished build. logged: its last record. served: from the name of a signature and an input to the only output."""

    game: Any
    logged: Mapping[str, float]
    served: Callable[[str, Array], Array]


@contextmanager
def built(name: str, *settings: str, seed: int | None = None) -> Iterator[Built]:
    """A spec of `specs/theory`, trained and exported. settings: KEY=VALUE of the spec."""
    import tensorflow as tf

    import gancompile

    with tempfile.TemporaryDirectory() as folder:
        game = gancompile.load(SPECS / f"{name}.yaml", set=settings, seed=seed).build(folder)
        records = Path(folder, "logs", "records.jsonl").read_text(encoding="utf-8").splitlines()
        signatures = tf.saved_model.load(str(Path(folder, "saved_model", "1"))).signatures

        def served(signature: str, given: Array) -> Array:
            (name,) = signatures[signature].structured_input_signature[1]
            (output,) = signatures[signature](**{name: tf.constant(given, tf.float32)}).values()
            return output.numpy().astype(np.float64)

        yield Built(game=game, logged=json.loads(records[-1]), served=served)


def rows_of(name: str) -> Array:
    """The rows of a file of `specs/theory`, without its header."""
    return np.loadtxt(SPECS / f"{name}.csv", delimiter=",", skiprows=1)


def density(die: str) -> Array:
    """The probability of each face: [6]."""
    return rows_of(f"dice/{die}").mean(axis=0)


def kl(p: Array, q: Array) -> float:
    """Kullback and Leibler's divergence of q from p; an outcome that p never has counts 0."""
    seen = p > 0
    return float(np.sum(p[seen] * np.log(p[seen] / q[seen])))


def jsd(p: Array, q: Array) -> float:
    """Jensen and Shannon's divergence."""
    return (kl(p, (p + q) / 2) + kl(q, (p + q) / 2)) / 2


def best_discriminator(p_data: str, p_g: str) -> tuple[Row, Row]:
    """The greatest error of D over the faces that either die shows, and V. p_data, p_g: dice."""
    p, q = density(p_data), density(p_g)
    judged = p + q > 0
    with built("best-discriminator", f"params.p_data={p_data}", f"params.p_g={p_g}") as one:
        found = one.served("discriminate", np.eye(6)).reshape(6)
        value = -one.logged["discriminator_loss"]
    best = p[judged] / (p + q)[judged]
    worst = np.argmax(abs(found[judged] - best))
    names = f"{p_data}, {p_g}"
    return (
        Row(what=f"D(x), {names}: at its worst face", here=found[judged][worst], closed=best[worst], bar=NAT),
        Row(what=f"V, {names}", here=value, closed=-np.log(4) + 2 * jsd(p, q), bar=NAT),
    )


DIVERGENCES: Mapping[str, Callable[[Array], Array]] = {
    "f_total_variation": lambda u: abs(u - 1) / 2,
    "f_kl": lambda u: u * np.log(u),
    "f_reverse_kl": lambda u: -np.log(u),
    "f_pearson": lambda u: (u - 1) ** 2,
    "f_squared_hellinger": lambda u: (np.sqrt(u) - 1) ** 2,
    "f_jensen_shannon": lambda u: u * np.log(u) - (u + 1) * np.log((u + 1) / 2),
}
"""The function f of each divergence, which is the sum of q f(p / q)."""


def f_divergence(name: str, p_data: str = "low", p_g: str = "loaded") -> Row:
    """The value of the game of an f-divergence at its best discriminator. p_data, p_g: dice."""
    p, q = density(p_data), density(p_g)
    settings = (f"params.divergence={name}", f"params.p_data={p_data}", f"params.p_g={p_g}")
    with built("f-divergences", *settings) as one:
        here = -one.logged["discriminator_loss"]
    return Row(
        what=f"{name}, {p_data}, {p_g}", here=here, closed=float(np.sum(q * DIVERGENCES[name](p / q))), bar=F_NAT
    )


def earth_mover() -> tuple[Row, Row]:
    """The critic's distance of the two sets of points, and that of the critic divided by its greatest slope between them."""
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist

    reals, fakes = rows_of("points/circle"), rows_of("points/grid")
    costs = cdist(reals, fakes)
    closed = float(costs[linear_sum_assignment(costs)].mean())
    with built("earth-mover") as one:
        at_reals, at_fakes = (one.served("discriminate", points).reshape(-1) for points in (reals, fakes))
    distance = float(at_reals.mean() - at_fakes.mean())
    slope = float(((at_reals[:, None] - at_fakes[None]) / costs).max())
    what = "earth mover's distance"
    return (
        Row(what=what, here=distance, closed=closed, bar=SHARE * closed),
        Row(what=f"{what}, over the greatest slope", here=distance / slope, closed=closed, bar=SHARE * closed),
    )


def convergence(seed: int) -> Row:
    """The divergence of the generator's density from the data's after Algorithm 1. seed: of where the generator begins."""
    p_data = rows_of("throws")[:, 3]
    with built("convergence", seed=seed) as one:
        p_g = one.served("serving_default", np.zeros([1, 1]))[0]
    return Row(what=f"JSD after Algorithm 1, seed {seed}", here=jsd(p_data, p_g), closed=0.0, bar=DENSITY)


def dirac_gan() -> tuple[tuple[str, str, str, bool], ...]:
    """What two ways of playing the Dirac-GAN do: the name, what is found, the paper's verdict, whether they agree."""
    ways = (("Standard GAN", "alternating"), ("Gradient penalty R1", "alternating"))
    methods = {method.name: method for method in dirac.METHODS}
    found = []
    for name, way in ways:
        verdict = dirac.verdict(dirac.distances(dirac.path_of(methods[name], way)))
        converges = methods[name].converges
        paper = "converges" if converges else "does not"
        found.append((f"Dirac-GAN, {name}", verdict, paper, verdict.startswith("converges") == converges))
    return tuple(found)


def measured() -> Iterator[Row]:
    """All rows with numbers, one after the other."""
    for p_data, p_g in PAIRS:
        yield from best_discriminator(p_data, p_g)
    for name in DIVERGENCES:
        yield f_divergence(name)
    yield from earth_mover()
    for seed in SEEDS:
        yield convergence(seed)


HEAD = ("what", "here", "closed form", "difference", "bar", "held")
WIDTHS = (48, 22, 12, 11, 8, 4)


def print_row(cells: Sequence[str]) -> None:
    print("  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip(), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pictures", action="store_true", help="draw docs/pictures/theory-fields.png as well")
    parsed = parser.parse_args()
    from gancompile.cli.quiet import quiet

    quiet()
    missed = 0
    print_row(HEAD)
    print_row(["-" * width for width in WIDTHS])
    for row in measured():
        numbers = (f"{row.here:.6f}", f"{row.closed:.6f}", f"{row.here - row.closed:+.1e}", f"{row.bar:.0e}")
        print_row((row.what, *numbers, "yes" if row.held else "no"))
        missed += not row.held
    for what, here, paper, agrees in dirac_gan():
        print_row((what, here, paper, "", "", "yes" if agrees else "no"))
        missed += not agrees
    if parsed.pictures:
        import theory_fields

        theory_fields.draw(ROOT / "docs" / "pictures" / "theory-fields.png")
    print(f"\n{missed} bars are missed" if missed else "\nall bars are held")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
