"""The connection to a Ray cluster, without Ray's own messages."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
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


def missing_resources(ray: Any, *, cpus: float, gpus: float) -> str | None:
    """That no node of the cluster has what a run asks for, in a sentence; None where one has."""
    nodes = [node["Resources"] for node in ray.nodes() if node["Alive"]]
    if any(node.get("CPU", 0) >= cpus and node.get("GPU", 0) >= gpus for node in nodes):
        return None
    most = max((node.get("CPU", 0), node.get("GPU", 0)) for node in nodes)
    return (
        f"a run asks for {cpus:g} CPUs and {gpus:g} GPUs, and no node of the cluster has them: "
        f"the largest has {most[0]:g} CPUs and {most[1]:g} GPUs"
    )
