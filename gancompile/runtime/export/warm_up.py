"""Warm-up records in the form of TensorFlow Serving: requests that a server answers to itself before it takes a model into service.

Source: tensorflow.org/tfx/serving/saved_model_warmup. The messages are few, so their bytes are written here rather than by the package
`tensorflow-serving-api`: PredictionLog{6: PredictLog{1: PredictRequest{1: ModelSpec{1: name, 3: signature_name}, 2: map of inputs}}}.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tensorflow as tf

from gancompile.runtime.export.example_inputs import example_inputs
from gancompile.runtime.export.signature import Signature

FILE = "assets.extra/tf_serving_warmup_requests"
ROWS = (1, 64)


def write_warm_up(saved_model: Path, name: str, signatures: Sequence[Signature]) -> None:
    """Writes a request of one row and one of 64 rows for each signature. name: of the model."""
    path = saved_model / FILE
    path.parent.mkdir(exist_ok=True)
    with tf.io.TFRecordWriter(str(path)) as writer:
        for signature in signatures:
            for rows in ROWS:
                writer.write(_prediction_log(name, signature, rows))


def _prediction_log(name: str, signature: Signature, rows: int) -> bytes:
    request = _field(1, _field(1, name.encode()) + _field(3, signature.name.encode()))
    for key, value in example_inputs(signature, rows).items():
        tensor = tf.make_tensor_proto(value, dtype=next(one.dtype for one in signature.inputs if one.name == key))
        request += _field(2, _field(1, key.encode()) + _field(2, tensor.SerializeToString()))
    return _field(6, _field(1, request))


def _field(number: int, content: bytes) -> bytes:
    """A field of a message that holds bytes or another message."""
    return _whole_number(number << 3 | 2) + _whole_number(len(content)) + content


def _whole_number(value: int) -> bytes:
    made = bytearray()
    while value >= 0x80:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*made, value])
