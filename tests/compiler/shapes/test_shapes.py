"""Our shapes and numbers of weights are Keras's: over random arguments, and where Keras refuses, we refuse."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layer_examples import LAYERS, ROWS, SMALL, Example, built, examples, truth

from gancompile.catalogue import LayerRow
from gancompile.compiler.shapes import ShapeProblem, infer_applied, infer_cost, infer_shape
from gancompile.compiler.shapes.shape import each
from gancompile.compiler.shapes.size import Auto, Unknown

QUICK = settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
COLOURED = {"of_colours", "of_grey_or_colours", "mixed_augmentation", "colour_jitter"}
CODES = {"hashing", "discretization", "category_encoding", "lookup"}
IMAGES = {"same_of_rank", "resizing", "gaussian_blur", *COLOURED}


def _axes(example: Example) -> list[int]:
    axis = example.arguments.get("axis", example.arguments.get("axes", -1))
    return axis if isinstance(axis, list) else [axis]


def _unnamed_axes(row: LayerRow, example: Example) -> bool:
    """Keras's einsum takes axes that the equation does not name, and turns around those that `...` stands for."""
    if row.shape_rule != "einsum_dense":
        return False
    equation, given = example.arguments["equation"], example.arguments["output_shape"]
    read, made = equation.replace("...", "").split(",")[0], equation.split("->")[-1].replace("...", "")
    named = (len(read) - 1, len(made) - 1) == (len(example.shapes[0]), 1 if isinstance(given, int) else len(given))
    return "..." in equation or not named


STRICTER: dict[str, Callable[[LayerRow, Example], bool]] = {
    "no layer of a game looks along the batch": lambda row, example: (
        any(axis == -1 - len(shape) for shape in example.shapes for axis in _axes(example))
        or (row.shape_rule in {"with_features", "gumbel_softmax", "table_head"} and not example.shapes[0])
    ),
    "an axis that is named twice": lambda row, example: len(set(_axes(example))) < len(_axes(example)),
    "Keras does not look at the axis of a softmax, if that has one place": lambda row, _: row.key == "softmax",
    "an equation names all axes": _unnamed_axes,
    "`noise_shape` has an entry for each axis": lambda row, _: row.shape_rule == "noise_shaped",
    "a code of all numbers of an example needs an axis": lambda row, e: row.shape_rule in CODES and not e.shapes[0],
    "both values that are crossed have one shape": lambda row, _: row.shape_rule == "hashed_crossing",
    "an image has three axes; Keras looks when it is called": lambda row, e: (
        row.shape_rule in IMAGES and len(e.shapes[0]) != 3
    ),
    "Keras looks at colours when it is called, and `aug_mix` takes its operations by chance": lambda row, e: (
        row.shape_rule in COLOURED and (None in e.shapes[0] or row.key in {"aug_mix", "rand_augment"})
    ),
    "one value is not joined": lambda row, example: row.inputs == "many" and len(example.shapes) == 1,
    "Keras looks at what it pools when it is called": lambda row, example: (
        row.shape_rule in {"adaptive_pooling", "adaptive_max_pooling"}
        and (None in example.shapes[0] or len(example.shapes[0]) != (row.rank or 0) + 1)
    ),
    "a largest window kills the process": lambda row, example: row.shape_rule == "adaptive_max_pooling" and (
        1 in example.shapes[0] or 1 in each(example.arguments["output_size"], 1)
    ),
    "Keras looks at queries and keys when it is called": lambda row, example: (
        row.shape_rule in {"attention", "additive_attention", "multi_head_attention"}
        and (any(None in shape for shape in example.shapes) or len({len(shape) for shape in example.shapes}) > 1
             or len(example.shapes[0]) < 2)
    ),
    "attention runs along axes of the query, not along the heads that Keras puts behind them": lambda row, example: (
        "attention_axes" in example.arguments
        and any(axis >= len(example.shapes[0]) for axis in each(example.arguments["attention_axes"], 1))
    ),
    "places and features are not stretched": lambda row, example: (
        row.shape_rule in {"attention", "additive_attention"} and any(1 in shape for shape in example.shapes)
    ),
    "an output of size 0": lambda row, example: "output_padding" in example.arguments,
    "a sound has one axis": lambda row, example: row.key == "mel_spectrogram" and len(example.shapes[0]) != 1,
    "Keras unrolls when it is called": lambda row, example: bool(example.arguments.get("unroll")),
}  # fmt: skip
"""What we refuse and Keras, asked for a shape, does not; it goes wrong later, or means what no author means."""


@pytest.mark.parametrize("key", LAYERS)
def test_our_shapes_and_weights_are_kerass(key: str) -> None:
    row = LAYERS[key]

    @QUICK
    @given(examples(row), st.sampled_from([None, 2]))
    def law(example: Example, batch: int | None) -> None:
        ours = infer_shape(row, example.arguments, example.shapes)
        theirs = truth(row, example, batch=batch)
        if isinstance(ours, ShapeProblem):
            assert ours.message == ours.message.strip().rstrip(".")
            assert isinstance(theirs, Exception) or any(holds(row, example) for holds in STRICTER.values()), (
                ours,
                theirs,
            )
            return
        assert not isinstance(theirs, Exception), (ours, theirs)
        assert ours == theirs.shape
        made = infer_applied(row, example.arguments, example.shapes)
        assert not isinstance(made, ShapeProblem)
        assert (made.parameters, made.untrained) == (theirs.trained, theirs.untrained)
        if not any(None in shape for shape in example.shapes):
            assert infer_cost(row, example.arguments, example.shapes, ours) is not None

    law()


@st.composite
def with_unknown(draw: st.DrawFn, row: LayerRow) -> tuple[Example, Example, int]:
    """An example; the same with a size, or a solvable argument, that is to be solved; and its value."""
    example = draw(examples(row, unknown=False))
    places = [(i, j) for i, shape in enumerate(example.shapes) for j in range(len(shape))]
    solvable = [a.name for a in row.arguments if a.solvable and a.name in example.arguments]
    choice = draw(st.sampled_from([*places, *solvable, None]))
    auto = Unknown(auto=Auto(number=0, what="size"))
    arguments, shapes = dict(example.arguments), [list(shape) for shape in example.shapes]
    if isinstance(choice, tuple):
        value, shapes[choice[0]][choice[1]] = shapes[choice[0]][choice[1]], auto
        # The same value may stand at both inputs of a layer.
        for shape in shapes:
            if draw(st.booleans()) and len(shape) > choice[1] and shape[choice[1]] == value:
                shape[choice[1]] = auto
    elif isinstance(choice, str):
        value = arguments[choice]
        arguments[choice] = auto
        if isinstance(value, list):
            arguments[choice], value = [auto, *value[1:]], value[0]
    else:
        value = 1
    return example, Example(arguments=arguments, shapes=[tuple(shape) for shape in shapes]), value


EXACT = {"convolution", "depthwise_convolution", "transposed_convolution", "separable_convolution", "pooling", "up_sampling", "cropping",
         "margin_padding", "resampling", "modulated_convolution", "pixel_shuffle", "pixel_unshuffle", "dense", "embedding", "flatten",
         "minibatch_standard_deviation", "minibatch_discrimination", "concatenation", "global_pooling", "repeat_vector",
         "recurrence", "permute", "reflection_padding", "glu"}  # fmt: skip
"""Rules through which a size that is to be solved passes, whatever is done to it."""


@pytest.mark.parametrize("key", LAYERS)
def test_a_size_that_is_to_be_solved_passes_through(key: str) -> None:
    row = LAYERS[key]

    @settings(QUICK, max_examples=30)
    @given(with_unknown(row))
    def law(drawn: tuple[Example, Example, int]) -> None:
        plain, symbolic, value = drawn
        # An axis of 1 vanishes in a code, and -1 stands for what is left.
        if value == -1 or (value == 1 and row.shape_rule in {*CODES, "hashed_crossing"}):
            return
        known = infer_shape(row, plain.arguments, plain.shapes)
        if isinstance(known, ShapeProblem):
            return
        found = infer_applied(row, symbolic.arguments, symbolic.shapes)
        assert not isinstance(found, ShapeProblem), found
        assert len(found.shape) == len(known)
        for size, wanted in zip(found.shape, known, strict=True):
            if size is None:
                twice = sum(isinstance(s, Unknown) for shape in symbolic.shapes for s in shape) > 1
                assert row.shape_rule not in EXACT or wanted is None or twice
            else:
                assert (size.at(value) if isinstance(size, Unknown) else size) == wanted

    law()


@pytest.mark.parametrize("key", LAYERS)
def test_a_wrong_number_of_values_is_told(key: str) -> None:
    least, most = LAYERS[key].input_count
    for number in (least - 1, *([] if most is None else [most + 1])):
        told = infer_shape(LAYERS[key], {}, [(4, 4, 4)] * number)
        assert isinstance(told, ShapeProblem)
        assert told.message.startswith("it takes")


def test_count_and_reshape_take_one_size_that_is_to_be_solved() -> None:
    auto = Unknown(auto=Auto(number=0, what="units"))
    (flat,) = infer_shape(ROWS["flatten"], {}, [(auto, 7, 3)])
    assert isinstance(flat, Unknown)
    assert flat.solutions(42) == range(2, 3)
    assert infer_shape(ROWS["flatten"], {}, [(auto, auto)]) == (None,)
    assert infer_shape(ROWS["reshape"], {"target_shape": [auto, auto, 128]}, [(6272,)]) == (auto, auto, 128)
    (left, _) = infer_shape(ROWS["reshape"], {"target_shape": [-1, 4]}, [(auto,)])
    assert isinstance(left, Unknown)
    assert left.at(12) == 3
    assert infer_shape(ROWS["add"], {}, [(auto, 4), (3, 4)]) == (3, 4)


AROUND: list[tuple[str, str, dict[str, Any], tuple[int, ...]]] = [
    (wrapper, key, arguments, shape)
    for wrapper in ("spectral_normalization", "equalized_learning_rate", "weight_normalization")
    for key, arguments, shape in [
        ("dense", {"units": 4}, (3,)), ("conv2d", {"filters": 4, "kernel_size": 3}, (5, 6, 2)),
        ("conv2d_transpose", {"filters": 5, "kernel_size": 3, "strides": 2}, (5, 6, 2)),
        ("embedding", {"input_dim": 5, "output_dim": 3}, ()),
        ("depthwise_conv2d", {"kernel_size": 3, "depth_multiplier": 2}, (5, 6, 2)), ("lstm", {"units": 3}, (4, 2)),
        ("einsum_dense", {"equation": "abc,cde->abde", "output_shape": [None, 2, 3], "bias_axes": "e"}, (4, 2)),
        ("separable_conv2d", {"filters": 4, "kernel_size": 3}, (5, 6, 2)), ("layer_normalization", {}, (3,)), ("flatten", {}, (3, 2)),
        ("dense", {"units": 4, "lora_rank": 2}, (3,)), ("blur2d", {}, (4, 4, 2)), ("minibatch_discrimination", {"kernels": 2}, (3,)),
        ("bidirectional", {}, (3, 2)),
    ]
    if key != "bidirectional"
] + [
    ("bidirectional", "lstm", {"units": 3}, (4, 2)), ("bidirectional", "gru", {"units": 3, "return_sequences": True}, (4, 2)),
    ("bidirectional", "conv_lstm1d", {"filters": 3, "kernel_size": 2}, (4, 5, 2)), ("bidirectional", "dense", {"units": 3}, (4, 2)),
    ("bidirectional", "simple_rnn", {"units": 3, "go_backwards": True}, (4, 2)),
    ("time_distributed", "dense", {"units": 3}, (4, 2)), ("time_distributed", "conv2d", {"filters": 3, "kernel_size": 2}, (4, 5, 5, 2)),
    ("time_distributed", "dense", {"units": 3}, (4,)), ("time_distributed", "flatten", {}, (4, 2, 3)),
    ("time_distributed", "batch_normalization", {}, (4, 3)), ("time_distributed", "lstm", {"units": 3}, (2, 4, 2)),
]  # fmt: skip


@pytest.mark.parametrize(("wrapper", "key", "arguments", "shape"), AROUND)
def test_our_wrappers_are_kerass(wrapper: str, key: str, arguments: dict[str, Any], shape: tuple[int, ...]) -> None:
    row = ROWS[key]
    ours = infer_applied(row, arguments, [shape], [(ROWS[wrapper], {})])
    example = Example(arguments={}, shapes=[shape])
    try:
        layer = built(ROWS[wrapper], {"layer": built(row, arguments)})
    except Exception as error:
        theirs: Any = error
    else:
        theirs = truth(row, example, layer)
    if isinstance(ours, ShapeProblem):
        assert isinstance(theirs, Exception), theirs
        return
    assert not isinstance(theirs, Exception), theirs
    assert ours.shape == theirs.shape
    assert (ours.parameters, ours.untrained) == (theirs.trained, theirs.untrained)


@pytest.mark.parametrize("merge_mode", ["concat", "sum", "mul", "ave"])
def test_both_directions_are_merged_as_keras_does(merge_mode: str) -> None:
    around = [(ROWS["bidirectional"], {"merge_mode": merge_mode})]
    made = infer_applied(ROWS["lstm"], {"units": 3}, [(4, 2)], around)
    layer = built(ROWS["bidirectional"], {"layer": built(ROWS["lstm"], {"units": 3}), "merge_mode": merge_mode})
    theirs = truth(ROWS["lstm"], Example(arguments={}, shapes=[(4, 2)]), layer)
    assert not isinstance(made, ShapeProblem)
    assert not isinstance(theirs, Exception)
    assert made.shape == theirs.shape


def test_wrappers_within_wrappers() -> None:
    steps, spectral, equal = (
        ROWS[k] for k in ("time_distributed", "spectral_normalization", "equalized_learning_rate")
    )
    made = infer_applied(ROWS["dense"], {"units": 8}, [(5, 3)], [(spectral, {}), (equal, {}), (steps, {})])
    assert not isinstance(made, ShapeProblem)
    assert (made.shape, made.parameters, made.untrained, made.multiply_adds) == ((5, 8), 32, 8, 5 * 24)
    assert isinstance(infer_applied(ROWS["dense"], {"units": 8}, [(5, 3)], [(steps, {}), (spectral, {})]), ShapeProblem)


MULTIPLY_ADDS: list[tuple[str, dict[str, Any], list[tuple[int, ...]], int]] = [
    ("dense", {"units": 5}, [(3,)], 15),
    ("dense", {"units": 5}, [(2, 3)], 30),
    ("conv2d", {"filters": 8, "kernel_size": 3, "padding": "same"}, [(10, 12, 4)], 10 * 12 * 9 * 4 * 8),
    ("conv2d", {"filters": 8, "kernel_size": 3, "strides": 2, "groups": 2, "padding": "same"}, [(10, 12, 4)], 5 * 6 * 9 * 2 * 8),
    ("conv2d_transpose", {"filters": 8, "kernel_size": 4, "strides": 2, "padding": "same"}, [(5, 6, 4)], 5 * 6 * 16 * 4 * 8),
    ("depthwise_conv2d", {"kernel_size": 3, "depth_multiplier": 2}, [(10, 12, 4)], 8 * 10 * 9 * 8),
    ("separable_conv2d", {"filters": 6, "kernel_size": 3}, [(10, 12, 4)], 8 * 10 * (9 * 4 + 4 * 6)),
    ("lstm", {"units": 3}, [(7, 2)], 7 * 4 * 3 * (2 + 3)),
    ("gru", {"units": 3}, [(7, 2)], 7 * 3 * 3 * (2 + 3)),
    ("attention", {}, [(7, 4), (5, 4)], 7 * 5 * 4 * 2),
    ("multi_head_attention", {"num_heads": 2, "key_dim": 3}, [(7, 4), (5, 4)], (7 + 5 + 5 + 7) * 4 * 6 + 7 * 5 * 2 * 3 * 2),
    ("self_attention", {}, [(4, 4, 16)], 16 * 16 * (2 + 2 + 8 + 8) + 16 * 16 * (2 + 8)),
    ("einsum_dense", {"equation": "abc,cd->abd", "output_shape": [None, 5]}, [(7, 3)], 7 * 3 * 5),
    ("dot", {"axes": -1}, [(3, 4), (5, 4)], 3 * 4 * 5),
    ("max_pooling2d", {}, [(4, 4, 3)], 0),
    ("projection_head", {"classes": 10}, [(5,), ()], 10),
]  # fmt: skip


@pytest.mark.parametrize(("key", "arguments", "shapes", "wanted"), MULTIPLY_ADDS)
def test_multiply_adds(key: str, arguments: dict[str, Any], shapes: list[tuple[int, ...]], wanted: int) -> None:
    output = infer_shape(ROWS[key], arguments, shapes)
    assert not isinstance(output, ShapeProblem)
    cost = infer_cost(ROWS[key], arguments, shapes, output)
    assert cost is not None
    assert cost.multiply_adds == wanted


@settings(QUICK, max_examples=200)
@given(SMALL, SMALL, st.integers(1, 3), st.sampled_from(["same", "valid"]), SMALL, SMALL)
def test_a_convolution_counted_place_by_place(
    size: int, kernel: int, stride: int, padding: str, read: int, made: int
) -> None:
    arguments = {"filters": made, "kernel_size": kernel, "strides": stride, "padding": padding}
    output = infer_shape(ROWS["conv1d"], arguments, [(size, read)])
    if isinstance(output, ShapeProblem):
        return
    places = range(0, size, stride) if padding == "same" else range(0, size - kernel + 1, stride)
    cost = infer_cost(ROWS["conv1d"], arguments, [(size, read)], output)
    assert cost is not None
    assert cost.multiply_adds == sum(1 for _ in places for _ in range(kernel) for _ in range(read) for _ in range(made))
    assert cost.parameters == math.prod([kernel, read, made]) + made
