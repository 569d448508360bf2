"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

# No test is about time: on a shared machine an example takes as long as it takes.
hypothesis.settings.register_profile("shared_machine", deadline=None)
hypothesis.settings.load_profile("shared_machine")

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
# Convolutions on CPUs without AVX512 are several times as fast with it; tests compare trained numbers within one machine only.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

# The workers share the cores: one thread each is faster than several that wait for each other.
for threads in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="write what is found as what is expected; then read the diff")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def specs(root: Path) -> Path:
    """The zoo."""
    return root / "specs"


@pytest.fixture
def golden(request: pytest.FixtureRequest):  # type: ignore[no-untyped-def]
    """A function that compares a text with a golden file, or writes the file under `--bless`."""

    def compare(text: str, path: Path) -> None:
        if request.config.getoption("--bless"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{path} differs; --bless writes it anew"

    return compare


@pytest.fixture(scope="session")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a few real images: the embedded digits, as colour files of three formats."""
    import numpy as np
    from PIL import Image

    folder = tmp_path_factory.mktemp("pictures")
    with np.load(ROOT / "gancompile" / "catalogue" / "sources" / "digits" / "digits.npz") as digits:
        pixels = (digits["image"][:24].astype(np.float32) * 255 / 16).astype(np.uint8)
    for number, one in enumerate(pixels):
        suffix = ("png", "jpg", "webp")[number % 3]
        Image.fromarray(one).convert("RGB").resize((40, 48)).save(folder / f"{number:03}.{suffix}")
    return folder


@pytest.fixture(scope="session")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a few sounds of two kinds: falling sweeps and bursts of noise, of several rates."""
    import wave

    import numpy as np

    folder = tmp_path_factory.mktemp("sounds")
    random = np.random.default_rng(0)
    for number in range(8):
        rate = (8000, 16000, 44100)[number % 3]
        time = np.arange(rate // 4) / rate
        tone = np.sin(2 * np.pi * (80 + 20 * number) * time * (1 - time))
        made = (tone if number % 2 else random.uniform(-1, 1, len(time))) * np.exp(-12 * time)
        path = folder / ("kick" if number % 2 else "snare") / f"{number}.wav"
        path.parent.mkdir(exist_ok=True)
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, rate, 0, "NONE", ""))
            file.writeframes((made * 32767).astype("<i2").tobytes())
    return folder


@pytest.fixture
def own_folders(
    images: Path, sounds: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], tuple[str, ...]]:
    """A function from a spec that waits for folders of the user's to the overrides that give it those of the tests."""
    import yaml

    folders = {"images": images, "audio": sounds}

    def overrides(path: Path) -> tuple[str, ...]:
        text = path.read_text(encoding="utf-8")
        spec = yaml.safe_load(text)
        if "folder" in spec.get("params", {}):
            both = tmp_path_factory.mktemp("both")
            for name in ("trainA", "trainB"):
                (both / name).symlink_to(images)
            return (f"params.folder={both}",)
        source = spec["data"].get("source", {})
        if "images" in source and "data.label" in text:
            classes = tmp_path_factory.mktemp("classes")
            for name in ("cat", "dog", "owl"):
                (classes / name).symlink_to(images)
            return (f"data.source.images.folder={classes}",)
        return tuple(f"data.source.{kind}.folder={folder}" for kind, folder in folders.items() if kind in source)

    return overrides


@pytest.fixture(scope="session")
def small() -> Callable[[Path], tuple[str, ...]]:
    """A function from a spec that would take long at the size that is meant to the overrides that make it small."""
    overrides = {
        "cyclegan": ("params.width=4", "data.sets.a.resize=[32, 32]", "data.sets.b.resize=[32, 32]", "data.batch=2"),
        "cgan-images": ("data.batch=8", "data.resize=[32, 32]"),
        "dcgan-images": ("data.batch=8", "data.resize=[32, 32]"),
        "ctgan-penguins": ("data.batch=10",),
        "hifigan": ("params.d=2", "params.widths=[2, 2, 2, 2]", "data.batch=4"),
        "text-names": ("params.filters=8", "data.batch=8"),
        "wavegan": ("params.d=2", "data.batch=4"),
    }
    return lambda path: overrides.get(path.stem, ())


@pytest.fixture
def one_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds draw one picture and write one checkpoint, at their end: in short ones, those on the way take a third of the time."""
    monkeypatch.setattr("gancompile.runtime.training.phase_run.PICTURES", 1)
