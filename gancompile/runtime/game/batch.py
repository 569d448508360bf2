"""Batches split between updates, and joined for one call of a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import tensorflow as tf

Tensor = Any


def split_batch(batch: Any, fields: Sequence[str], parts: int, game: str) -> list[dict[str, Tensor]]:
    """A batch split into equal parts.

    batch: a dict of the fields, a tuple in their order, or one tensor; [parts * batch, ...] each. game: its name, for the error message.
    Returns: dicts of [batch, ...].
    """
    if not isinstance(batch, Mapping):
        values = batch if isinstance(batch, tuple | list) else (batch,)
        batch = dict(zip(fields, values, strict=False))
    missing = [name for name in fields if name not in batch]
    if missing:
        raise ValueError(f"A batch for {game} holds {', '.join(fields)}. Received: {', '.join(batch) or 'nothing'}")
    if parts == 1:
        return [batch]
    given = batch[fields[0]].shape[0]
    if given is not None and given < parts:
        raise ValueError(f"A round of {game} wants {parts} examples or more, one for each update. Received: {given}")
    size = tf.shape(batch[fields[0]])[0] // parts
    return [{name: batch[name][i * size : (i + 1) * size] for name in fields} for i in range(parts)]


def apply_to_batches(network: keras.Model, batches: Sequence[Any], *, training: bool) -> list[Any]:
    """The outputs of a network for several batches, computed in one call.

    batches: inputs of the network, [batch, ...], or a list of such. Returns: the outputs for each batch.
    """
    firsts = [batch[0] if isinstance(batch, list | tuple) else batch for batch in batches]
    sizes = [first.shape[0] for first in firsts]
    if None in sizes:
        sizes = [tf.shape(first)[0] for first in firsts]
    outputs = network(tf.nest.map_structure(_joined, *batches), training=training)
    parts = [tf.split(one, sizes) for one in tf.nest.flatten(outputs)]
    return [tf.nest.pack_sequence_as(outputs, [part[index] for part in parts]) for index in range(len(batches))]


def _joined(*parts: Tensor) -> Tensor:
    """Batches as one, in the precision of the first: a network casts what it takes anyway."""
    return tf.concat([tf.cast(part, parts[0].dtype) for part in parts], axis=0)


def size_of(batch: Tensor) -> Any:
    """The number of examples of a batch, as a number where it is known."""
    return batch.shape[0] if batch.shape[0] is not None else tf.shape(batch)[0]
