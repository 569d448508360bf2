"""The zoo at work: each spec is clean under the strict check, and trains, logs and exports in a build of a few rounds."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from gancompile import load

Folders = Callable[[Path], tuple[str, ...]]
SPECS = sorted((Path(__file__).parent.parent / "specs").glob("*.yaml"))
ROUNDS = 8


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_the_strict_check_tells_nothing(path: Path, own_folders: Folders) -> None:
    # The folders of the tests hold a handful of examples, of which the craft rightly warns.
    own = own_folders(path)
    told = [one for one in load(path, set=own).warnings if not (own and one.code.startswith("GW07"))]
    assert not told, told


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_the_header_says_what_is_shown_and_by_whom(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    header = text[: text.index("gancompile: 1")]
    assert all(line.startswith("#") and len(line) <= 140 for line in header.splitlines())
    assert "et al." in header or "arXiv" in header
    assert yaml.safe_load(text)["name"] == path.stem


def asked_for(signature: Any, number: int) -> dict[str, Any]:
    """The inputs of a signature for so many examples, zeros but for the number and the seed."""
    import tensorflow as tf

    _, wanted = signature.structured_input_signature
    given = {"num": tf.constant(number), "seed": tf.constant(1, tf.int64)}
    return {
        key: given[key] if key in given else tf.zeros([number, *one.shape[1:]], one.dtype)
        for key, one in wanted.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
@pytest.mark.usefixtures("one_picture")
def test_it_trains_and_answers(path: Path, tmp_path: Path, own_folders: Folders, small: Folders) -> None:
    import numpy as np
    import tensorflow as tf

    from gancompile.runtime.sampling import open_model

    game = load(path, set=(*own_folders(path), *small(path)), steps=ROUNDS).build(tmp_path)
    records = [json.loads(line) for line in (tmp_path / "logs" / "records.jsonl").read_text().splitlines()]
    # A player logs its loss in the phases in which it has a turn.
    names = {key for record in records for key in record if key.endswith("_loss")}
    losses = {key: [record[key] for record in records if key in record] for key in sorted(names)}
    assert len(losses) >= 2
    for key, values in losses.items():
        assert all(math.isfinite(value) for value in values), key
        assert len(set(values)) > 1, f"{key} stays as it was"
    assert all(np.isfinite(weight.numpy()).all() for weight in game.weights)
    served = tf.saved_model.load(str(tmp_path / "saved_model" / "1")).signatures
    assert {"serving_default", "generate"} <= set(served)
    for name in served:
        if any(spec.dtype == tf.string for spec in served[name].structured_input_signature[1].values()):
            continue  # files of images, which test_zoo_signatures.py brings
        nothing, one = (asked_for(served[name], number) for number in (0, 1))
        for output, value in served[name](**nothing).items():
            assert value.shape == (0, *served[name](**one)[output].shape[1:]), f"{name}: {output} of an empty batch"
    _, wanted = served["generate"].structured_input_signature
    given = {"num": tf.constant(3), "seed": tf.constant(1, tf.int64)}
    asked = {key: tf.zeros([3, *spec.shape[1:]], spec.dtype) for key, spec in wanted.items() if key not in given}
    answered = {name: value.numpy() for name, value in served["generate"](**given, **asked).items()}
    if open_model(tmp_path).description.encoding:
        assert {len(value) for value in answered.values()} == {3}
        return
    (made,) = answered.values()
    shape = game.network(game.generates).output_shape
    assert made.shape == (3, *shape[1:])
    assert np.isfinite(made).all()
    assert np.ptp(made) > 0, "it makes one value"
