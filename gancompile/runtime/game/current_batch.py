"""The batch that updates are being traced for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from gancompile.runtime.replicas import WHOLE, BatchSlice


class CurrentBatch(threading.local):
    """The size of the batch of all devices, and the micro-batch of it that is traced.

    Each thread has its own: the updates of several devices are traced side by side.
    """

    micro_batch: BatchSlice = WHOLE

    def __init__(self, *, size: int) -> None:
        self.size = size

    @contextmanager
    def sliced(self, part: BatchSlice) -> Iterator[None]:
        """Traces the update of a micro-batch."""
        kept, self.micro_batch = self.micro_batch, part
        try:
            yield
        finally:
            self.micro_batch = kept
