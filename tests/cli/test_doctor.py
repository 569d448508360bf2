"""`doctor`: what the numbers of a training say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import gancompile
from gancompile.cli import main

Capture = pytest.CaptureFixture[str]
WON = """\
gancompile: 1
name: won
data: {source: digits, range: [-1, 1], batch: 64}
networks:
  generator:
    inputs: {z: [32]}
    layers: [{dense: 64}, leaky_relu, {dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]
  discriminator:
    inputs: {x: data.image}
    layers: [flatten, {dense: 128}, leaky_relu, {dense: 1}]
game:
  objective: minimax
  players:
    discriminator: {optimizer: {adam: {learning_rate: 2.5e-3, beta_1: 0}}}
    generator: {optimizer: {adam: {learning_rate: 2.5e-5, beta_1: 0}}}
schedule: [{steps: 400, round: [{discriminator: 1}, {generator: 1}]}]
"""


@pytest.fixture
def build(specs: Path, tmp_path: Path) -> Path:
    """A build on its way, with a few records."""
    folder = tmp_path / "build"
    gancompile.load(specs / "gan-ring.yaml").write(folder)
    (folder / "logs").mkdir()
    lines = [{"round": 35 * at, "D(x)": 0.6, "D(G(z))": 0.5, "generator_loss": 0.7} for at in range(1, 90)]
    (folder / "logs" / "records.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def test_a_build_in_which_nothing_is_wrong(build: Path, capsys: Capture) -> None:
    assert main(["doctor", str(build)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("gan-ring: 3,115 of 14,000 rounds, not at its end")
    assert "Nothing looks wrong, by these numbers:\n  - D(x) is 0.6 and D(G(z)) 0.5" in out
    assert f"`gancompile evaluate {build}`" in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= max(100, len(str(build)) + 30)


def test_json(build: Path, capsys: Capture) -> None:
    assert main(["doctor", str(build), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["findings"] == []
    assert found["rounds_played"] == 3115


def test_a_folder_that_is_no_build(tmp_path: Path, capsys: Capture) -> None:
    assert main(["doctor", str(tmp_path)]) == 2
    assert "holds no build" in capsys.readouterr().err
    assert main(["doctor", str(tmp_path / "none")]) == 2


def test_it_needs_no_tensorflow(build: Path) -> None:
    script = (
        "import sys; from gancompile.cli import main\n"
        "code = main(['doctor', sys.argv[1]])\n"
        "loaded = {m.partition('.')[0] for m in sys.modules} & {'tensorflow', 'keras', 'numpy', 'matplotlib'}\n"
        "assert not loaded, loaded; sys.exit(code)"
    )
    subprocess.run([sys.executable, "-c", script, str(build)], check=True, capture_output=True)


@pytest.mark.slow
def test_a_discriminator_that_really_wins(tmp_path: Path, capfd: Capture) -> None:
    spec = tmp_path / "won.yaml"
    spec.write_text(WON)
    assert main(["build", str(spec), "--out", str(tmp_path / "won"), "-q"]) == 0
    capfd.readouterr()
    assert main(["doctor", str(tmp_path / "won"), "--json"]) == 0
    first = json.loads(capfd.readouterr().out)["findings"][0]
    assert first["sign"] == "discriminator_won"
    assert first["rounds"][1] == 400
    assert "100 times" in first["figure"]
