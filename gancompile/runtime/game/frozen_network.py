"""Networks that are frozen for some updates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import keras


@dataclass(slots=True)
class FrozenNetworks:
    """Networks whose weights stay as they are, and how many replicas want that: the updates of several devices are traced side by side."""

    _wishes: dict[int, int] = field(default_factory=dict)
    _trainable: dict[int, list[tuple[keras.layers.Layer, bool]]] = field(default_factory=dict)

    @contextmanager
    def frozen(self, *networks: keras.Model) -> Iterator[None]:
        """Sets `trainable = False` on these networks within the context, and restores it for each layer afterwards."""
        for network in networks:
            self._freeze(network)
        try:
            yield
        finally:
            for network in reversed(networks):
                self._restore(network)

    def _freeze(self, network: keras.Model) -> None:
        key = id(network)
        if not self._wishes.get(key):
            self._trainable[key] = [(layer, layer.trainable) for layer in network._flatten_layers()]
            network.trainable = False
        self._wishes[key] = self._wishes.get(key, 0) + 1

    def _restore(self, network: keras.Model) -> None:
        key = id(network)
        self._wishes[key] -= 1
        if not self._wishes[key]:
            for layer, trainable in self._trainable.pop(key):
                layer.trainable = trainable
