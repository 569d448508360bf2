"""The connection to a Ray cluster, without Ray's own messages."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any


class EngineError(Exception):
    """What trains the builds is not there, in a sentence."""


QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0", "RAY_DEDUP_LOGS": "0"}
"""Variables by which Ray neither reports its use nor prints notices."""


@contextmanager
def ray_cluster(address: str | None) -> Iterator[Any]:
    """The module `ray`, connected while the context lasts. address: of a cluster; one of this machine where None.

    Raises EngineError where Ray is missing, or no cluster is there.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    try:
        import ray
    except ImportError:
        raise EngineError('Ray is not installed: pip install "gancompile[ray]"') from None
    if address is not None and not _answers(address):
        raise EngineError(f"there is no Ray cluster at `{address}`: nothing answers there")
    try:
        ray.init(
            address=address or "local", include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR
        )  # fmt: skip
    except (ConnectionError, ValueError, RuntimeError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise EngineError(f"there is no Ray cluster at `{address or 'local'}`: {first}") from None
    try:
        yield ray
    finally:
        ray.shutdown()


def _answers(address: str) -> bool:
    """Whether something listens at `host:port`; Ray itself would try for minutes. Other forms of addresses are Ray's own matter."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or "/" in host:
        return True
    try:
        with socket.create_connection((host, int(port)), timeout=5.0):
            return True
    except OSError:
        return False


def missing_resources(ray: Any, *, cpus: float, gpus: float, number: int = 1) -> str | None:
    """That the cluster has no room for so many runs at once, in a sentence; None where it has. cpus, gpus: of each, on one node."""
    nodes = [node["Resources"] for node in ray.nodes() if node["Alive"]]
    room = sum(_room(node, cpus, gpus) for node in nodes)
    if room >= number:
        return None
    most = max((node.get("CPU", 0), node.get("GPU", 0)) for node in nodes)
    what = f"{cpus:g} CPUs and {gpus:g} GPUs"
    if number == 1:
        return (
            f"a run asks for {what}, and no node of the cluster has them: "
            f"the largest has {most[0]:g} CPUs and {most[1]:g} GPUs"
        )
    return f"{number} workers ask for {what} each, and the cluster has room for {room} of them"


def _room(node: Mapping[str, float], cpus: float, gpus: float) -> int:
    """How many runs a node has room for."""
    rooms = [node.get(name, 0) // asked for name, asked in (("CPU", cpus), ("GPU", gpus)) if asked > 0]
    return int(min(rooms, default=1))
