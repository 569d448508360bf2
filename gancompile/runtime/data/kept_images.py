"""A bounded cache of decoded images."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.catalogue.sources.image_files import ImageFiles
from gancompile.catalogue.sources.source import Batch, Ranges, Tensor

Change = Callable[[Batch], Batch]


@dataclass(slots=True, kw_only=True, eq=False)
class KeptImages:
    """Image files after steps that are the same every time, of which the first `kept` stay in memory once they are decoded.

    Which ones does not matter, since each comes once an epoch; so none makes room for another. example: by which their sizes are
    known, one image of each field.
    """

    files: ImageFiles
    change: Change
    ranges: Ranges
    kept: int
    example: Mapping[str, NDArray[Any]]
    _pixels: dict[str, NDArray[Any]] = field(init=False)
    _is_kept: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        # The pages of an empty array take no memory before they are written.
        self._pixels = {name: np.empty((self.kept, *one.shape), one.dtype) for name, one in self.example.items()}
        self._is_kept = np.zeros(self.kept, np.bool_)

    def gather(self, indices: Tensor) -> Batch:
        """The examples with these indices: [n, ...] each."""
        dtypes = [tf.as_dtype(one.dtype) for one in self.example.values()]
        found = tf.numpy_function(self._several, [indices], dtypes)
        for values, one in zip(found, self.example.values(), strict=True):
            values.set_shape([indices.shape[0], *one.shape])
        return {**dict(zip(self.example, found, strict=True)), **self.files.others_at(indices)}

    def _several(self, indices: NDArray[np.int64]) -> list[NDArray[Any]]:
        images = [self._one(int(index)) for index in indices]
        return [np.stack([image[name] for image in images]) for name in self.example]

    def _one(self, index: int) -> Mapping[str, NDArray[Any]]:
        if index < self.kept and self._is_kept[index]:
            return {name: pixels[index] for name, pixels in self._pixels.items()}
        made = self.files.changed(index, self.change)
        if index < self.kept:
            for name, image in made.items():
                self._pixels[name][index] = image
            self._is_kept[index] = True
        return made
