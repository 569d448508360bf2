"""Our Inception network and its resizing against `torch-fidelity` and `clean-fid`: python benchmarks/inception.py PYTHON

PYTHON: of an environment that has torch-fidelity and clean-fid. The weights are random, so nothing is downloaded: what is compared is
the architecture, the conversion of the file, and the resizing. Differences are the largest of all, over the mean size of the numbers.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

import keras
import numpy as np

from gancompile.runtime.evaluation.features import resize_for_inception as resizing
from gancompile.runtime.evaluation.features.inception_conversion import convert
from gancompile.runtime.evaluation.features.inception_weights import load_inception, write_weights

SIZES = [(32, 32), (299, 299), (300, 420), (512, 512)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("python", help="the peer environment's")
    parser.add_argument("--count", type=int, default=4, help="images of each size (4)")
    given = parser.parse_args()
    images = {f"{height}x{width}": pictures(given.count, height, width) for height, width in SIZES}
    with tempfile.TemporaryDirectory() as folder:
        for seed, kind in ((1, "older .pth, scales of 1"), (2, "newer .pth, random scales")):
            print(f"{kind}:")
            compare(Path(folder), given.python, images, seed)


def pictures(count: int, height: int, width: int) -> np.ndarray:
    """Coloured waves with noise."""
    random = np.random.default_rng(height + width)
    y, x = np.mgrid[:height, :width] / min(height, width)
    waves = random.uniform(2, 30, [2, count, 1, 1, 3])
    shades = np.sin(waves[0] * x[None, :, :, None] + waves[1] * y[None, :, :, None])
    noisy = 127.5 + 100 * shades + random.normal(0, 20, shades.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def compare(folder: Path, python: str, images: dict[str, np.ndarray], seed: int) -> None:
    """Prints a line for each size of images."""
    source, weights, target, converted = (folder / name for name in ("in.npz", "peer.pth", "out.npz", "ours.npz"))
    np.savez(source, **images)
    script = Path(__file__).parent / "inception_peer.py"
    subprocess.run([python, script, source, weights, target, str(seed)], check=True)
    write_weights(converted, convert(weights))
    network, peer = load_inception(converted), np.load(target)
    counters = 94  # of batches, one in each normalization
    print(
        f"  {network.count_params():,} weights; peer {int(peer['weights'] - peer['scales']) - counters:,} beside scales"
    )
    for size, pixels in images.items():
        legacy, clean = resizing.legacy_resize(pixels).numpy(), resizing.clean_resize(pixels)
        answers = network(resizing.to_inception_range(legacy), training=False)
        found = {"legacy": legacy, "clean": clean, "2048": answers["features"].numpy()}
        found |= {name: answers[name].numpy() for name in ("logits_unbiased", "logits")}
        numbers = {name: difference(array, peer[f"{size}.{name}"]) for name, array in found.items()}
        print(f"  {size:8}", *(f"{name} {number:.1e}" for name, number in numbers.items()), sep="  ")
    exact = in_float64(network)((images["299x299"] - 128.0) / 128.0)["features"].numpy()
    print(f"  299x299 in float64: {difference(exact, peer['299x299.float64']):.1e}")


def in_float64(network: keras.Model) -> keras.Model:
    """The same network, where rounding cannot hide a difference."""

    def clone(layer: keras.layers.Layer) -> keras.layers.Layer:
        return type(layer).from_config({**layer.get_config(), "dtype": "float64"})

    wide = keras.models.clone_model(network, clone_function=clone)
    wide.set_weights(network.get_weights())
    return wide


def difference(ours: np.ndarray, theirs: np.ndarray) -> float:
    assert ours.shape == theirs.shape
    return float(np.abs(ours - theirs).max() / np.abs(theirs).mean())


if __name__ == "__main__":
    main()
