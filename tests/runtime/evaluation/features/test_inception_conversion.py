"""The published files under our names: the graph of 2015, and the state dicts made of it."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from inception_arrays import formula_state
from torch_bytes import state_dict

from gancompile.runtime.evaluation.features.inception_conversion import (
    convert,
    convolutions,
    from_graph,
    from_state_dict,
)
from gancompile.runtime.evaluation.features.inception_weights import InceptionWeightsError, write_weights

Arrays = dict[str, np.ndarray]

KNOWN = {
    "Conv2d_1a_3x3": "conv",
    "Conv2d_4a_3x3": "conv_4",
    "Mixed_5b.branch5x5_2": "mixed/tower/conv_1",
    "Mixed_5d.branch3x3dbl_3": "mixed_2/tower_1/conv_2",
    "Mixed_6a.branch3x3": "mixed_3/conv",
    "Mixed_6a.branch3x3dbl_3": "mixed_3/tower/conv_2",
    "Mixed_6c.branch7x7_2": "mixed_5/tower/conv_1",
    "Mixed_6e.branch7x7dbl_5": "mixed_7/tower_1/conv_4",
    "Mixed_7a.branch7x7x3_4": "mixed_8/tower_1/conv_3",
    "Mixed_7b.branch3x3_2b": "mixed_9/tower/mixed/conv_1",
    "Mixed_7c.branch3x3dbl_3a": "mixed_10/tower_1/mixed/conv",
    "Mixed_7c.branch_pool": "mixed_10/tower_2/conv",
}
"""As torch-fidelity's converter pairs them."""


def graph_of(arrays: Arrays) -> bytes:
    """A frozen graph of constants, with a node between that is none."""
    graph = tf.compat.v1.GraphDef()
    for name, array in arrays.items():
        node = graph.node.add(name=name, op="Const")
        node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(array))
        graph.node.add(name=f"{name}/read", op="Identity", input=[name])
    return bytes(graph.SerializeToString())


def tiny_graph() -> Arrays:
    """Every constant of the graph, with two channels; all numbers differ."""
    random = np.random.default_rng(0)
    arrays = {"softmax/weights": random.normal(size=[4, 3]), "softmax/biases": random.normal(size=[3])}
    for _, scope in convolutions():
        arrays[f"{scope}/conv2d_params"] = random.normal(size=[1, 2, 3, 2])
        arrays |= {
            f"{scope}/batchnorm/{one}": random.normal(size=2) for one in ("beta", "moving_mean", "moving_variance")
        }
        arrays[f"{scope}/batchnorm/gamma"] = np.ones(2)
    return {name: array.astype(np.float32) for name, array in arrays.items()}


def test_names_of_the_graph(inception: Any) -> None:
    places = dict(convolutions())
    assert {name: places[name] for name in KNOWN} == KNOWN
    assert len(set(places.values())) == 94
    assert {f"{name}.conv" for name in places} == {one.name for one in inception.layers if one.name.endswith(".conv")}


def test_constants_of_a_graph(tmp_path: Path) -> None:
    arrays = tiny_graph()
    weights = from_graph(graph_of(arrays))
    assert len(weights) == 94 * 4 + 2
    for name, scope in KNOWN.items():
        np.testing.assert_array_equal(weights[f"{name}.conv.kernel"], arrays[f"{scope}/conv2d_params"])
        for one in ("beta", "moving_mean", "moving_variance"):
            np.testing.assert_array_equal(weights[f"{name}.bn.{one}"], arrays[f"{scope}/batchnorm/{one}"])
    np.testing.assert_array_equal(weights["fc.kernel"], arrays["softmax/weights"])
    np.testing.assert_array_equal(weights["fc_bias.bias"], arrays["softmax/biases"])


def test_a_state_dict_is_channels_first() -> None:
    arrays, state = tiny_graph(), {}
    for name, scope in convolutions():
        state[f"{name}.conv.weight"] = arrays[f"{scope}/conv2d_params"].transpose(3, 2, 0, 1)
        state |= {f"{name}.bn.{here}": arrays[f"{scope}/batchnorm/{there}"] for here, there in (
            ("weight", "gamma"), ("bias", "beta"), ("running_mean", "moving_mean"), ("running_var", "moving_variance"),
        )}  # fmt: skip
    state |= {"fc.weight": arrays["softmax/weights"].T, "fc.bias": arrays["softmax/biases"]}
    found, wanted = from_state_dict(state), from_graph(graph_of(arrays))
    assert set(found) == set(wanted)
    for name, array in wanted.items():
        np.testing.assert_array_equal(found[name], array, err_msg=name)


def test_a_scale_is_moved_into_kernel_and_mean() -> None:
    arrays = tiny_graph()
    plain = from_graph(graph_of(arrays))
    arrays["mixed/conv/batchnorm/gamma"] = np.array([2, -0.5], np.float32)
    scaled = from_graph(graph_of(arrays))
    name, x = "Mixed_5b.branch1x1", np.random.default_rng(1).normal(size=[5, 2, 3])

    def applied(weights: Arrays, scale: Any) -> np.ndarray:
        product = np.einsum("nwc,hwco->no", x, weights[f"{name}.conv.kernel"]) - weights[f"{name}.bn.moving_mean"]
        return scale * product / np.sqrt(np.abs(weights[f"{name}.bn.moving_variance"])) + weights[f"{name}.bn.beta"]

    np.testing.assert_allclose(applied(scaled, 1), applied(plain, [2, -0.5]), rtol=1e-5)


def refused(content: bytes, folder: Path) -> str:
    (folder / "file").write_bytes(content)
    with pytest.raises(InceptionWeightsError) as error:
        convert(folder / "file")
    return str(error.value)


def archive_of(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def test_other_files_are_refused(tmp_path: Path) -> None:
    arrays = tiny_graph()
    assert "neither a graph of TensorFlow's nor a file of PyTorch's" in refused(b"<!DOCTYPE html>", tmp_path)
    assert "it has no `softmax/weights`" in refused(b"", tmp_path)
    assert "archive without `classify_image_graph_def.pb`" in refused(archive_of("LICENSE", b"text"), tmp_path)
    assert "archive without `classify_image_graph_def.pb`" in refused(archive_of("LICENSE", b"text")[:40], tmp_path)
    assert "without the `data.pkl`" in refused(b"PK\x05\x06" + bytes(18), tmp_path)
    assert "it has no `fc.weight`" in refused(state_dict({"conv1.weight": np.ones(3, np.float32)}), tmp_path)
    assert "`Conv2d_1a_3x3.conv.kernel` has the shape" in refused(graph_of(arrays), tmp_path)
    del arrays["mixed_10/tower_1/mixed/conv_1/batchnorm/beta"]
    assert "it has no `mixed_10/tower_1/mixed/conv_1/batchnorm/beta`" in refused(graph_of(arrays), tmp_path)
    arrays = tiny_graph() | {"conv/batchnorm/gamma": np.ones(5, np.float32)}
    assert "not the Inception network of 2015" in refused(graph_of(arrays), tmp_path)


@pytest.mark.slow
def test_the_same_weights_from_every_kind_of_file(inception: Any, tmp_path: Path) -> None:
    state = formula_state(inception)
    graph = {"softmax/weights": state["fc.weight"].T, "softmax/biases": state["fc.bias"]}
    for name, scope in convolutions():
        graph[f"{scope}/conv2d_params"] = state[f"{name}.conv.weight"].transpose(2, 3, 1, 0)
        graph[f"{scope}/batchnorm/beta"] = state[f"{name}.bn.bias"]
        graph[f"{scope}/batchnorm/moving_mean"] = state[f"{name}.bn.running_mean"]
        graph[f"{scope}/batchnorm/moving_variance"] = state[f"{name}.bn.running_var"]
    pb = graph_of(graph)
    files = [pb, archive_of("classify_image_graph_def.pb", pb), state_dict(state), state_dict(state, legacy=True)]
    made = set()
    for content in files:
        (tmp_path / "file").write_bytes(content)
        write_weights(tmp_path / "out.npz", convert(tmp_path / "file"))
        made.add((tmp_path / "out.npz").read_bytes())
    assert len(made) == 1
