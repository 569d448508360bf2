"""Weights of the published files, under our names and in our layout."""

from __future__ import annotations

import io
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gancompile.files import read_bounded
from gancompile.runtime.evaluation.features.inception_network import inception_network
from gancompile.runtime.evaluation.features.inception_weights import MOST_BYTES, InceptionWeightsError, check_weights
from gancompile.runtime.evaluation.features.torch_file import TorchFileError, read_torch_file

Array = npt.NDArray[Any]

GRAPH = "classify_image_graph_def.pb"

STEM = {
    "Conv2d_1a_3x3": "conv", "Conv2d_2a_3x3": "conv_1", "Conv2d_2b_3x3": "conv_2",
    "Conv2d_3b_1x1": "conv_3", "Conv2d_4a_3x3": "conv_4",
}  # fmt: skip
BLOCK_5 = {
    "branch1x1": "conv", "branch_pool": "tower_2/conv",
    "branch5x5_1": "tower/conv", "branch5x5_2": "tower/conv_1",
    "branch3x3dbl_1": "tower_1/conv", "branch3x3dbl_2": "tower_1/conv_1", "branch3x3dbl_3": "tower_1/conv_2",
}  # fmt: skip
BLOCK_6A = {
    "branch3x3": "conv",
    "branch3x3dbl_1": "tower/conv", "branch3x3dbl_2": "tower/conv_1", "branch3x3dbl_3": "tower/conv_2",
}  # fmt: skip
BLOCK_6 = {
    "branch1x1": "conv", "branch_pool": "tower_2/conv",
    "branch7x7_1": "tower/conv", "branch7x7_2": "tower/conv_1", "branch7x7_3": "tower/conv_2",
    "branch7x7dbl_1": "tower_1/conv", "branch7x7dbl_2": "tower_1/conv_1", "branch7x7dbl_3": "tower_1/conv_2",
    "branch7x7dbl_4": "tower_1/conv_3", "branch7x7dbl_5": "tower_1/conv_4",
}  # fmt: skip
BLOCK_7A = {
    "branch3x3_1": "tower/conv", "branch3x3_2": "tower/conv_1",
    "branch7x7x3_1": "tower_1/conv", "branch7x7x3_2": "tower_1/conv_1",
    "branch7x7x3_3": "tower_1/conv_2", "branch7x7x3_4": "tower_1/conv_3",
}  # fmt: skip
BLOCK_7 = {
    "branch1x1": "conv", "branch_pool": "tower_2/conv",
    "branch3x3_1": "tower/conv", "branch3x3_2a": "tower/mixed/conv", "branch3x3_2b": "tower/mixed/conv_1",
    "branch3x3dbl_1": "tower_1/conv", "branch3x3dbl_2": "tower_1/conv_1",
    "branch3x3dbl_3a": "tower_1/mixed/conv", "branch3x3dbl_3b": "tower_1/mixed/conv_1",
}  # fmt: skip
BLOCKS = {
    "Mixed_5b": ("mixed", BLOCK_5), "Mixed_5c": ("mixed_1", BLOCK_5), "Mixed_5d": ("mixed_2", BLOCK_5),
    "Mixed_6a": ("mixed_3", BLOCK_6A),
    "Mixed_6b": ("mixed_4", BLOCK_6), "Mixed_6c": ("mixed_5", BLOCK_6),
    "Mixed_6d": ("mixed_6", BLOCK_6), "Mixed_6e": ("mixed_7", BLOCK_6),
    "Mixed_7a": ("mixed_8", BLOCK_7A), "Mixed_7b": ("mixed_9", BLOCK_7), "Mixed_7c": ("mixed_10", BLOCK_7),
}  # fmt: skip
"""The blocks and convolutions of the network, and where each stands in the graph of 2015."""


def convert(path: Path) -> dict[str, Array]:
    """The weights of a published file by the names of ours. Raises InceptionWeightsError or OSError.

    path: the graph (`.pb`), the archive that it came in (`.tgz`), or a state dict of pytorch-fid or torch-fidelity (`.pth`); what
    the file is shows from its content.
    """
    content = _unpacked(read_bounded(path, MOST_BYTES))
    is_torch = content.startswith((b"PK", b"\x80\x02"))
    try:
        weights = from_state_dict(read_torch_file(content)) if is_torch else from_graph(content)
    except TorchFileError as error:
        raise InceptionWeightsError(str(error)) from error
    except (TypeError, ValueError) as error:
        raise InceptionWeightsError(f"it is not the Inception network of 2015: {error}") from error
    check_weights(weights, inception_network())
    return weights


def _unpacked(content: bytes) -> bytes:
    """The graph of a gzipped archive; any other content as it is."""
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            member = archive.getmember(GRAPH)
            file = archive.extractfile(member) if member.size <= MOST_BYTES else None
            return file.read() if file else b""
    except (tarfile.TarError, KeyError, EOFError, OSError, zlib.error) as error:
        raise InceptionWeightsError(f"it is an archive without `{GRAPH}`") from error


def convolutions() -> Iterator[tuple[str, str]]:
    """Each convolution with its batch normalization: its name in the network, and in the graph."""
    yield from STEM.items()
    for block, (scope, branches) in BLOCKS.items():
        yield from ((f"{block}.{branch}", f"{scope}/{place}") for branch, place in branches.items())


def from_graph(content: bytes) -> dict[str, Array]:
    """The constants of a frozen graph. Raises InceptionWeightsError."""
    import tensorflow as tf
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    graph = tf.compat.v1.GraphDef()
    try:
        graph.ParseFromString(content)
    except DecodeError as error:
        raise InceptionWeightsError("it is neither a graph of TensorFlow's nor a file of PyTorch's") from error
    constants = {node.name: node.attr["value"].tensor for node in graph.node if node.op == "Const"}

    def constant(name: str) -> Array:
        return np.asarray(tf.make_ndarray(_entry(constants, name)))

    weights = {"fc.kernel": constant("softmax/weights"), "fc_bias.bias": constant("softmax/biases")}
    for name, scope in convolutions():
        statistics = {one: constant(f"{scope}/batchnorm/{one}") for one in ("beta", "moving_mean", "moving_variance")}
        gamma = constant(f"{scope}/batchnorm/gamma") if f"{scope}/batchnorm/gamma" in constants else None
        weights |= _normalized(name, constant(f"{scope}/conv2d_params"), gamma, **statistics)
    return weights


def from_state_dict(state: Mapping[str, Array]) -> dict[str, Array]:
    """The tensors of pytorch-fid's and torch-fidelity's networks, channels first. Raises InceptionWeightsError."""
    weights = {"fc.kernel": _entry(state, "fc.weight").T, "fc_bias.bias": _entry(state, "fc.bias")}
    for name, _ in convolutions():
        kernel = np.moveaxis(_entry(state, f"{name}.conv.weight"), (0, 1), (-1, -2))
        weights |= _normalized(
            name, kernel, _entry(state, f"{name}.bn.weight"),
            beta=_entry(state, f"{name}.bn.bias"),
            moving_mean=_entry(state, f"{name}.bn.running_mean"),
            moving_variance=_entry(state, f"{name}.bn.running_var"),
        )  # fmt: skip
    return weights


def _normalized(name: str, kernel: Array, gamma: Array | None, **statistics: Array) -> dict[str, Array]:
    """A convolution and its batch normalization, in which a scale is moved into the kernel and the mean.

    gamma (w * x - mean) / sd + beta = ((gamma w) * x - gamma mean) / sd + beta. The published scales are 1, and change nothing.
    """
    if gamma is not None:
        kernel, statistics["moving_mean"] = kernel * gamma, statistics["moving_mean"] * gamma
    return {f"{name}.conv.kernel": kernel, **{f"{name}.bn.{one}": array for one, array in statistics.items()}}


def _entry(found: Mapping[str, Any], name: str) -> Any:
    if name not in found:
        raise InceptionWeightsError(f"it is not the Inception network of 2015: it has no `{name}`")
    return found[name]
