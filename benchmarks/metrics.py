"""Our metrics against `torch-fidelity` and `prdc` on the same features, and their time and memory at full size.

    python benchmarks/metrics.py PYTHON      # of an environment that has torch-fidelity and prdc
    python benchmarks/metrics.py --full      # 50,000 x 2,048 features of both sides: seconds and the most memory

Numbers agree to four digits or the script exits with 1.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from gancompile.runtime.evaluation.numerics.frechet import frechet_distance
from gancompile.runtime.evaluation.numerics.inception_score import inception_score
from gancompile.runtime.evaluation.numerics.kernel_distance import kernel_distance
from gancompile.runtime.evaluation.numerics.moments import moments_of
from gancompile.runtime.evaluation.numerics.neighbours import count_in_balls, radii

DIGITS = 4
LIMIT_MEGABYTES = 2000


def features(number: int, dimensions: int, *, seed: int, shift: float) -> np.ndarray:
    """Positive, skewed and correlated numbers, as those of Inception's last pooling are."""
    random = np.random.default_rng(seed)
    basis = np.random.default_rng(0).normal(size=(32, dimensions)).astype(np.float32) / 8
    made = np.empty((number, dimensions), np.float32)
    for start in range(0, number, 5000):
        size = min(5000, number - start)
        common = random.normal(size=(size, 32)).astype(np.float32)
        noise = random.normal(scale=0.3, size=(size, dimensions)).astype(np.float32)
        made[start : start + size] = np.maximum(common @ basis + noise + shift, 0)
    return made


def ours(reals: np.ndarray, samples: np.ndarray, logits: np.ndarray) -> dict[str, float]:
    """All numbers that the peers have, too."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    kid = kernel_distance(reals, samples, subsets=20, size=500)
    score = inception_score(exponentials / exponentials.sum(axis=1, keepdims=True), splits=10)
    precision = count_in_balls(samples, reals, radii(reals, 3)).inside > 0
    recall = count_in_balls(reals, samples, radii(samples, 3)).inside > 0
    around = count_in_balls(samples, reals, radii(reals, 5))
    return {
        "fid": frechet_distance(moments_of(reals), moments_of(samples)),
        "kid": kid.mean,
        "kid deviation": kid.deviation,
        "inception score": score.mean,
        "inception score deviation": score.deviation,
        "precision": float(precision.mean()),
        "recall": float(recall.mean()),
        "density": float(around.inside.mean() / 5),
        "coverage": float(around.covered.mean()),
    }


def compare(python: str) -> bool:
    """Prints a line for each number and peer. Returns: whether all agree."""
    agrees = True
    for dimensions, number in ((64, 4000), (2048, 3000)):
        reals = features(number, dimensions, seed=1, shift=0.10)
        samples = features(number - 500, dimensions, seed=2, shift=0.11)
        logits = np.random.default_rng(3).normal(scale=2, size=(len(samples), 10)).astype(np.float32)
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "features.npz"
            np.savez(source, reals=reals, samples=samples, logits=logits)
            script = Path(__file__).parent / "metrics_peer.py"
            output = subprocess.run([python, script, source], check=True, capture_output=True, text=True).stdout
        found = ours(reals, samples, logits)
        print(f"{number:,} real and {len(samples):,} generated features of {dimensions:,} dimensions")
        for peer, numbers in json.loads(output.splitlines()[-1]).items():
            for name, value in numbers.items():
                same = abs(found[name] - value) <= 0.5 * 10.0**-DIGITS * max(abs(value), 1e-3)
                agrees &= same
                print(f"  {name:<26} {found[name]:>14.7g} {value:>14.7g}  {peer:<14} {'' if same else 'DIFFERS'}")
    return agrees


def full() -> bool:
    """Prints the time of each metric over 50,000 x 2,048 features, and the most memory. Returns: whether that stays under 2 GB."""
    print(f"before: {most_megabytes():,.0f} MB")
    reals, samples = (features(50_000, 2048, seed=seed, shift=0.1 + 0.01 * seed) for seed in (0, 1))
    timed("fid", lambda: frechet_distance(moments_of(reals), moments_of(samples)))
    timed("kid, 100 subsets of 1,000", lambda: kernel_distance(reals, samples, subsets=100, size=1000).mean)
    timed("precision", lambda: (count_in_balls(samples, reals, radii(reals, 3)).inside > 0).mean())
    timed("recall", lambda: (count_in_balls(reals, samples, radii(samples, 3)).inside > 0).mean())
    timed("coverage", lambda: count_in_balls(samples, reals, radii(reals, 5)).covered.mean())
    most = most_megabytes()
    print(f"most memory: {most:,.0f} MB, of which the features are {(reals.nbytes + samples.nbytes) / 2**20:,.0f} MB")
    return most < LIMIT_MEGABYTES


def timed(name: str, compute: Callable[[], float]) -> None:
    """Prints what a metric gives, and how long it takes."""
    began = time.monotonic()
    value = compute()
    print(
        f"  {name:<26} {value:>12.6g} {time.monotonic() - began:>8.1f} s {most_megabytes():>8,.0f} MB so far",
        flush=True,
    )


def most_megabytes() -> float:
    """The most memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("python", nargs="?", help="of the peers' environment")
    parser.add_argument("--full", action="store_true", help="time and memory at full size")
    given = parser.parse_args()
    held = [compare(given.python)] if given.python else []
    held += [full()] if given.full else []
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
