"""Every layer of the catalogue, emitted and built by Keras: the shape and the weights that the compiler computes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from gancompile.catalogue import LayerRow, layer_rows
from gancompile.compiler import compile_text
from gancompile.spec import Spec

LEAST: dict[str, Any] = {
    "activation": "relu", "axes": [1, 1], "classes": 10, "dims": [2, 1, 3], "equation": "ab,bc->ac", "factor": 0.1, "filters": 4, "head_dim": 4,
    "height": 4, "height_factor": 0.1, "input_dim": 10, "key_dim": 4, "kernel_size": 3, "n": 2, "num_bins": 5, "num_heads": 2,
    "num_key_value_heads": 1, "num_query_heads": 2, "output_dim": 4, "output_shape": 4, "output_size": 2, "pool_size": 2, "rate": 0.1, "scale": 0.5,
    "shape": [2, 2, 2], "sizes": [1, 15], "stddev": 0.1, "target_shape": [2, 4, 2], "units": 4, "width": 4, "width_factor": 0.1,
}  # fmt: skip
"""Values for the required arguments of layers."""
MORE: dict[str, dict[str, Any]] = {
    "category_encoding": {"num_tokens": 10}, "discretization": {"bin_boundaries": [0.0, 1.0]}, "group_normalization": {"groups": 2},
    "random_posterization": {"factor": 3}, "stft_spectrogram": {"frame_length": 4, "frame_step": 2, "fft_length": 4},
    "mel_spectrogram": {"fft_length": 16, "sequence_stride": 4, "sequence_length": 16, "num_mel_bins": 4},
    "string_lookup": {"vocabulary": ["a", "b"]}, "text_vectorization": {"vocabulary": ["a", "b"]}, "integer_lookup": {"vocabulary": [1, 2]},
}  # fmt: skip
LABEL = {"shape": [], "dtype": "int32"}
ONE: list[list[Any]] = [
    [one]
    for one in (
        [16],
        [8, 4],
        [8, 8, 8],
        [8, 8, 3],
        [16, 1],
        [4, 4, 4, 2],
        [4, 4, 4, 4, 2],
        [64],
        LABEL,
        {"shape": [4], "dtype": "int32"},
    )
]
MANY: list[list[Any]] = [
    *([shape, shape] for shape in ([16], [8, 4], [8, 8, 8], [4, 4, 4, 2])),
    [[8, 8, 8], [6]], [[8, 8, 8], LABEL], [[16], LABEL], [LABEL, LABEL], [{"shape": [4], "dtype": "int32"}] * 2,
]  # fmt: skip
LAYERS = {key: row for key, row in layer_rows().items() if row.kind == "layer"}
TEXTS = {"string_lookup", "text_vectorization"}
"""Layers that read texts, which no network of a game has."""


def spec_of(row: LayerRow, inputs: list[Any]) -> str:
    arguments = {a.name: LEAST[a.name] for a in row.arguments if a.required and a.name in LEAST} | MORE.get(row.key, {})
    names = [f"v{index}" for index in range(len(inputs))]
    networks = {
        "generator": {"inputs": {"z": [4]}, "layers": [{"dense": 64}, {"reshape": [8, 8, 1]}]},
        "discriminator": {"inputs": {"x": "data.image"}, "layers": ["flatten", {"dense": 1}]},
        "alone": {"inputs": dict(zip(names, inputs, strict=True)), "layers": [{row.key: arguments, "from": names}]},
    }
    spec = {
        "gancompile": 1,
        "name": "every",
        "data": {"source": "digits", "range": [-1, 1], "batch": 4},
        "networks": networks,
    }
    return yaml.safe_dump({**spec, "game": {"objective": "hinge"}}, sort_keys=False)


def draws_in_inference(model: Any) -> bool:
    """Whether its outputs depend on a draw without training: an export that cannot draw takes what a layer's `draw` gives as an input."""
    import tensorflow as tf

    specs = [tf.TensorSpec([2, *one.shape[1:]], one.dtype) for one in model.inputs]
    function = tf.function(lambda *inputs: model(inputs[0] if len(inputs) == 1 else inputs, training=False))
    # Keras's augmentations draw, and do nothing with it.
    left = [tensor.op for tensor in function.get_concrete_function(*specs).outputs]
    seen: set[str] = set()
    while left:
        operation = left.pop()
        if "Random" in operation.type:
            return True
        left += [tensor.op for tensor in operation.inputs if tensor.op.name not in seen]
        seen |= {tensor.op.name for tensor in operation.inputs}
    return False


@pytest.mark.slow
@pytest.mark.parametrize("key", sorted(set(LAYERS) - TEXTS))
def test_every_layer_is_emitted_and_built(key: str, tmp_path: Path) -> None:
    row = LAYERS[key]
    found = [compile_text(spec_of(row, inputs)) for inputs in (ONE if row.inputs == "one" else MANY)]
    compilation = next((one for one in found if not one.failed), found[-1])
    assert not compilation.failed, [d.message for one in found for d in one.diagnostics]
    network = compilation.program.network("alone")
    model = Spec(compilation).compile(tmp_path).alone
    assert tuple(model.output_shape[1:]) == network.shape
    trained = sum(int(np.prod(weight.shape)) for weight in model.trainable_variables)
    assert trained == network.parameters
    kept = sum(int(np.prod(weight.shape)) for weight in model.weights) - trained
    assert kept == sum(layer.untrained for layer in network.layers)
    if key != "hashed_crossing":  # builds for shapes of which it then takes none
        assert draws_in_inference(model) == any(hasattr(layer, "inference_draw") for layer in model.layers)
