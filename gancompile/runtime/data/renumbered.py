"""Labels numbered from 0 in their order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import tensorflow as tf

from gancompile.catalogue.sources.array_source import ArraySource, on_host
from gancompile.catalogue.sources.source import Source


def renumber_labels(source: Source) -> Source:
    """The source with the labels 0, 1, 2, ... for those that it has, in their order. Others than stored ones begin at 0 already."""
    if not isinstance(source, ArraySource):
        return source
    labels = {
        name: tensor.numpy()
        for name, tensor in source.tensors.items()
        if tensor.shape.rank == 1 and tensor.dtype == tf.int32
    }
    renumbered = {
        name: on_host(np.searchsorted(np.unique(values), values).astype(np.int32)) for name, values in labels.items()
    }
    return replace(source, tensors={**source.tensors, **renumbered})
