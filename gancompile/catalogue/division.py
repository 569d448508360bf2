"""The division of a batch: among devices, and into the micro-batches of each, in whole packs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """devices: that share each batch. micro_batches: of each device, one after the other. packs: how many examples stay together."""

    devices: int = 1
    micro_batches: int = 1
    packs: int = 1

    def problem(self, batch: int) -> str | None:
        """Why a batch cannot be divided so, in a sentence; None where it can."""
        if batch % self._multiple == 0 or self.devices * self.micro_batches == 1:
            return None
        devices = f"{self.devices} devices" if self.devices > 1 else ""
        micro = f"{self.micro_batches} micro-batches" if self.micro_batches > 1 else ""
        among = f"{devices} with {micro} each" if devices and micro else devices or micro
        packs = f", in whole packs of {self.packs}" if self.packs > 1 else ""
        return f"a batch of {batch} cannot be divided evenly among {among}{packs}"

    def next_batch(self, batch: int) -> int:
        """The next larger batch that can be divided so."""
        return -(-batch // self._multiple) * self._multiple

    @property
    def _multiple(self) -> int:
        return self.devices * self.micro_batches * self.packs
