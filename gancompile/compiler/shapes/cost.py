"""The cost of a layer: its weights, and its multiply-adds for one example.

`infer_cost` speaks of one layer; `infer_applied` (applied.py) of a layer within wrappers. Counted are products with weights, with fixed
filters, and of values with each other (attention); not what is added, compared, looked up, normalized or activated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gancompile.catalogue.layer_rows import LayerRow
from gancompile.compiler.shapes import work_of_steps, work_of_weights, work_of_windows
from gancompile.compiler.shapes.infer import with_defaults
from gancompile.compiler.shapes.shape import Arguments, Shape
from gancompile.compiler.shapes.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """parameters: weights that are trained. untrained: weights that are state. multiply_adds: for one example."""

    parameters: int
    untrained: int
    multiply_adds: int


WorkRule = Callable[[Arguments, Sequence[Shape], Shape, int], Work]


def infer_cost(row: LayerRow, arguments: Mapping[str, Any], inputs: Sequence[Shape], output: Shape) -> Cost | None:
    """The cost of a layer whose output shape has been inferred; None where it depends on an unknown size."""
    work = infer_work(row, arguments, inputs, output)
    match work.parameters, work.untrained, work.multiply_adds:
        case int(parameters), int(untrained), int(multiply_adds):
            return Cost(parameters=parameters, untrained=untrained, multiply_adds=multiply_adds)
    return None


def infer_work(row: LayerRow, arguments: Mapping[str, Any], inputs: Sequence[Shape], output: Shape) -> Work:
    """The same, each number by itself: of a convolution over images of any size, the weights are known."""
    rule = WORK.get(row.shape_rule, work_of_weights.nothing)
    return rule(with_defaults(row, arguments), inputs, output, row.rank or 0)


WORK: Mapping[str, WorkRule] = {
    "adaptive_instance_normalization": work_of_weights.two_dense,
    "additive_attention": work_of_steps.attention,
    "attention": work_of_steps.attention,
    "batch_normalization": work_of_weights.batch_normalization,
    "blur": work_of_windows.filtered,
    "conditional_batch_normalization": work_of_weights.conditional_batch_normalization,
    "conditional_instance_normalization": work_of_weights.conditional_instance_normalization,
    "convolution": work_of_windows.convolution,
    "convolutional_recurrence": work_of_windows.convolutional_recurrence,
    "dense": work_of_weights.dense,
    "depthwise_convolution": work_of_windows.depthwise_convolution,
    "dot": work_of_weights.dot,
    "einsum_dense": work_of_weights.einsum_dense,
    "embedding": work_of_weights.embedding,
    "fading": work_of_weights.fading,
    "fixed_normalization": work_of_weights.fixed_normalization,
    "group_normalization": work_of_weights.normalization,
    "group_query_attention": work_of_steps.group_query_attention,
    "learned_constant": work_of_weights.learned_constant,
    "mel_spectrogram": work_of_windows.mel_spectrogram,
    "minibatch_discrimination": work_of_weights.minibatch_discrimination,
    "modulated_convolution": work_of_windows.modulated_convolution,
    "multi_head_attention": work_of_steps.multi_head_attention,
    "noise_injection": work_of_weights.noise_injection,
    "normalization": work_of_weights.normalization,
    "prelu": work_of_weights.prelu,
    "projection_head": work_of_weights.projection_head,
    "recurrence": work_of_steps.recurrence,
    "resampling": work_of_windows.filtered,
    "self_attention": work_of_steps.self_attention,
    "separable_convolution": work_of_windows.separable_convolution,
    "stft_spectrogram": work_of_windows.stft_spectrogram,
    "transposed_convolution": work_of_windows.transposed_convolution,
}
