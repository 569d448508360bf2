"""The LiteRT exporter."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.export import ExportError, exporters
from gancompile.runtime.export.convertible import Convertible
from gancompile.runtime.export.formats import litert
from gancompile.runtime.export.signature import SignatureInput


def one(function: Callable[..., Any], *shapes: tuple[int | None, ...]) -> Convertible:
    inputs = tuple(SignatureInput(name=f"v{n}", shape=shape, dtype="float32") for n, shape in enumerate(shapes))
    return Convertible(name="enlarge", function=function, inputs=inputs)


@pytest.mark.parametrize(("quantize", "share", "bound"), [("float16", 0.6, 1e-3), ("dynamic", 0.4, 3e-2)])
def test_quantized_weights_are_smaller_and_the_loss_is_noted(
    quantize: str, share: float, bound: float, untrained: Callable[..., Any], specs: Path, tmp_path: Path
) -> None:
    game, program = untrained(specs / "cgan-digits.yaml")
    paths = [
        exporters()["litert"](game, program, tmp_path / "litert", version=n + 1, quantize=wanted).path
        for n, wanted in enumerate((None, quantize))
    ]
    whole, small = ((path / "serving_default.tflite").stat().st_size for path in paths)
    assert small < share * whole
    before, after = (json.loads((path / "notes.json").read_text()) for path in paths)
    assert (before["precision"], after["precision"]) == ("float32", quantize)
    assert 1e-6 < after["functions"]["serving_default"]["difference"]["greatest"] < bound


def test_what_wants_known_sizes_has_a_batch_of_one(untrained: Callable[..., Any], specs: Path, tmp_path: Path) -> None:
    game, program = untrained(specs / "progressive-digits.yaml")
    made = exporters()["litert"](game, program, tmp_path)
    noted = json.loads((made.path / "notes.json").read_text())["functions"]
    assert noted["serving_default"]["batch"] == 1
    assert noted["serving_default"]["difference"]["batches"] == [1]
    assert any("takes a batch of 1 alone" in remark for remark in made.remarks)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_older_interpreter_answers_where_the_new_one_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    assert litert._interpreter_class() is tf.lite.Interpreter
    run = litert._interpreter(litert.convert(one(lambda v: {"y": 2 * v}, (None, 4))).content)
    np.testing.assert_array_equal(run({"v0": np.ones([3, 4], np.float32)})["y"], np.full([3, 4], 2, np.float32))


def test_an_operation_that_litert_lacks_is_an_error() -> None:
    function = one(lambda v: {"y": tf.bitwise.bitwise_and(tf.cast(v, tf.int32), 3)}, (None, 4))
    with pytest.raises(ExportError, match="LiteRT cannot hold `enlarge`: it has no `BitwiseAnd`, which works on bits"):
        litert.convert(function)
