"""Messages of `tf.train.Example`: Example{1: Features{1: entry{1: name, 2: Feature}}}.

Source: tensorflow/core/example/{example,feature}.proto. A feature is a list of bytes (1), of float32 (2) or of int64 (3).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from gancompile.files import fields_of, message_field

Feature = bytes | int | Sequence[float]
"""An encoded image or a name, a label, or a vector."""


def example_message(features: Mapping[str, Feature]) -> bytes:
    """The message. The first feature stands first, where it is found soonest."""
    entries = b"".join(
        message_field(1, message_field(1, name.encode()) + message_field(2, _feature(value)))
        for name, value in features.items()
    )
    return message_field(1, entries)


def image_of(message: bytes, field: str = "image") -> bytes:
    """The bytes of a feature. Raises ValueError where the message has none."""
    for features in fields_of(message, 1):
        for entry in fields_of(features, 1):
            if next(fields_of(entry, 1), b"") == field.encode():
                for feature in fields_of(entry, 2):
                    for values in fields_of(feature, 1):
                        return next(fields_of(values, 1), b"")
    raise ValueError(f"it has no `{field}`")


def _feature(value: Feature) -> bytes:
    match value:
        case bytes():
            return message_field(1, message_field(1, value))
        case int():
            return message_field(3, message_field(1, _varint(value)))
        case _:
            return message_field(2, message_field(1, struct.pack(f"<{len(value)}f", *value)))


def _varint(value: int) -> bytes:
    """A number that is not negative, seven bits a byte."""
    made = bytearray()
    while value >= 0x80:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*made, value])
