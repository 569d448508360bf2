"""Every spec of the zoo as ONNX and LiteRT: each signature computes what the game computes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gancompile.runtime.export import exporters
from gancompile.runtime.export.servable import signatures_of

SPECS = sorted((Path(__file__).parents[3] / "specs").glob("*.yaml"))
ALWAYS = {"cgan-digits", "progressive-digits", "stylegan2-digits", "text-names", "timegan-autoregressive"}
"""Labels; layers around layers; noise in inference; letters; recurrent layers."""
ONE_BY_ONE = {("litert", "progressive-digits"), ("litert", "timegan-autoregressive")}
"""What LiteRT takes with a batch of 1 alone."""


def cases() -> list[Any]:
    return [
        pytest.param(
            format, path, id=f"{format}-{path.stem}", marks=() if path.stem in ALWAYS else pytest.mark.thorough
        )
        for path in SPECS
        for format in ("onnx", "litert", "keras")
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("format", "path"), cases())
def test_it_computes_the_same(
    format: str, path: Path, tmp_path: Path, untrained: Callable[..., Any], own_folders: Any, small: Any
) -> None:
    if format == "onnx":
        pytest.importorskip("tf2onnx")
        pytest.importorskip("onnxruntime")
    game, program = untrained(path, *own_folders(path), *small(path))
    made = exporters()[format](game, program, tmp_path / format)
    notes = json.loads((made.path / "notes.json").read_text())
    plain = [one.name for one in signatures_of(game, program) if one.unchecked is not None]
    assert list(notes["functions"]) == (plain if format != "keras" else ["serving_default"])
    assert "generate" in notes["missing"]
    for one in notes["functions"].values():
        assert (made.path / one["file"]).stat().st_size > 0
        assert one["difference"]["greatest"] <= 1e-4
        assert one["batch"] == "any" or (format, path.stem) in ONE_BY_ONE
