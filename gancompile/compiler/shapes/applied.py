"""A layer with its wrappers applied to shapes: what comes out, and what it costs.

    infer_applied(layer_rows()["dense"], {"units": 8}, [(5, 3)], [(layer_rows()["time_distributed"], {})])
    -> Applied(shape=(5, 8), parameters=32, untrained=0, multiply_adds=120)

A wrapper is a function of what it stands around: it changes what is read (the steps go one by one into the layer), what comes out
(both directions side by side), and what it costs. `WRAPPERS` holds one such function for each row of kind 'wrapper'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gancompile.catalogue.layer_rows import LayerRow
from gancompile.compiler.shapes.cost import infer_work
from gancompile.compiler.shapes.infer import RULES, infer_shape, with_defaults
from gancompile.compiler.shapes.shape import Arguments, Shape, ShapeProblem, print_shape
from gancompile.compiler.shapes.size import Size, product, times
from gancompile.compiler.shapes.work import Work, total


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """parameters: weights that are trained; untrained: weights that are state. multiply_adds: per example, None where not known.

    While a size is still to be solved, a number of weights that depends on it is 0.
    """

    shape: Shape
    parameters: int
    untrained: int
    multiply_adds: int | None


Around = Sequence[tuple[LayerRow, Mapping[str, Any]]]
Made = tuple[Shape, Work] | ShapeProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inner:
    """The layer inside of a wrapper. arguments: the layer's, with defaults. wrappers: those between, the innermost first."""

    row: LayerRow
    arguments: Arguments
    wrappers: tuple[str, ...]
    make: Callable[[Sequence[Shape]], Made]


def infer_applied(
    row: LayerRow, arguments: Mapping[str, Any], inputs: Sequence[Shape], around: Around = ()
) -> Applied | ShapeProblem:
    """The output shape and weights of a layer. around: its wrappers with their arguments, the outermost last."""
    made = _make(row, arguments, inputs, around)
    if isinstance(made, ShapeProblem):
        return made
    shape, work = made
    parameters, untrained, multiply_adds = (
        size if isinstance(size, int) else None for size in (work.parameters, work.untrained, work.multiply_adds)
    )
    return Applied(shape=shape, parameters=parameters or 0, untrained=untrained or 0, multiply_adds=multiply_adds)


def _make(row: LayerRow, arguments: Mapping[str, Any], inputs: Sequence[Shape], around: Around) -> Made:
    if not around:
        shape = infer_shape(row, arguments, inputs)
        return shape if isinstance(shape, ShapeProblem) else (shape, infer_work(row, arguments, inputs, shape))
    wrapper, given = around[-1]
    inner = _Inner(
        row=row,
        arguments=with_defaults(row, arguments),
        wrappers=tuple(one.shape_rule for one, _ in around[:-1]),
        make=lambda shapes: _make(row, arguments, shapes, around[:-1]),
    )
    return WRAPPERS[wrapper.shape_rule](inner, with_defaults(wrapper, given), inputs)


def _time_distributed(inner: _Inner, given: Arguments, inputs: Sequence[Shape]) -> Made:
    """Each step of [steps, ...] by itself."""
    if inner.row.inputs != "one":
        return _refused("time_distributed", "a layer that reads one value", inner.row.key)
    (shape,) = inputs
    if len(shape) < 2:
        message = f"`time_distributed` takes [steps, ...] of at least two axes, but is given {print_shape(shape)}"
        return ShapeProblem(argument=None, message=message, help="put a `reshape` before it")
    made = inner.make([shape[1:]])
    if isinstance(made, ShapeProblem):
        return made
    step, work = made
    steps = product(shape[0], work.multiply_adds)
    return (shape[0], *step), Work(parameters=work.parameters, untrained=work.untrained, multiply_adds=steps)


def _bidirectional(inner: _Inner, given: Arguments, inputs: Sequence[Shape]) -> Made:
    """The steps forwards and backwards, by two layers; `concat` puts both side by side."""
    if inner.wrappers or inner.row.shape_rule not in {"recurrence", "convolutional_recurrence"}:
        return _refused("bidirectional", "a recurrent layer", inner.wrappers[-1] if inner.wrappers else inner.row.key)
    if inner.arguments["go_backwards"]:
        message = "`bidirectional` goes backwards too, so that the layer within must go forwards"
        return ShapeProblem(argument="go_backwards", message=message, help="leave it out")
    made = inner.make(inputs)
    if isinstance(made, ShapeProblem):
        return made
    shape, work = made
    both = Work(parameters=times(work.parameters, 2), multiply_adds=times(work.multiply_adds, 2))
    return ((*shape[:-1], times(shape[-1], 2)) if given["merge_mode"] == "concat" else shape), both


def _spectral_normalization(inner: _Inner, given: Arguments, inputs: Sequence[Shape]) -> Made:
    """The same shape; for each kernel a vector as long as it has outputs is kept. The power iteration is done once for a batch."""
    made = _changed_kernel("spectral_normalization", inner, inputs)
    if isinstance(made, ShapeProblem):
        return made
    shape, work, columns = made
    kept = total(work.untrained, columns)
    return shape, Work(parameters=work.parameters, untrained=kept, multiply_adds=work.multiply_adds)


def _weight_normalization(inner: _Inner, given: Arguments, inputs: Sequence[Shape]) -> Made:
    """The same shape; a magnitude for each output of a kernel is trained beside it, or for each row of a table of embeddings."""
    made = _changed_kernel("weight_normalization", inner, inputs)
    if isinstance(made, ShapeProblem):
        return made
    shape, work, columns = made
    magnitudes = inner.arguments["input_dim"] if inner.row.shape_rule == "embedding" else columns
    trained = total(work.parameters, magnitudes)
    return shape, Work(parameters=trained, untrained=work.untrained, multiply_adds=work.multiply_adds)


def _equalized_learning_rate(inner: _Inner, given: Arguments, inputs: Sequence[Shape]) -> Made:
    """The same shape and weights."""
    made = _changed_kernel("equalized_learning_rate", inner, inputs)
    return made if isinstance(made, ShapeProblem) else made[:2]


OF_KERNELS = frozenset({"equalized_learning_rate", "spectral_normalization", "weight_normalization"})
"""The wrappers that change kernels."""


def _changed_kernel(key: str, inner: _Inner, inputs: Sequence[Shape]) -> tuple[Shape, Work, Size] | ShapeProblem:
    """The layer inside of a wrapper that changes kernels, and the number of their outputs."""
    made = inner.make(inputs)
    if isinstance(made, ShapeProblem):
        return made
    row = inner.row
    between = next((one for one in inner.wrappers if one not in OF_KERNELS), None)
    rule = RULES[row.shape_rule]
    columns = 0 if between else rule.kernel_columns(inner.arguments, inputs, made[0], row.rank or 0)
    if columns == 0 and not between and any(one.name == "kernel_initializer" for one in row.arguments):
        message = f"`{key}` does not reach the kernels within `{row.key}`"
        return ShapeProblem(
            argument=None, message=message, help="leave `wrap` out, or write the layer as several with a kernel each"
        )
    if columns == 0:
        return _refused(key, "a layer with kernels", between or row.key)
    if inner.arguments.get("lora_rank"):
        message = f"`{key}` changes the kernel, and an adapter of low rank replaces it"
        return ShapeProblem(argument="lora_rank", message=message, help="leave it out")
    return (*made, columns)


def _refused(wrapper: str, wanted: str, given: str) -> ShapeProblem:
    return ShapeProblem(argument=None, message=f"`{wrapper}` stands around {wanted}, but `{given}` is none")


WRAPPERS: Mapping[str, Callable[[_Inner, Arguments, Sequence[Shape]], Made]] = {
    "bidirectional": _bidirectional,
    "equalized_learning_rate": _equalized_learning_rate,
    "spectral_normalization": _spectral_normalization,
    "time_distributed": _time_distributed,
    "weight_normalization": _weight_normalization,
}
