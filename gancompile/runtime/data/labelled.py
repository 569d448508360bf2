"""Data with some labels withheld: always the same ones, chosen by the seed and the index of an example."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.catalogue.sources.array_source import ArraySource, on_host
from gancompile.catalogue.sources.image_files import ImageFiles
from gancompile.catalogue.sources.source import Batch, Ranges, Source, Tensor
from gancompile.catalogue.steps.uniform import uniform

NUMBER = 0x4C41424C
"""The number of the draw that chooses, apart from those of random steps."""


def withhold_labels(source: Source, kept: float | int | None, seed: int) -> Source:
    """The source with the field `labelled`: 1 where an example keeps its label, 0 where it does not and its label is 0.

    kept: a share, so that an example keeps its label with that probability; or an int, the number of labels that are kept, as
    many of each class as of any other as far as possible; None: all, without that field.
    """
    if kept is None:
        return source
    if isinstance(source, ImageFiles):
        if "label" not in source.others:
            raise ValueError("these images have no labels to withhold")
        labels = source.others["label"]
        chosen = _chosen(labels, kept, seed)
        return replace(source, others={**source.others, "label": labels * chosen.astype(np.int32), "labelled": chosen})
    if isinstance(source, ArraySource):
        names = [name for name, tensor in source.tensors.items() if tensor.shape.rank == 1 and tensor.dtype == tf.int32]
        known = {name: source.tensors[name].numpy() for name in names}
        chosen = _chosen(known[names[0]], kept, seed)
        left = {name: on_host(values * chosen.astype(np.int32)) for name, values in known.items()}
        return replace(source, tensors={**source.tensors, **left, "labelled": on_host(chosen)})
    return PartlyLabelled(of=source, share=float(kept), seed=seed)


def _chosen(labels: NDArray[np.int32], kept: float | int, seed: int) -> NDArray[np.float32]:
    """1 for an example that keeps its label, else 0: [count]."""
    with tf.init_scope(), tf.device("/cpu:0"):
        chance = uniform(tf.range(len(labels), dtype=tf.int64), seed, NUMBER).numpy()
    made: NDArray[np.float32] = np.zeros(len(labels), np.float32)
    if isinstance(kept, float):
        made[chance < kept] = 1.0
        return made
    # Class by class in the order of their chances, then turn by turn one of each class.
    order = np.lexsort((chance, labels))
    turn = np.empty_like(order)
    turn[order] = np.arange(len(labels)) - np.searchsorted(labels[order], labels[order])
    made[np.lexsort((chance, turn))[:kept]] = 1.0
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class PartlyLabelled:
    """Examples that are drawn anew, each of which keeps its label with a probability."""

    of: Source
    share: float
    seed: int

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, the example first."""
        return (*self.of.fields, "labelled")

    @property
    def count(self) -> int | None:
        """None: each example is drawn anew."""
        return self.of.count

    @property
    def ranges(self) -> Ranges:
        """The ranges of the source."""
        return self.of.ranges

    def gather(self, indices: Tensor, seed: Tensor) -> Batch:
        """The examples, and labelled: [n] float32."""
        made: dict[str, Any] = self.of.gather(indices, seed)
        labelled = tf.cast(uniform(indices, self.seed, NUMBER) < self.share, tf.float32)
        return {**made, "label": made["label"] * tf.cast(labelled, tf.int32), "labelled": labelled}
