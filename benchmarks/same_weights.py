"""Whether two checkouts train the zoo to the same weights, bit for bit, in five rounds of each phase.

    python benchmarks/same_weights.py save FOLDER [SPEC...]       # in the one checkout
    python benchmarks/same_weights.py compare FOLDER [SPEC...]    # in the other

Specs that wait for a folder of the user's are trained on a few small random images and sounds.
"""

from __future__ import annotations

import sys
import tempfile
import time
import wave
from pathlib import Path

import numpy as np
import yaml

ROUNDS = 5
SPECS = Path(__file__).parent.parent / "specs"


def main() -> int:
    """Exit code 1 where a weight differs."""
    import gancompile

    mode, folder, *names = sys.argv[1:]
    saved, different = Path(folder), 0
    print(f"gancompile of {Path(gancompile.__file__).parent}")
    saved.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        put_examples(Path(temporary))
        for path in sorted(SPECS.glob("*.yaml")):
            if names and path.stem not in names:
                continue
            began = time.perf_counter()
            weights = trained(path, Path(temporary))
            result = f"{len(weights)} variables"
            if mode == "save":
                np.savez(saved / f"{path.stem}.npz", **weights)
            else:
                result = difference(weights, saved / f"{path.stem}.npz")
                different += result != "equal"
            print(f"{path.stem:<28} {result:<40} {time.perf_counter() - began:6.1f} s", flush=True)
    return 1 if different else 0


def trained(path: Path, examples: Path) -> dict[str, np.ndarray]:
    """The variables of a spec's game after a few rounds, by their place and path."""
    import keras
    import tensorflow as tf

    import gancompile

    tf.config.experimental.enable_op_determinism()  # large convolutions add up in the order in which threads end
    keras.backend.clear_session()
    spec = gancompile.load(path, set=[f"{place}.folder={examples}" for place in folders(path)], steps=ROUNDS)
    with tempfile.TemporaryDirectory() as out:
        game = spec.build(out)
    return {f"{index:04d} {v.path}": np.asarray(v) for index, v in enumerate(game.variables)}


def folders(path: Path) -> list[str]:
    """Where a spec names a folder."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))["data"]
    sets = {f"data.sets.{name}": one for name, one in data["sets"].items()} if "sets" in data else {"data": data}
    found = []
    for place, one in sets.items():
        source = one["source"]
        if isinstance(source, dict):
            found += [f"{place}.source.{kind}" for kind, given in source.items() if "folder" in given]
    return found


def put_examples(folder: Path) -> None:
    """Eight images of 40x40 pixels and four sounds of a quarter of a second."""
    from PIL import Image

    random = np.random.default_rng(0)
    for number in range(8):
        pixels = random.integers(0, 256, [40, 40, 3], dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
    for number in range(4):
        with wave.open(str(folder / f"{number}.wav"), "wb") as sound:
            sound.setparams((1, 2, 16000, 0, "NONE", ""))
            sound.writeframes(random.integers(-9000, 9000, 4000).astype("<i2").tobytes())


def difference(weights: dict[str, np.ndarray], path: Path) -> str:
    """The first difference, or `equal`. Variables are compared in their order, whatever they are called."""
    with np.load(path) as saved:
        before = [saved[key] for key in sorted(saved.files)]
    after = [weights[key] for key in sorted(weights)]
    if len(before) != len(after):
        return f"{len(before)} variables, now {len(after)}"
    wrong = [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if not np.array_equal(a, b, equal_nan=True)]
    if not wrong:
        return "equal"
    numbers = [i for i in wrong if before[i].shape == after[i].shape and before[i].dtype.kind == "f"]
    largest = max((float(np.max(np.abs(before[i] - after[i]), initial=0)) for i in numbers), default=float("nan"))
    return f"{len(wrong)} of {len(before)} differ, by {largest:.1e}"


if __name__ == "__main__":
    sys.exit(main())
