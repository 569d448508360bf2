"""Messages of protocol buffers, field by field, for those few whose classes no package at hand has.

Source: protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

from collections.abc import Iterator

DELIMITED = 2
"""The wire type of bytes, texts and inner messages."""
FIXED_BYTES = {1: 8, 5: 4}
"""The sizes of the wire types of fixed size."""


def message_field(number: int, content: bytes) -> bytes:
    """A field that holds bytes or another message."""
    return _whole_number_as_bytes(number << 3 | DELIMITED) + _whole_number_as_bytes(len(content)) + content


def fields_of(message: bytes, number: int) -> Iterator[bytes]:
    """The contents of the fields of this number that hold bytes or a message. Raises ValueError for what is no message."""
    at = 0
    while at < len(message):
        key, at = _whole_number(message, at)
        wire = key & 7
        if wire == DELIMITED:
            size, at = _whole_number(message, at)
            if key >> 3 == number:
                yield message[at : at + size]
            at += size
        elif wire in FIXED_BYTES:
            at += FIXED_BYTES[wire]
        elif wire == 0:
            _, at = _whole_number(message, at)
        else:
            raise ValueError(f"a message holds a field of type {wire}, which none has")


def _whole_number(message: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and the position after it."""
    value = shift = 0
    while True:
        if at >= len(message):
            raise ValueError("a message ends in the middle of a number")
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def _whole_number_as_bytes(value: int) -> bytes:
    made = bytearray()
    while value >= 0x80:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*made, value])
