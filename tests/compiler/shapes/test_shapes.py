"""Our shapes are Keras's shapes: over random arguments, and where Keras refuses, we refuse."""

from __future__ import annotations

import inspect
from typing import Any

import keras
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gancompile.compiler.catalogue import LayerRow, layer_rows
from gancompile.compiler.shapes import ShapeProblem, infer_shape

ROWS = layer_rows()
SMALL = st.integers(1, 4)
SIZE = st.integers(1, 9)


def per_axis(rank: int, inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(inner, st.lists(inner, min_size=rank, max_size=rank))


def margins(rank: int) -> st.SearchStrategy[Any]:
    number = st.integers(0, 3)
    pair = st.lists(number, min_size=2, max_size=2)
    return (
        st.one_of(number, pair)
        if rank == 1
        else st.one_of(number, st.lists(st.one_of(pair), min_size=rank, max_size=rank))
    )


def values(name: str, row: LayerRow) -> st.SearchStrategy[Any] | None:
    """Random values of the arguments that a shape depends on."""
    rank = row.rank or 1
    padding = st.sampled_from(["valid", "same"])
    known: dict[str, st.SearchStrategy[Any]] = {
        "filters": st.sampled_from([1, 2, 4, 6]),
        "units": SMALL,
        "output_dim": SMALL,
        "input_dim": st.just(5),
        "depth_multiplier": st.integers(1, 2),
        "kernel_size": per_axis(rank, SMALL),
        "strides": per_axis(rank, st.integers(1, 3)),
        "dilation_rate": st.sampled_from([1, 1, 1, 2]),
        "pool_size": per_axis(rank, st.integers(1, 3)),
        "size": per_axis(rank, st.integers(1, 3)) if rank > 1 else st.integers(1, 3),
        "rate": st.just(0.5),
        "padding": margins(rank) if row.shape_rule == "zero_padding" else padding,
        "cropping": margins(rank),
        "groups": st.sampled_from([1, 1, 2, 3, 4]),
        "data_format": st.sampled_from(["channels_last", "channels_last", "channels_first"]),
        "keepdims": st.booleans(),
        "n": SMALL,
        "axis": st.sampled_from([-3, -2, -1, 1, 2, 3]),  # never 0: no layer of a game may look along the batch
        "target_shape": st.lists(st.sampled_from([-1, 1, 2, 3, 4, 6, 8]), min_size=1, max_size=3),
        "dims": st.permutations([1, 2, 3]),
    }
    # Keras's CPU convolutions know no groups beside other formats, and its softmax no list of axes; neither is a matter of shapes.
    if name == "output_padding":
        return None
    if name == "groups" and row.shape_rule == "convolution":
        return st.sampled_from([1, 1, 2])
    return known.get(name)


def inputs(row: LayerRow) -> st.SearchStrategy[list[tuple[int, ...]]]:
    if row.inputs == "many":
        one = st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=3).map(tuple)
        return one.flatmap(lambda shape: st.lists(st.one_of(st.just(shape), one), min_size=2, max_size=3))
    axes = row.rank + 1 if row.rank else None
    exact = st.lists(SIZE, min_size=axes or 1, max_size=axes or 3).map(tuple)
    other = st.lists(SIZE, min_size=1, max_size=4).map(tuple)
    return st.one_of(exact, exact, exact, exact, other).map(lambda shape: [shape])


def keras_shape(
    row: LayerRow, arguments: dict[str, Any], shapes: list[tuple[int, ...]]
) -> tuple[int | None, ...] | None:
    """What Keras makes of it when the layer is applied to symbolic inputs; None where it refuses."""
    dtype = "int32" if row.key == "embedding" else "float32"
    try:
        layer = getattr(keras.layers, row.keras)(**arguments)
        made = [keras.KerasTensor((2, *shape), dtype=dtype) for shape in shapes]
        result = layer(made if row.inputs == "many" else made[0])
    except Exception:
        return None
    return tuple(result.shape[1:])


def check_layer(row: LayerRow, data: st.DataObject) -> None:
    arguments: dict[str, Any] = {}
    for argument in row.arguments:
        strategy = values(argument.name, row)
        if strategy is not None and (argument.required or data.draw(st.booleans(), label=f"has {argument.name}")):
            arguments[argument.name] = data.draw(strategy, label=argument.name)
        elif argument.required:
            assume(False)
    shapes = data.draw(inputs(row), label="inputs")
    if row.shape_rule == "permute" and data.draw(st.booleans()):
        shapes = [(2, 3, 4)]
    assume(arguments.get("axis") != -1 - len(shapes[0]))  # the batch, counted from behind
    ours = infer_shape(row, arguments, shapes)
    theirs = keras_shape(row, arguments, shapes)
    if isinstance(ours, ShapeProblem):
        assert theirs is None, (ours, theirs)
        assert ours.message == ours.message.strip().rstrip(".")
    else:
        assert ours == theirs, (arguments, shapes)


@pytest.mark.parametrize("key", [key for key in ROWS if ROWS[key].shape_rule not in {"same"}])
def test_our_shape_is_kerass(key: str) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.data())
    def law(data: st.DataObject) -> None:
        check_layer(ROWS[key], data)

    law()


@pytest.mark.parametrize("key", ROWS)
def test_unknown_sizes_pass_through(key: str) -> None:
    row = ROWS[key]
    given = {"filters": 4, "kernel_size": 2, "units": 3, "input_dim": 5, "output_dim": 3, "n": 2, "target_shape": [-1, 2],
             "dims": [1, 2], "rate": 0.5, "activation": "relu", "stddev": 0.1, "scale": 2.0, "pool_size": 2, "groups": 2,
             "axis": -1}  # fmt: skip
    known = {argument.name for argument in row.arguments}
    required = {argument.name for argument in row.arguments if argument.required}
    arguments = {
        k: v
        for k, v in given.items()
        if k in known and (k in required or (k == "groups" and row.shape_rule == "group_normalization"))
    }
    rank = row.rank or (1 if row.shape_rule != "repeat_vector" else 0)
    shape = (None,) * rank + (4,)
    result = infer_shape(row, arguments, [shape, shape] if row.inputs == "many" else [shape])
    assert not isinstance(result, ShapeProblem), result


def test_the_catalogue_has_every_argument_of_the_installed_keras() -> None:
    beside = {
        "self",
        "name",
        "dtype",
        "trainable",
        "kwargs",
        "autocast",
        "activity_regularizer",
        "input_shape",
        "sparse",
        "ragged",
        "args",
    }
    for row in ROWS.values():
        installed = set(inspect.signature(getattr(keras.layers, row.keras).__init__).parameters) - beside
        missing = installed - {argument.name for argument in row.arguments}
        assert not missing, f"{row.key} lacks {sorted(missing)}: run tools/make_layer_catalogue.py"
