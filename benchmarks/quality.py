"""How good the samples of the zoo are: builds specs, and measures them with judges that are no part of gancompile.

    python benchmarks/quality.py            # ring, grid, dcgan and cgan: about half an hour on 2 cores
    python benchmarks/quality.py ring cgan  # some of it
    python benchmarks/quality.py fashion --keep build/quality         # five games on Fashion-MNIST: 43 minutes on 2 busy cores
    python benchmarks/quality.py fashion --keep build/quality --full  # with 6.4 million images each and wider, for a GPU
    python benchmarks/quality.py ranking    # whether `gancompile evaluate` ranks checkpoints as an independent judge does

The ring and the grid are judged by distance: a sample counts when it is within 3 standard deviations of a centre, and a mode is hit with
at least 100 of 10,000 samples. Digits are judged by a support vector machine trained on three quarters of the real ones. Fashion-MNIST is
measured by `gancompile evaluate` (benchmarks/fashion_quality.py); Debian's package dataset-fashion-mnist has its files, which are copied
to ~/.keras/datasets/fashion-mnist. What --keep has kept is neither trained nor measured again, and a training that was stopped goes on.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from digit_judge import Judge
from fashion_quality import FULL, SMALL, fashion
from measured_builds import build, samples
from ranking_quality import ranking

ROOT = Path(__file__).parent.parent
SPECS = ROOT / "specs"


class Row(NamedTuple):
    """One line of the table."""

    spec: str
    measured: str
    bar: str
    holds: bool
    seconds: float


class Points(NamedTuple):
    """What samples in the plane come to. modes: how many are hit. good: the share of samples near one."""

    modes: int
    good: float
    seconds: float


def points(spec: str, folder: Path, seed: int, centres: np.ndarray, deviation: float) -> Points:
    """One seed of a spec of Gaussians. centres: [number, 2]."""
    seconds = build(SPECS / spec, folder, "--seed", str(seed))
    distances = np.linalg.norm(samples(folder, 10_000)[:, None] - centres[None], axis=2)
    good = distances.min(axis=1) < 3 * deviation
    hits = np.bincount(distances.argmin(axis=1)[good], minlength=len(centres))
    return Points(int((hits >= 100).sum()), float(good.mean()), seconds)


def ring(work: Path) -> list[Row]:
    """Three seeds of `gan-ring.yaml`."""
    centres = np.array([[2 * math.cos(2 * math.pi * i / 8), 2 * math.sin(2 * math.pi * i / 8)] for i in range(8)])
    rows = []
    for seed in range(3):
        found = points("gan-ring.yaml", work / f"ring-{seed}", seed, centres, 0.02)
        measured = f"{found.modes} of 8 modes, {found.good:.1%} good"
        holds = found.modes == 8 and found.good >= 0.95 and found.seconds < 90
        rows.append(Row(f"gan-ring, seed {seed}", measured, "8 of 8, 95%, 90 s", holds, found.seconds))
    return rows


def grid(work: Path) -> list[Row]:
    """Five seeds of `gan-grid.yaml`, and their mean.

    The bar to compare with: VEEGAN (Srivastava et al. 2017) finds 24.6 modes with 40 % of its samples near one, PacGAN2 (Lin et al.
    2018) 23.8 modes. Differs: a mode counts with 100 good samples of 10,000, where PacGAN's code asks for one of 2,500; points are drawn
    anew for each batch, not from a set of 100,000; five seeds, not ten; and the networks and penalties are others.
    """
    centres = np.array([[2.0 * column - 4, 2.0 * row - 4] for row in range(5) for column in range(5)])
    all_found = [points("gan-grid.yaml", work / f"grid-{seed}", seed, centres, 0.05) for seed in range(5)]
    rows = [
        Row(
            f"gan-grid, seed {seed}",
            f"{found.modes} of 25 modes, {found.good:.1%} good",
            "25 of 25, 240 s",
            found.modes == 25 and found.seconds < 240,
            found.seconds,
        )
        for seed, found in enumerate(all_found)
    ]
    modes, good = (float(np.mean([getattr(found, name) for found in all_found])) for name in ("modes", "good"))
    seconds = float(np.mean([found.seconds for found in all_found]))
    others = "VEEGAN 24.6 and 40.0%, PacGAN2 23.8"
    return [
        *rows,
        Row("gan-grid, mean", f"{modes:g} modes, {good:.1%} good; {others}", "25, 93%", good >= 0.93, seconds),
    ]


def dcgan(work: Path) -> list[Row]:
    """`dcgan-digits.yaml`: all ten digits, and how sure the judge is."""
    judge, folder = Judge(), work / "dcgan"
    seconds = build(SPECS / "dcgan-digits.yaml", folder)
    found = judge.probabilities(samples(folder, 2000))
    least = float(np.bincount(found.argmax(axis=1), minlength=10).min() / len(found))
    sure = float(found.max(axis=1).mean())
    measured = f"rarest digit {least:.1%}, judge is {sure:.3f} sure ({judge.confidence_on_real:.3f} on real, {judge.accuracy:.1%} right)"
    return [
        Row(
            "dcgan-digits",
            measured,
            "5%, 0.84, 360 s",
            judge.accuracy > 0.97 and least >= 0.05 and sure > 0.84 and seconds < 360,
            seconds,
        )
    ]


def cgan(work: Path) -> list[Row]:
    """`cgan-digits.yaml`: the judge sees the digit that was asked for."""
    judge, folder = Judge(), work / "cgan"
    seconds = build(SPECS / "cgan-digits.yaml", folder)
    asked = np.arange(1000) % 10
    agrees = float((judge.probabilities(samples(folder, 1000, list(range(10)))).argmax(axis=1) == asked).mean())
    return [
        Row(
            "cgan-digits",
            f"{agrees:.1%} are the digit asked for",
            "97%, 180 s",
            agrees >= 0.97 and seconds < 180,
            seconds,
        )
    ]


MEASURES = {"ring": ring, "grid": grid, "dcgan": dcgan, "cgan": cgan}
OTHERS = ("fashion", "ranking")
"""Tables of their own, made where they are named."""


def main() -> int:
    """Prints the tables; exits with 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", choices=[*MEASURES, *OTHERS, []], help=", ".join([*MEASURES, *OTHERS]))
    parser.add_argument("--keep", type=Path, metavar="DIR", help="build there, and keep what is built")
    parser.add_argument("--full", action="store_true", help="fashion: as many images as published trainings, for a GPU")
    parser.add_argument("--images", type=int, metavar="N", help="fashion: of each training")
    parser.add_argument("--seeds", type=int, metavar="N", help="fashion: of each game")
    parsed = parser.parse_args()
    what = parsed.what or list(MEASURES)
    with tempfile.TemporaryDirectory() as temporary:
        work = parsed.keep or Path(temporary)
        rows = [row for name in what if name in MEASURES for row in MEASURES[name](work)]
        if rows:
            print_rows(rows)
        if "fashion" in what:
            given = {name: value for name in ("images", "seeds") if (value := getattr(parsed, name)) is not None}
            fashion(work, replace(FULL if parsed.full else SMALL, **given))
        holds = ranking(work) if "ranking" in what else True
    return 0 if holds and all(row.holds for row in rows) else 1


def print_rows(rows: list[Row]) -> None:
    """One table."""
    print("| spec | measured | bar | held | seconds |\n| --- | --- | --- | --- | --- |")
    for row in rows:
        print(f"| {row.spec} | {row.measured} | {row.bar} | {'yes' if row.holds else 'NO'} | {row.seconds:.0f} |")


if __name__ == "__main__":
    sys.exit(main())
