"""The checksum of TFRecord files: CRC-32C (Castagnoli), masked.

Source: RFC 3720, appendix B.4; tensorflow/tsl `lib/hash/crc32c.h` for the mask. Differs: a block is summed at once. The checksum is
linear in the bits of a message, so each byte of a block contributes a number that depends on its value and its distance from the end.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

POLYNOMIAL = 0x82F63B78
BLOCK = 1024
WORD = 0xFFFFFFFF
MASK = 0xA282EAD8


def masked_checksum(data: bytes) -> int:
    """The checksum as it stands in a record: rotated and shifted, since a sum over data that hold their own sum is no good one."""
    crc = checksum(data)
    return ((crc >> 15 | crc << 17) + MASK) & WORD


def checksum(data: bytes) -> int:
    """The CRC-32C."""
    contributions, rows = _contributions()
    values, crc = np.frombuffer(data, np.uint8), WORD
    for at in range(0, len(values), BLOCK):
        block = values[at : at + BLOCK].copy()
        first = min(len(block), 4)
        block[:first] ^= np.frombuffer(struct.pack("<I", crc), np.uint8)[:first]
        found = contributions[rows[BLOCK - len(block) :] + block]
        # Of a block of fewer than four bytes, some of the checksum so far is left.
        crc = int(np.bitwise_xor.reduce(found)) ^ (crc >> 8 * first if first < 4 else 0)
    return crc ^ WORD


@cache
def _contributions() -> tuple[NDArray[np.uint32], NDArray[Any]]:
    """The contributions of a byte at each place of a block and of each value: [BLOCK * 256], and where each place begins: [BLOCK]."""
    made = np.empty((BLOCK, 256), np.uint32)
    row = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        row = np.where(row & 1, row >> 1 ^ np.uint32(POLYNOMIAL), row >> 1).astype(np.uint32)
    made[-1] = row
    for place in range(BLOCK - 2, -1, -1):
        made[place] = made[place + 1] >> 8 ^ row[made[place + 1] & 0xFF]
    return made.reshape(-1), np.arange(BLOCK) * 256
