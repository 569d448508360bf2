"""The cards that `plan` predicts for, from `gpus.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gancompile.catalogue.data_file import read_yaml
from gancompile.catalogue.precision import computes_in_16_bits, computes_in_float16


@dataclass(frozen=True, slots=True, kw_only=True)
class GpuRow:
    """A card. Its numbers: see `gpus.yaml`."""

    key: str
    help: str
    memory: float
    bandwidth: float
    float32: float
    tf32: float | None
    float16: float
    bfloat16: float | None
    link: float
    link_kind: str
    source: str

    def peak(self, precision: str) -> float | None:
        """Peak TFLOPS for layers of a precision; None where the card has no units for it."""
        if not computes_in_16_bits(precision):
            return self.tf32 or self.float32
        return self.float16 if computes_in_float16(precision) else self.bfloat16


@cache
def gpu_rows() -> Mapping[str, GpuRow]:
    """All cards by name, in the order of the file."""
    return {key: GpuRow(key=key, **row) for key, row in read_yaml("gpus.yaml").items()}
