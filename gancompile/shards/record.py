"""The records of TFRecord files: length, its checksum, content, its checksum.

Source: tensorflow.org/tutorials/load_data/tfrecord.
"""

from __future__ import annotations

import struct

from gancompile.shards.checksum import masked_checksum

FRAME_BYTES = 16
HEAD_BYTES = 12


def frame(content: bytes) -> bytes:
    """A whole record."""
    length = struct.pack("<Q", len(content))
    return b"".join((length, _sum(length), content, _sum(content)))


def framed_content(record: bytes) -> bytes:
    """The content of a whole record. Raises ValueError for one that is damaged."""
    content, length = record[HEAD_BYTES:-4], struct.pack("<Q", max(len(record) - FRAME_BYTES, 0))
    if record[:8] != length or record[-4:] != _sum(content):
        raise ValueError("its record is damaged")
    return content


def _sum(data: bytes) -> bytes:
    return struct.pack("<I", masked_checksum(data))
