"""A build as a job of a cluster."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST_NAME = 52
"""Of a job: the names of its pods have the number of the worker behind it, and 63 characters at most; KubeRay adds its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """What a worker has. memory: as Kubernetes writes it, such as `16Gi`."""

    cpus: int = 4
    gpus: int = 1
    memory: str = "16Gi"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingJob:
    """name: of the spec. spec: its text, and path where it lies. arguments: of `gancompile build` behind the spec.

    workers: the machines. image: of the containers, and claim: the PersistentVolumeClaim that the data and the build are on, where the
    cluster runs containers.
    """

    name: str
    spec: str
    path: str
    workers: int
    resources: Resources
    arguments: tuple[str, ...] = ()
    image: str | None = None
    claim: str | None = None

    @property
    def kubernetes_name(self) -> str:
        """The name as a label of DNS."""
        name = re.sub(r"[^a-z0-9]+", "-", self.name.lower())[:LONGEST_NAME].strip("-")
        return name if name[:1].isalpha() else f"gan-{name}".strip("-")

    @property
    def options(self) -> Mapping[str, str | None]:
        """The options of the command line that not every target takes."""
        return {"image": self.image, "claim": self.claim}
