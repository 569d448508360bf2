"""Builds on several machines: processes of this one, by `TF_CONFIG` and by Ray."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gancompile.folder import newest_whole

SPEC = """
gancompile: 1
name: shared
data: {source: digits, range: [-1, 1], batch: 16}
networks:
  generator:
    inputs: {z: [8]}
    layers: [{dense: {units: 64, use_bias: false}}, batch_normalization, relu, {dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 16}, leaky_relu, {dense: 1}]}
game:
  objective: non_saturating
  regularize: [{r1: {weight: 0.5, every: 4}}]
  optimizer: {sgd: {learning_rate: 0.02, momentum: 0.9}}
schedule: [{steps: 20}]
export: {formats: [saved_model]}
"""
BUILD = [sys.executable, "-m", "gancompile", "build", "spec.yaml"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "spec.yaml").write_text(SPEC)
    return tmp_path


def ports(number: int) -> list[int]:
    """Ports that are free now."""
    sockets = [socket.socket() for _ in range(number)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    found = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return found


def start(folder: Path, index: int, addresses: list[str], *arguments: str) -> subprocess.Popen[str]:
    """A worker in a process of its own."""
    config = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}}
    return subprocess.Popen(
        [*BUILD, *arguments], cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "TF_CONFIG": json.dumps(config)},
    )  # fmt: skip


def alone(folder: Path, *arguments: str) -> Path:
    """The same build in one process."""
    done = subprocess.run(
        [*BUILD, "--out", "alone", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder / "alone"


def weights(build: Path) -> dict[str, Any]:
    """The values of the newest checkpoint of a build."""
    from gancompile.runtime.training import CheckpointValues

    newest = newest_whole(build / "checkpoints", print)
    assert newest is not None
    values = CheckpointValues(newest)
    return {name: values[name] for name in values.shapes if "others" not in name}


def assert_alike(one: Path, other: Path, most: float) -> None:
    left, right = weights(one), weights(other)
    assert left.keys() == right.keys()
    for name, value in left.items():
        np.testing.assert_allclose(right[name], value, rtol=0, atol=most, err_msg=name)


@pytest.mark.slow
def test_two_workers_give_what_one_gives_and_a_second_time_nothing_is_trained(folder: Path) -> None:
    for again in (False, True):
        addresses = [f"127.0.0.1:{port}" for port in ports(2)]
        workers = [start(folder, index, addresses, "--out", "shared") for index in (0, 1)]
        said = [worker.communicate(timeout=600)[0] for worker in workers]
        assert [worker.returncode for worker in workers] == [0, 0], said
        assert ("up to date" in said[0], "nothing to train" in said[1]) == (again, again)
    assert (folder / "shared" / "saved_model" / "1").exists()
    assert_alike(alone(folder), folder / "shared", 1e-5)


@pytest.mark.slow
def test_a_worker_that_dies_ends_the_others_with_a_sentence(folder: Path) -> None:
    addresses = [f"127.0.0.1:{port}" for port in ports(2)]
    chief, other = (start(folder, index, addresses, "--out", "shared", "--steps", "100000") for index in (0, 1))
    assert chief.stdout is not None
    for line in chief.stdout:
        if "training shared" in line:
            break
    time.sleep(2)
    other.send_signal(signal.SIGKILL)
    said = chief.communicate(timeout=300)[0]
    other.communicate()
    assert chief.returncode == 3, said
    assert "another worker has gone" in said
    assert "Traceback" not in said


@pytest.mark.slow
def test_a_worker_that_never_comes_is_named(folder: Path) -> None:
    addresses = [f"127.0.0.1:{port}" for port in ports(2)]
    config = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": 0}}
    script = (
        "import sys\nfrom gancompile.cli import main\nfrom gancompile.environment import rendezvous\n"
        "rendezvous.PATIENCE_SECONDS = 4.0\nsys.exit(main(['build', 'spec.yaml']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False, timeout=300,
        env={**os.environ, "TF_CONFIG": json.dumps(config)},
    )  # fmt: skip
    assert done.returncode == 3
    assert f"worker 1 ({addresses[1]}) has not come within 4 s" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("{", "cannot be read"),
        ("[]", "has no `cluster` and `task`"),
        ('{"cluster": {"worker": "a:1,b:2"}, "task": {"type": "worker", "index": 0}}', "lists no addresses"),
        (
            '{"cluster": {"worker": ["a:1", "b:1"]}, "task": {"type": "ps", "index": 0}}',
            "says that this process is 'ps'",
        ),
        ('{"cluster": {"worker": ["a:1", "b:1"]}, "task": {"type": "worker", "index": 2}}', "lists 2 of them"),
    ],
)
def test_a_cluster_that_is_none_is_an_error_of_use(folder: Path, config: str, said: str) -> None:
    done = subprocess.run(
        BUILD, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "TF_CONFIG": config}
    )
    assert done.returncode == 2
    assert said in done.stderr


def test_what_ray_takes_needs_ray(folder: Path) -> None:
    done = subprocess.run([*BUILD, "--workers", "2"], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "error: --workers needs --engine ray\n")


@pytest.mark.slow
def test_a_batch_that_workers_cannot_share_and_a_cluster_that_is_not_there(folder: Path) -> None:
    pytest.importorskip("ray.train")
    for arguments, said in (
        (["--workers", "3"], "a batch of 16 cannot be divided evenly among 3 devices; write `batch: 18`"),
        (["--address", "127.0.0.1:1"], "there is no Ray cluster at `127.0.0.1:1`: nothing answers there"),
    ):
        command = [*BUILD, "-q", "--engine", "ray", *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr.splitlines()) == (3, [f"error: {said}"])


@pytest.mark.thorough
def test_ctrl_c_and_a_killed_driver_lose_nothing_that_ray_has_kept(folder: Path) -> None:
    pytest.importorskip("ray.train")
    command = [*BUILD, "--steps", "2000", "--engine", "ray", "--workers", "2", "--out", "shared"]
    kept = folder / "shared" / ".ray" / "train"
    for number, code in ((signal.SIGKILL, -9), (signal.SIGINT, 130)):
        build = subprocess.Popen(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        before = None
        if number is signal.SIGINT:
            wait_for(lambda: not kept.exists(), build)
            before = newest_whole(folder / "shared" / "checkpoints", print)
        wait_for(lambda: any(kept.glob("checkpoint_*/program.json")), build)
        build.send_signal(number)
        said = build.communicate(timeout=600)[0]
        assert build.returncode == code, said
        if number is signal.SIGINT:
            assert "to go on: " in said
    assert before is not None
    after = newest_whole(folder / "shared" / "checkpoints", print)
    assert after is not None
    assert after.round >= before.round > 0


@pytest.mark.slow
def test_ray_replaces_a_worker_that_is_killed_and_the_end_is_the_same(folder: Path) -> None:
    pytest.importorskip("ray.train")
    arguments = ["--steps", "200", "--engine", "ray", "--workers", "2", "--cpus-per-worker", "1", "--out", "shared"]
    build = subprocess.Popen(
        [*BUILD, *arguments], cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    kept = folder / "shared" / ".ray" / "train"
    wait_for(lambda: any(kept.glob("checkpoint_*/program.json")), build)
    victims = training_workers(build.pid)
    assert victims
    os.kill(victims[-1], signal.SIGKILL)
    said = build.communicate(timeout=900)[0]
    assert build.returncode == 0, said
    assert not (folder / "shared" / ".ray").exists()
    assert (folder / "shared" / "saved_model" / "1").exists()
    assert_alike(alone(folder, "--steps", "200"), folder / "shared", 1e-4)


def wait_for(happens: Any, process: subprocess.Popen[str], seconds: float = 600.0) -> None:
    end = time.monotonic() + seconds
    while not happens():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < end
        time.sleep(0.2)


def training_workers(root: int) -> list[int]:
    """The processes that train under Ray, which names them by what they run."""
    parents, names = {}, {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            names[int(entry.name)] = (entry / "cmdline").read_text()
        except OSError:
            continue
    return sorted(pid for pid, name in names.items() if "TrainWorker" in name and root in _ancestors(pid, parents))


def _ancestors(pid: int, parents: dict[int, int]) -> set[int]:
    found = set()
    while pid in parents and pid not in found:
        found.add(pid)
        pid = parents[pid]
    return found
