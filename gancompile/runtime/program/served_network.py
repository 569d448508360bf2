"""A network as it is sampled, exported and served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkInput:
    """An input of a served network. field: its field of the data, or None for a latent.

    distribution, settings: of a latent. classes: of a categorical latent, an integer for shape () and a one-hot vector otherwise.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    field: str | None
    distribution: str
    settings: Mapping[str, float]
    classes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedNetwork:
    """A network as it is served. through: the activations that serving applies to outputs, by their names.

    outputs: the names of all outputs, where there are several; `output` and `shape` are then those of the first.
    """

    name: str
    inputs: tuple[NetworkInput, ...]
    output: str
    outputs: tuple[str, ...] | None
    shape: tuple[int, ...]
    through: Mapping[str, str]
