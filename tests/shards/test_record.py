"""Records and messages: what TensorFlow writes and reads, byte by byte."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from gancompile.shards import example_message, frame, framed_content, image_of
from gancompile.shards.checksum import checksum

CONTENTS = [
    b"",
    b"a",
    b"abc",
    b"abcd",
    bytes(range(256)) * 3,
    *(np.random.default_rng(0).bytes(n) for n in (1023, 1024, 1025, 5000)),
]


def test_the_checksum_of_the_standard() -> None:
    """RFC 3720, appendix B.4."""
    assert checksum(b"123456789") == 0xE3069283
    assert checksum(bytes(32)) == 0x8A9136AA
    assert checksum(bytes(range(32))) == 0x46DD794E


def test_records_are_those_of_tensorflow(tmp_path: Path) -> None:
    with tf.io.TFRecordWriter(str(tmp_path / "a")) as writer:
        for content in CONTENTS:
            writer.write(content)
    assert b"".join(map(frame, CONTENTS)) == (tmp_path / "a").read_bytes()


@pytest.mark.parametrize("content", CONTENTS)
def test_a_damaged_record_is_refused(content: bytes) -> None:
    record = bytearray(frame(content))
    assert framed_content(bytes(record)) == content
    for wrong in (record[:-1], record + b"a", record[:3]):
        with pytest.raises(ValueError, match="damaged"):
            framed_content(bytes(wrong))
    for at in {0, len(record) - 1, len(record) // 2} - {8, 9, 10, 11}:
        record[at] ^= 1
        with pytest.raises(ValueError, match="damaged"):
            framed_content(bytes(record))
        record[at] ^= 1


def test_messages_are_those_of_tensorflow() -> None:
    message = example_message(
        {"image": b"\x89PNG" * 99, "name": b"a/b.png", "label": 1234567, "attributes": (0.5, -1.0)}
    )
    features = tf.train.Example.FromString(message).features.feature
    assert features["image"].bytes_list.value[0] == b"\x89PNG" * 99
    assert features["name"].bytes_list.value[0] == b"a/b.png"
    assert features["label"].int64_list.value[0] == 1234567
    assert list(features["attributes"].float_list.value) == [0.5, -1.0]
    assert set(features) == {"image", "name", "label", "attributes"}
    assert image_of(message) == b"\x89PNG" * 99
    with pytest.raises(ValueError, match="has no `photo`"):
        image_of(message, "photo")
