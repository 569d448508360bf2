"""The warm-up records of an export, read back: which signature, with which inputs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tensorflow as tf
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from numpy.typing import NDArray
from tensorflow.core.framework.tensor_pb2 import TensorProto

from gancompile.deployment import WARM_UP_FILE
from gancompile.files import fields_of
from gancompile.runtime.serving.errors import RequestError


def warm_up_requests(folder: Path) -> Iterator[tuple[str, dict[str, NDArray[Any]]]]:
    """The requests in their order; none where there is no file of them. Raises RequestError for a damaged file."""
    path = folder / WARM_UP_FILE
    if path.exists():
        try:
            for record in tf.data.TFRecordDataset(str(path)).as_numpy_iterator():
                yield _request(record)
        except (tf.errors.OpError, ValueError, DecodeError) as error:
            raise RequestError(f"`{WARM_UP_FILE}` is damaged: {str(error).splitlines()[0]}") from error


def _request(record: bytes) -> tuple[str, dict[str, NDArray[Any]]]:
    """PredictionLog{6: PredictLog{1: PredictRequest{1: ModelSpec{3: signature_name}, 2: map of inputs}}}."""
    (log,) = fields_of(record, 6)
    (request,) = fields_of(log, 1)
    (spec,) = fields_of(request, 1)
    (signature,) = fields_of(spec, 3)
    inputs = {}
    for entry in fields_of(request, 2):
        (name,), (tensor,) = fields_of(entry, 1), fields_of(entry, 2)
        inputs[name.decode()] = tf.make_ndarray(TensorProto.FromString(tensor))
    return signature.decode(), inputs
