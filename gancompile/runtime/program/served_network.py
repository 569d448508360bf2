"""A network as it is sampled, exported and served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkInput:
    """An input of a served network. field: its field of the data, or None for a latent.

    distribution, settings: of a latent. classes: of a categorical latent, an integer for shape () and a one-hot vector otherwise.
    range: the ends of its values, where they are known.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    field: str | None
    distribution: str
    settings: Mapping[str, float]
    classes: int | None
    range: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedNetwork:
    """A network as it is served. through: the activations that serving applies to outputs, by their names.

    outputs: the names of all outputs, where there are several; `output` and `shape` are then those of the first. output_shapes, ranges:
    of each output; a range is None where it is not known. row_wise: whether the examples of a batch do not influence each other.
    """

    name: str
    inputs: tuple[NetworkInput, ...]
    output: str
    outputs: tuple[str, ...] | None
    shape: tuple[int, ...]
    through: Mapping[str, str]
    row_wise: bool
    output_shapes: Mapping[str, tuple[int, ...]]
    ranges: Mapping[str, tuple[float, float] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureOutput:
    """An output of a signature. range: its ends, where they are known. written: its formula."""

    name: str
    shape: tuple[int, ...]
    range: tuple[float, float] | None
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedSignature:
    """A signature of the spec. method: of the game, which answers it. networks: those that it applies."""

    name: str
    method: str
    networks: tuple[str, ...]
    inputs: tuple[NetworkInput, ...]
    outputs: tuple[SignatureOutput, ...]
