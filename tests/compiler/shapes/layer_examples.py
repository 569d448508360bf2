"""Random layers, right ones and wrong ones, and what Keras makes of them."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from hypothesis import strategies as st

from gancompile.catalogue import LayerRow, layer_rows
from gancompile.compiler.elaborate.networks.padding_mode import MODES

Shape = tuple[int | None, ...]
Strategy = st.SearchStrategy[Any]

ROWS = layer_rows()
LAYERS = {key: row for key, row in ROWS.items() if row.kind == "layer"}
SMALL = st.integers(1, 4)
SIZE = st.integers(1, 9)
FEW = st.integers(1, 3)
CALLED = {"attention", "additive_attention", "multi_head_attention", "group_query_attention", "noise_shaped", "of_colours",
          "of_grey_or_colours", "mixed_augmentation", "colour_jitter", "dot", "adaptive_pooling"}  # fmt: skip
"""Rules that Keras itself holds only when it is called with numbers."""
WHOLE_INPUTS = {"embedding": "int32", "reversible_embedding": "int32", "integer_lookup": "int64", "hashing": "int64",
                "hashed_crossing": "int64", "category_encoding": "int32", "string_lookup": "string",
                "text_vectorization": "string"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A layer with its arguments, and the shapes of what it reads, without the batch."""

    arguments: dict[str, Any]
    shapes: list[Shape]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What Keras says: a shape without the batch, and the numbers of its weights."""

    shape: Shape
    trained: int
    untrained: int


def per_axis(rank: int, inner: Strategy) -> Strategy:
    return st.one_of(inner, st.lists(inner, min_size=rank, max_size=rank))


def margins(rank: int) -> Strategy:
    number = st.integers(0, 3)
    pair = st.lists(number, min_size=2, max_size=2)
    return st.one_of(number, pair if rank == 1 else st.lists(pair, min_size=rank, max_size=rank))


def values(name: str, row: LayerRow, schema: dict[str, Any]) -> Strategy | None:
    """Random values of an argument; None: Keras's default is all that is tried."""
    rank = row.rank or 1
    special: dict[str, Strategy] = {
        "add.axis": st.just(-1),
        "batch_normalization.axis": st.sampled_from([-2, -1, 1, 2, 3]),
        "normalization.axis": st.sampled_from([-1, 1, 2, None, [], [1], [-1, 1], [1, 2]]),
        "normalization.mean": st.sampled_from([0.5, [0.5], [0.5, 0.1]]),
        "normalization.variance": st.sampled_from([0.5, [0.5], [0.5, 0.1]]),
        "softmax.axis": st.sampled_from([-2, -1, 1, 2, 3, [1], [1, 2]]),
        "layer_normalization.axis": st.sampled_from([-2, -1, 1, 2, 3, [1], [1, 2], [-1, -2], [1, 1]]),
        "rms_normalization.axis": st.sampled_from([-2, -1, 1, 2, 3, [1], [1, 2]]),
        "unit_normalization.axis": st.sampled_from([-2, -1, 1, 2, 3, [1], [1, 2]]),
        "einsum_dense.output_shape": st.one_of(SMALL, st.lists(st.sampled_from([None, 2, 3]), min_size=1, max_size=3)),
        "multi_head_attention.output_shape": st.one_of(st.none(), SMALL, st.lists(SMALL, min_size=1, max_size=2)),
        "conv2d.groups": st.sampled_from([1, 1, 2, 3]),
        "group_normalization.groups": st.sampled_from([1, 2, 3, -1, 0]),
        "random_gaussian_blur.kernel_size": st.sampled_from([3, 2, [3, 5], [3, 4]]),
        "category_encoding.num_tokens": st.sampled_from([3, 5]),
        "integer_lookup.vocabulary": st.sampled_from([[1, 2, 3], [5]]),
        "string_lookup.vocabulary": st.sampled_from([["a", "b"], ["c"]]),
        "text_vectorization.vocabulary": st.sampled_from([["a", "b"], ["c"]]),
        "column_log_softmax.sizes": st.lists(SMALL, min_size=1, max_size=3),
        "table_head.sizes": st.lists(SMALL, min_size=1, max_size=3),
        "learned_constant.shape": st.lists(SMALL, min_size=1, max_size=3),
        "stft_spectrogram.frame_length": st.sampled_from([1, 2, 4, 7]),
        "stft_spectrogram.frame_step": st.sampled_from([1, 2, 5]),
        "stft_spectrogram.fft_length": st.sampled_from([4, 8]),
        "mel_spectrogram.fft_length": st.sampled_from([16, 32]),
        "mel_spectrogram.sequence_length": st.sampled_from([8, 64]),
        "mel_spectrogram.sequence_stride": st.sampled_from([2, 3]),
        "mel_spectrogram.num_mel_bins": st.sampled_from([4, 5]),
        "minibatch_standard_deviation.features": st.sampled_from([1, 1, 2]),
        "slice.begin": st.sampled_from([0, 0, 1, 3, -1, -2]),
        "slice.end": st.sampled_from([None, 1, 2, 4, -1, -3]),
        "slice.axis": st.sampled_from([-2, -1, -1, 1, 2, 3]),
        "aug_mix.chain_depth": st.just(1),
        "aug_mix.num_chains": st.just(1),
        "rand_augment.num_ops": st.just(1),
        "contrast_limited_adaptive_histogram_equalization.tile_grid_size": st.just([2, 2]),
        "modulated_conv2d.kernel_size": FEW,
        "self_attention.reduction": st.sampled_from([1, 2, 8]),
    }
    known: dict[str, Strategy] = {
        "filters": st.sampled_from([1, 2, 4, 6]), "units": SMALL, "output_dim": SMALL, "input_dim": st.just(5), "num_bins": st.just(4),
        "depth_multiplier": st.integers(1, 2), "kernel_size": per_axis(rank, SMALL), "strides": per_axis(rank, FEW),
        "dilation_rate": st.sampled_from([1, 1, 1, 2]), "pool_size": per_axis(rank, FEW), "output_size": per_axis(rank, FEW),
        "size": per_axis(rank, FEW) if rank > 1 else FEW, "rate": st.just(0.5), "output_padding": per_axis(rank, st.integers(0, 2)),
        "padding": margins(rank) if row.shape_rule in {"margin_padding", "reflection_padding"} else st.sampled_from(
            [one for one in schema.get("enum", [0]) if one not in MODES]),
        "cropping": margins(rank), "groups": st.sampled_from([1, 1, 2, 3, 4]), "n": SMALL, "keepdims": st.booleans(),
        "data_format": st.sampled_from(["channels_last", "channels_last", "channels_first"]),
        # Never 0: no layer of a game may look along the batch.
        "axis": st.sampled_from([-3, -2, -1, 1, 2, 3]), "axes": st.sampled_from([-2, -1, 1, 2, [1, 2], [-1, -2], [2, 1], [1, 1]]),
        "shared_axes": st.sampled_from([1, 2, [1], [1, 2], [3], [2, 3]]), "target_shape": st.lists(
            st.sampled_from([-1, 1, 2, 3, 4, 6, 8]), min_size=1, max_size=3),
        "dims": st.sampled_from([[1], [2, 1], [1, 2], [3, 1, 2], [2, 3, 1], [1, 1], [0, 1], [2, 1, 4]]),
        "noise_shape": st.lists(st.sampled_from([None, 1, 1, 3]), min_size=1, max_size=3),
        "equation": st.sampled_from(["ab,bc->ac", "abc,cd->abd", "...x,xy->...y", "ab...,bc->ac...", "abc,cbd->ad", "abc,cde->abde",
                                     "ab,bc->ad", "abc,cd->ab", "abc;cd", "abc,bd->adc"]),
        "bias_axes": st.sampled_from(["c", "d", "y", "e", "de"]), "height": SMALL, "width": SMALL, "factor": None,
        "attention_axes": st.sampled_from([1, 2, [1], [1, 2]]), "bin_boundaries": st.sampled_from([[0.0], [0.0, 1.0, 2.5]]),
        "mask_value": None, "activation": st.sampled_from([None, "relu"]), "units_": SMALL, "dropout": None, "vocabulary_dtype": None,
        "encoding": None, "salt": None, "idf_weights": None, "oov_token": None, "mask_token": None, "max_tokens": st.just(6),
        "ngrams": None, "oov_method": None, "use_cudnn": None, "window": None, "num_oov_indices": st.integers(1, 2),
        "head_dim": SMALL, "num_heads": FEW, "key_dim": SMALL, "num_query_heads": st.sampled_from([1, 2, 4]),
        "num_key_value_heads": st.sampled_from([1, 1, 2, 3]), "sliding_window": None, "lora_rank": FEW, "lora_alpha": None,
        "reverse_dtype": None, "logit_soft_cap": None, "renorm_clipping": None, "synchronized": None, "value_range": None,
        "bins": None, "stddev": st.just(0.1), "classes": st.just(3), "kernels": FEW, "dimensions": FEW, "group_size": FEW,
        "upsample": st.integers(1, 2), "downsample": st.integers(1, 2), "kernel": st.sampled_from([[1, 2, 1], [1, 3, 3, 1]]),
        "value_dim": st.one_of(st.none(), SMALL), "scale": None, "num_ops": None, "alpha": None, "sequence_length": None,
        "output_sequence_length": st.sampled_from([2, 3]), "seed": None, "epsilon": None, "amount": None,
    }  # fmt: skip
    if f"{row.key}.{name}" in special:
        return special[f"{row.key}.{name}"]
    if row.key in {"pixel_shuffle", "pixel_unshuffle"} and name == "factor":
        return FEW
    if name in known:
        return known[name]
    if schema.get("type") == "boolean":
        return st.booleans()
    return st.sampled_from(schema["enum"]) if "enum" in schema else None


REQUIRED = {"factor": 0.3, "height_factor": 0.2, "width_factor": 0.2, "mask_value": 0.0, "scale": 2.0, "activation": "relu",
            "random_posterization.factor": 4}  # fmt: skip


def shapes(row: LayerRow) -> Strategy:
    """Shapes that mostly suit the layer."""
    vector, pixels = (
        st.lists(SIZE, min_size=1, max_size=3).map(tuple),
        st.tuples(SIZE, SIZE, st.sampled_from([1, 2, 3, 4, 8])),
    )
    steps = st.tuples(FEW, st.integers(2, 3))
    wild = st.lists(st.integers(1, 3), min_size=0, max_size=4).map(tuple)
    match row.shape_rule:
        case "merging" | "concatenation":
            one = st.lists(FEW, min_size=1, max_size=3).map(tuple)
            return one.flatmap(lambda shape: st.lists(st.one_of(st.just(shape), one), min_size=1, max_size=3))
        case "dot" | "hashed_crossing" | "reparameterized_sampling":
            one = st.lists(st.integers(2, 3), min_size=1, max_size=3).map(tuple)
            return one.flatmap(lambda shape: st.tuples(st.just(shape), st.one_of(st.just(shape), one)).map(list))
        case "attention" | "additive_attention" | "group_query_attention":
            return st.lists(st.one_of(steps, steps, steps, wild), min_size=1, max_size=3)
        case "multi_head_attention":
            return st.one_of(st.lists(steps, min_size=2, max_size=3), st.lists(pixels, min_size=1, max_size=1).map(lambda s: s * 2),
                             st.lists(wild, min_size=1, max_size=3))  # fmt: skip
        case "conditional_batch_normalization":
            return st.tuples(st.one_of(vector, wild), st.one_of(st.tuples(SMALL), wild)).map(list)
        case "conditional_instance_normalization":
            return st.tuples(st.one_of(pixels, wild), st.one_of(st.just(()), wild)).map(list)
        case "adaptive_instance_normalization" | "modulated_convolution":
            return st.tuples(st.one_of(pixels, pixels, wild), st.one_of(st.tuples(SMALL), wild)).map(list)
        case "projection_head":
            return st.tuples(st.one_of(st.tuples(SMALL), wild), st.one_of(st.just(()), wild)).map(list)
        case "recurrence":
            return st.one_of(steps, steps, wild).map(lambda shape: [shape])
        case "convolutional_recurrence":
            exact = st.lists(st.integers(1, 5), min_size=row.rank + 2, max_size=row.rank + 2).map(tuple)
            return st.one_of(exact, exact, exact, wild).map(lambda shape: [shape])
        case "mel_spectrogram":
            return st.one_of(st.tuples(st.integers(16, 64)), wild).map(lambda shape: [shape])
        case "minibatch_discrimination" | "repeat_vector":
            return st.one_of(st.tuples(SIZE), wild).map(lambda shape: [shape])
        case "text_vectorization":
            return st.sampled_from([(), (1,)]).map(lambda shape: [shape])
    if row.shape_rule == "table_head":
        return st.one_of(st.tuples(st.integers(1, 12)), st.tuples(SMALL, SMALL), wild).map(lambda shape: [shape])
    exact = st.lists(SIZE, min_size=(row.rank or 0) + 1, max_size=row.rank + 1 if row.rank else 3).map(tuple)
    if row.rank == 2 and row.shape_rule not in {"convolution", "pooling"}:
        exact = pixels
    return st.one_of(exact, exact, exact, exact, wild).map(lambda shape: [shape])


@st.composite
def examples(draw: st.DrawFn, row: LayerRow, *, unknown: bool = True) -> Example:
    arguments: dict[str, Any] = {}
    for argument in row.arguments:
        strategy = values(argument.name, row, dict(argument.schema))
        if strategy is None and argument.required:
            arguments[argument.name] = REQUIRED.get(f"{row.key}.{argument.name}", REQUIRED.get(argument.name))
        elif strategy is not None and (argument.required or draw(st.integers(0, 3), label=f"has {argument.name}") > 1):
            arguments[argument.name] = draw(strategy, label=argument.name)
    made = [list(shape) for shape in draw(shapes(row), label="shapes")]
    if unknown and draw(st.integers(0, 3), label="unknown sizes") == 3:
        for shape in made:
            for place in range(len(shape)):
                if draw(st.integers(0, 2)) == 2:
                    shape[place] = None
    return Example(arguments=arguments, shapes=[tuple(shape) for shape in made])


def built(row: LayerRow, arguments: dict[str, Any]) -> Any:
    """The layer as emitted source makes it, in which lists are tuples."""
    given = {name: plain(value) for name, value in arguments.items()}
    return getattr(importlib.import_module(row.module), row.keras)(**given)


def plain(value: Any) -> Any:
    return tuple(plain(one) for one in value) if isinstance(value, list) else value


def applied(row: LayerRow, layer: Any, values: list[Any], **call: Any) -> Any:
    match row.inputs:
        case "many":
            return layer(values, **call)
        case "separate":
            return layer(*values, **call)
    return layer(values[0], **call) if len(values) == 1 else layer(values, **call)


def dtypes(row: LayerRow, number: int) -> list[str]:
    made = [WHOLE_INPUTS.get(row.key, "float32")] * number
    if row.shape_rule in {"conditional_instance_normalization", "projection_head"} and number == 2:
        made[1] = "int32"
    return made


def truth(row: LayerRow, example: Example, layer: Any = None, batch: int | None = None) -> Truth | Exception:
    """What Keras makes of it, or how it refuses."""
    kinds = dtypes(row, len(example.shapes))
    try:
        layer = layer or built(row, example.arguments)
        symbols = [keras.KerasTensor((batch, *s), dtype=d) for s, d in zip(example.shapes, kinds, strict=True)]
        result = applied(row, layer, symbols)
        if row.shape_rule in CALLED and not any(None in shape for shape in example.shapes):
            zeros = [np.zeros((2, *s), dtype=d) for s, d in zip(example.shapes, kinds, strict=True)]
            applied(row, layer, zeros, **({"training": True} if row.needs_training else {}))
    except Exception as error:
        return error
    trained = sum(int(np.prod(w.shape)) for w in layer.trainable_weights)
    untrained = sum(int(np.prod(w.shape)) for w in layer.non_trainable_weights)
    return Truth(shape=tuple(result.shape[1:]), trained=trained, untrained=untrained)
