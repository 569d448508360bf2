"""The Keras exporter."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gancompile.runtime.export import exporters

LOAD = """
import sys
if sys.argv[2] == "alone":
    sys.modules["gancompile"] = None
else:
    import gancompile.runtime.layers
import keras
print(keras.models.load_model(sys.argv[1]).count_params())
"""


@pytest.mark.parametrize(("name", "company"), [("cgan-digits", "alone"), ("stylegan2-digits", "gancompile")])
def test_it_loads_where_it_says(
    name: str, company: str, untrained: Callable[..., Any], specs: Path, tmp_path: Path
) -> None:
    game, program = untrained(specs / f"{name}.yaml")
    made = exporters()["keras"](game, program, tmp_path)
    path = made.path / "generator.keras"
    run = subprocess.run([sys.executable, "-c", LOAD, path, company], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) == game.network("generator").count_params()
    notes = json.loads((made.path / "notes.json").read_text())
    assert bool(notes["layers_of_gancompile"]) == (company != "alone")
    assert notes["needs"] == ([] if company == "alone" else ["import gancompile.runtime.layers"])
    assert [one["name"] for one in notes["functions"]["serving_default"]["inputs"]] == (
        ["z", "y"] if company == "alone" else ["z"]
    )
    assert ("Keras alone" in made.remarks[1]) == (company == "alone")
