"""`gancompile serve` as a process: it answers until it is stopped, and listens to nobody else without a token."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

pytest.importorskip("uvicorn")

SPEC = """\
gancompile: 1
name: tiny
data: {source: digits, range: [-1, 1], batch: 8}
networks:
  generator: {inputs: {z: [6]}, layers: [{dense: 64}, tanh_, {reshape: [8, 8, 1]}]}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 1}]}
game: {objective: hinge}
schedule: [{steps: 1}]
""".replace("tanh_", "{activation: tanh}")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "gancompile", *arguments], capture_output=True, text=True)


@pytest.mark.slow
def test_a_build_is_served_until_it_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(SPEC)
    assert run("build", str(tmp_path / "tiny.yaml"), "-q", "--out", str(tmp_path / "built")).returncode == 0
    command = [sys.executable, "-u", "-m", "gancompile", "serve", str(tmp_path / "built"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            check_answers(server)
        finally:
            server.kill()


def check_answers(server: subprocess.Popen[str]) -> None:
    assert server.stdout is not None
    head = [server.stdout.readline() for _ in range(3)]
    assert "version 1 of tiny is ready, after" in head[0]
    assert re.search(r"http://127\.0\.0\.1:\d+", head[1])
    said = re.search(r"curl -d '(.*)' (\S+)", head[2])
    assert said is not None
    request = urllib.request.Request(said[2], said[1].encode())
    with urllib.request.urlopen(request, timeout=30) as answer:
        (image,) = json.loads(answer.read())["predictions"]
    assert len(image) == 8
    server.send_signal(signal.SIGINT)
    output, errors = server.communicate(timeout=30)
    assert server.returncode == 0
    assert output.strip() == "stopped"
    assert errors == ""


def test_beyond_this_machine_a_token_is_wanted(tmp_path: Path) -> None:
    found = run("serve", str(tmp_path), "--host", "0.0.0.0")
    assert found.returncode == 2
    assert "set `--token`, or GANCOMPILE_TOKEN in the environment" in found.stderr


def test_a_folder_without_an_export_is_said_so(tmp_path: Path) -> None:
    found = run("serve", str(tmp_path))
    assert found.returncode == 3
    assert found.stderr.strip().endswith("holds no SavedModel; `gancompile build SPEC` makes one")
