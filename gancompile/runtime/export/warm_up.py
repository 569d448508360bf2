"""Warm-up records in the form of TensorFlow Serving: requests that a server answers to itself before it takes a model into service.

Source: tensorflow.org/tfx/serving/saved_model_warmup. The messages are few, so their bytes are written here rather than by the package
`tensorflow-serving-api`: PredictionLog{6: PredictLog{1: PredictRequest{1: ModelSpec{1: name, 3: signature_name}, 2: map of inputs}}}.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tensorflow as tf

from gancompile.deployment import WARM_UP_FILE
from gancompile.files import message_field
from gancompile.runtime.export.example_inputs import example_inputs
from gancompile.runtime.export.signature import Signature

ROWS = (1, 64)


def write_warm_up(saved_model: Path, name: str, signatures: Sequence[Signature]) -> None:
    """Writes a request of one row and one of 64 rows for each signature. name: of the model."""
    path = saved_model / WARM_UP_FILE
    path.parent.mkdir(exist_ok=True)
    with tf.io.TFRecordWriter(str(path)) as writer:
        for signature in signatures:
            for rows in ROWS:
                writer.write(_prediction_log(name, signature, rows))


def _prediction_log(name: str, signature: Signature, rows: int) -> bytes:
    request = message_field(1, message_field(1, name.encode()) + message_field(3, signature.name.encode()))
    for key, value in example_inputs(signature, rows).items():
        tensor = tf.make_tensor_proto(value, dtype=next(one.dtype for one in signature.inputs if one.name == key))
        request += message_field(2, message_field(1, key.encode()) + message_field(2, tensor.SerializeToString()))
    return message_field(6, message_field(1, request))
