"""The zoo at work: each spec is clean under the strict check, and trains, logs and exports in a build of a few rounds."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import yaml

from gancompile import Spec, load

SPECS = sorted((Path(__file__).parent.parent / "specs").glob("*.yaml"))
ROUNDS = 20
SMALL = {
    "dcgan-images": ("data.batch=8", "data.resize=[32, 32]"),
    "text-names": ("params.filters=8", "data.batch=8"),
    "wavegan": ("params.d=2", "data.batch=4"),
}
"""What would take long at the size that is meant."""


@pytest.fixture
def folders(images: Path, sounds: Path) -> dict[str, Path]:
    """What stands in the place of the user's own, by the source that waits for it."""
    return {"images": images, "audio": sounds}


def waits_for(path: Path) -> dict[str, str]:
    """The sources of a spec that wait for a folder of the user's: where they stand, and their kind."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))["data"]
    sets = {f"sets.{name}.": one for name, one in data["sets"].items()} if "sets" in data else {"": data}
    return {place: kind for place, one in sets.items() for kind in ("images", "audio") if kind in one["source"]}


def loaded(path: Path, folders: dict[str, Path], *overrides: str) -> Spec:
    """The spec, with a folder where it waits for the user's own."""
    own = [f"data.{place}source.{kind}.folder={folders[kind]}" for place, kind in waits_for(path).items()]
    return load(path, set=(*own, *overrides))


def short(path: Path) -> list[str]:
    """Overrides that make each phase of the schedule a few rounds long."""
    phases = yaml.safe_load(path.read_text(encoding="utf-8"))["schedule"]
    taken = [
        f"schedule.{i}.{unit}=" for i, phase in enumerate(phases) for unit in ("images", "epochs") if unit in phase
    ]
    return [*taken, *(f"schedule.{i}.steps={ROUNDS}" for i in range(len(phases)))]


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_the_strict_check_tells_nothing(path: Path, folders: dict[str, Path]) -> None:
    # The folders of the tests hold a handful of examples, of which the craft rightly warns.
    own = bool(waits_for(path))
    told = [one for one in loaded(path, folders).warnings if not (own and one.code.startswith("GW07"))]
    assert not told, told


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_the_header_says_what_is_shown_and_by_whom(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    header = text[: text.index("gancompile: 1")]
    assert all(line.startswith("#") and len(line) <= 140 for line in header.splitlines())
    assert "et al." in header or "arXiv" in header
    assert yaml.safe_load(text)["name"] == path.stem


@pytest.mark.slow
@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_it_trains_and_answers(path: Path, tmp_path: Path, folders: dict[str, Path]) -> None:
    import numpy as np
    import tensorflow as tf

    game = loaded(path, folders, *short(path), *SMALL.get(path.stem, ())).build(tmp_path)
    records = [json.loads(line) for line in (tmp_path / "logs" / "records.jsonl").read_text().splitlines()]
    losses = {key: [record[key] for record in records] for key in records[-1] if key.endswith("_loss")}
    assert len(losses) >= 2
    for key, values in losses.items():
        assert all(math.isfinite(value) for value in values), key
        assert len(set(values)) > 1, f"{key} stays as it was"
    assert all(np.isfinite(weight.numpy()).all() for weight in game.weights)
    served = tf.saved_model.load(str(tmp_path / "saved_model" / "1")).signatures
    assert {"serving_default", "generate"} <= set(served)
    _, wanted = served["generate"].structured_input_signature
    given = {"num": tf.constant(3), "seed": tf.constant(1, tf.int64)}
    labels = {key: tf.zeros([3], spec.dtype) for key, spec in wanted.items() if key not in given}
    answered = {name: value.numpy() for name, value in served["generate"](**given, **labels).items()}
    if (tmp_path / "saved_model" / "1" / "assets.extra" / "encoding.json").exists():
        assert {len(value) for value in answered.values()} == {3}
        return
    (made,) = answered.values()
    shape = game.network(game.generates).output_shape
    assert made.shape == (3, *shape[1:])
    assert np.isfinite(made).all()
    assert np.ptp(made) > 0, "it makes one value"
