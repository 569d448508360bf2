"""The machines that train together, as Kubernetes, Slurm and Ray name them to each process: the variable `TF_CONFIG`."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

VARIABLE = "TF_CONFIG"
EXAMPLE = '{"cluster": {"worker": ["10.0.0.1:2222", "10.0.0.2:2222"]}, "task": {"type": "worker", "index": 0}}'


class ClusterError(ValueError):
    """A `TF_CONFIG` that names no cluster of workers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """workers: their addresses, `host:port`, that of the chief first. index: of this process."""

    workers: tuple[str, ...]
    index: int

    @property
    def is_chief(self) -> bool:
        """Whether this process writes checkpoints, records, the report and the exports."""
        return self.index == 0


def cluster_of(environment: Mapping[str, str] = os.environ) -> Cluster | None:
    """The cluster that `TF_CONFIG` describes; None without it, and for a single worker. Raises ClusterError."""
    text = environment.get(VARIABLE, "")
    if not text.strip():
        return None
    try:
        config = json.loads(text)
    except ValueError as error:
        raise ClusterError(f"`{VARIABLE}` cannot be read: {error}. It looks like {EXAMPLE}") from error
    cluster = config.get("cluster", {}) if isinstance(config, dict) else None
    task = config.get("task", {}) if isinstance(config, dict) else None
    if not isinstance(cluster, dict) or not isinstance(task, dict):
        raise ClusterError(f"`{VARIABLE}` has no `cluster` and `task`. It looks like {EXAMPLE}")
    chiefs, workers, index = cluster.get("chief", []), cluster.get("worker", []), task.get("index", 0)
    if not isinstance(chiefs, list) or not isinstance(workers, list) or not isinstance(index, int):
        raise ClusterError(f"`{VARIABLE}` lists no addresses, or no index. It looks like {EXAMPLE}")
    if len(chiefs) + len(workers) < 2:
        return None
    return _cluster(chiefs, workers, task.get("type"), index)


def _cluster(chiefs: list[Any], workers: list[Any], kind: Any, index: int) -> Cluster:
    everyone = tuple(map(str, (*chiefs, *workers)))
    if kind not in ("chief", "worker"):
        raise ClusterError(
            f"`{VARIABLE}` says that this process is {kind!r}; a training has workers, and perhaps a chief among them"
        )
    own = index + (len(chiefs) if kind == "worker" else 0)
    if not 0 <= own < len(everyone):
        raise ClusterError(
            f"`{VARIABLE}` says that this process is {kind} {index}, and lists {len(everyone)} of them, from 0 on"
        )
    return Cluster(workers=everyone, index=own)
