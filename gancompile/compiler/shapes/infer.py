"""Which rule a layer follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gancompile.catalogue.layer_rows import LayerRow
from gancompile.compiler.shapes import (
    attention,
    conditioning,
    convolution,
    dense,
    einsum,
    elementwise,
    encoding,
    merging,
    normalization,
    pooling,
    recurrence,
    resampling,
    reshaping,
    sound,
    variety,
)
from gancompile.compiler.shapes.shape import Arguments, Inferred, Shape, ShapeProblem

Rule = Callable[[Arguments, Sequence[Shape], int], Inferred]


def infer_shape(row: LayerRow, arguments: Mapping[str, Any], inputs: Sequence[Shape]) -> Inferred:
    """The shape per example that a layer makes of its inputs' shapes, or what does not fit. arguments: those that are given."""
    return _number_of_inputs(row, inputs) or RULES[row.shape_rule](with_defaults(row, arguments), inputs, row.rank or 0)


def with_defaults(row: LayerRow, arguments: Mapping[str, Any]) -> Arguments:
    """The arguments that are given, and the defaults of the others."""
    return {argument.name: argument.default for argument in row.arguments} | dict(arguments)


def _number_of_inputs(row: LayerRow, inputs: Sequence[Shape]) -> ShapeProblem | None:
    least, most = row.input_count
    if len(inputs) >= least and (most is None or len(inputs) <= most):
        return None
    names = ("no value", "one value", "two values", "three values")
    wanted = (
        names[least] if least == most else f"at least {names[least]}" if most is None else f"{least} or {most} values"
    )
    given = {0: "none", 1: "one"}.get(len(inputs), str(len(inputs)))
    help = "name them: `from: [...]`" if len(inputs) < least else None
    return ShapeProblem(argument=None, message=f"it takes {wanted}, but is given {given}", help=help)


RULES: Mapping[str, Rule] = {
    "adaptive_instance_normalization": conditioning.adaptive_instance_normalization,
    "adaptive_max_pooling": pooling.adaptive_max_pooling,
    "adaptive_pooling": pooling.adaptive_pooling,
    "additive_attention": attention.additive_attention,
    "along_axis": normalization.along_axis,
    "attention": attention.attention,
    "batch_normalization": normalization.normalization,
    "blur": elementwise.same_of_rank,
    "category_encoding": encoding.category_encoding,
    "colour_jitter": elementwise.colour_jitter,
    "concatenation": merging.concatenation,
    "conditional_batch_normalization": conditioning.conditional_batch_normalization,
    "conditional_instance_normalization": conditioning.conditional_instance_normalization,
    "convolution": convolution.convolution,
    "convolutional_recurrence": recurrence.convolutional_recurrence,
    "cropping": resampling.cropping,
    "dense": dense.dense,
    "depthwise_convolution": convolution.depthwise_convolution,
    "discretization": encoding.discretization,
    "dot": merging.dot,
    "einsum_dense": einsum.einsum_dense,
    "embedding": dense.embedding,
    "fading": merging.fading,
    "fixed_normalization": normalization.fixed_normalization,
    "flatten": reshaping.flatten,
    "gaussian_blur": elementwise.gaussian_blur,
    "global_pooling": pooling.global_pooling,
    "group_normalization": normalization.group_normalization,
    "group_query_attention": attention.group_query_attention,
    "gumbel_softmax": variety.gumbel_softmax,
    "hashed_crossing": encoding.hashed_crossing,
    "hashing": encoding.hashing,
    "learned_constant": variety.learned_constant,
    "lookup": encoding.lookup,
    "mel_spectrogram": sound.mel_spectrogram,
    "merging": merging.merging,
    "minibatch_discrimination": variety.minibatch_discrimination,
    "minibatch_standard_deviation": variety.minibatch_standard_deviation,
    "mixed_augmentation": elementwise.mixed_augmentation,
    "modulated_convolution": conditioning.modulated_convolution,
    "multi_head_attention": attention.multi_head_attention,
    "noise_injection": variety.noise_injection,
    "noise_shaped": elementwise.noise_shaped,
    "normalization": normalization.normalization,
    "of_colours": elementwise.of_colours,
    "of_grey_or_colours": elementwise.of_grey_or_colours,
    "permute": reshaping.permute,
    "pixel_shuffle": resampling.pixel_shuffle,
    "pixel_unshuffle": resampling.pixel_unshuffle,
    "pooling": pooling.pooling,
    "prelu": elementwise.prelu,
    "projection_head": conditioning.projection_head,
    "recurrence": recurrence.recurrence,
    "reparameterized_sampling": variety.reparameterized_sampling,
    "repeat_vector": reshaping.repeat_vector,
    "resampling": resampling.resampling,
    "reshape": reshaping.reshape,
    "resizing": resampling.resizing,
    "same": elementwise.same,
    "same_of_rank": elementwise.same_of_rank,
    "self_attention": attention.self_attention,
    "separable_convolution": convolution.separable_convolution,
    "stft_spectrogram": sound.stft_spectrogram,
    "table_head": variety.table_head,
    "text_vectorization": encoding.text_vectorization,
    "transposed_convolution": convolution.transposed_convolution,
    "up_sampling": resampling.up_sampling,
    "with_features": elementwise.with_features,
    "zero_padding": resampling.zero_padding,
}
