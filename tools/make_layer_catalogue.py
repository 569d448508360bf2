"""Makes `gancompile/catalogue/{layers,values}.json` from the signatures and docstrings of the installed Keras.

What Keras does not say stands in the tables below: which rule a layer's shape follows, what a value must be, and what is left out on
purpose, with the reason. A layer is added to the language by a line in LAYERS. Run it after an upgrade of Keras; a test compares the
result with the installed one.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import json
import os
import re
import textwrap
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras

TARGET = Path(__file__).parent.parent / "gancompile" / "catalogue"
KERAS, OURS = "keras.layers", "gancompile.runtime.layers"

COUNT = {"type": "integer", "minimum": 1, "maximum": 100_000_000}
COUNT_OR_NULL = {"type": ["integer", "null"], "minimum": 1, "maximum": 100_000_000}
NUMBER = {"type": "number"}
POSITIVE = {"type": "number", "exclusiveMinimum": 0}
NOT_NEGATIVE = {"type": "number", "minimum": 0}
SHARE = {"type": "number", "minimum": 0, "exclusiveMaximum": 1}
WHOLE = {"type": "boolean"}
AXIS = {"type": ["integer", "array"], "items": {"type": "integer"}, "minItems": 1}
SEED = {"type": ["integer", "null"]}
NUMBERS = {"type": ["number", "array"], "items": {"type": "number"}}
"""A number, or a range of two."""
RANGE = {**NUMBERS, "minItems": 2, "maxItems": 2}
SHARES: dict[str, Any] = {**RANGE, "minimum": 0, "maximum": 1, "items": {"type": "number", "minimum": 0, "maximum": 1}}
SHARES_OR_NULL = {**SHARES, "type": ["number", "array", "null"]}
PAIR = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
REFERENCES = {name: {"$ref": f"#/$defs/{name}"} for name in ("activation", "initializer", "regularizer", "constraint")}


def choice(*names: str | None) -> dict[str, Any]:
    """One of some texts."""
    return {"type": ["string", "null"] if None in names else "string", "enum": list(names)}


def sizes(rank: int, *, least: int = 1, null: bool = False) -> dict[str, Any]:
    """An integer, or one for each spatial axis."""
    kinds = ["integer", "array"]
    return {
        "type": kinds + (["null"] if null else []), "minimum": least, "maximum": 1_000_000, "items": {"type": "integer", "minimum": least},
        "minItems": rank, "maxItems": rank,
    }  # fmt: skip


def between(least: float, most: float) -> dict[str, Any]:
    """A number in an interval, or a range of two."""
    return {**RANGE, "minimum": least, "maximum": most, "items": {"type": "number", "minimum": least, "maximum": most}}


def margins(rank: int) -> dict[str, Any]:
    """What is put around or cut off: an integer, one for each axis, or a pair for each axis."""
    pair = {
        "type": ["integer", "array"],
        "minimum": 0,
        "items": {"type": "integer", "minimum": 0},
        "minItems": 2,
        "maxItems": 2,
    }
    if rank == 1:
        return pair
    return {"type": ["integer", "array"], "minimum": 0, "items": pair, "minItems": rank, "maxItems": rank}


# key: (class, shape rule, number of spatial axes or None, argument of the shorthand, what it reads)
LAYERS: dict[str, tuple[str, str, int | None, str | None, str]] = {
    # Dense
    "dense": ("Dense", "dense", None, "units", "one"),
    "einsum_dense": ("EinsumDense", "einsum_dense", None, None, "one"),
    "embedding": ("Embedding", "embedding", None, None, "one"),
    "reversible_embedding": ("ReversibleEmbedding", "embedding", None, None, "one"),
    # Activations
    "activation": ("Activation", "same", None, "activation", "one"),
    "relu": ("ReLU", "same", None, None, "one"),
    "leaky_relu": ("LeakyReLU", "same", None, "negative_slope", "one"),
    "prelu": ("PReLU", "prelu", None, None, "one"),
    "elu": ("ELU", "same", None, "alpha", "one"),
    "softmax": ("Softmax", "along_axis", None, "axis", "one"),
    "identity": ("Identity", "same", None, None, "one"),
    # Regularization
    "dropout": ("Dropout", "noise_shaped", None, "rate", "one"),
    "alpha_dropout": ("AlphaDropout", "noise_shaped", None, "rate", "one"),
    "spatial_dropout1d": ("SpatialDropout1D", "same_of_rank", 1, "rate", "one"),
    "spatial_dropout2d": ("SpatialDropout2D", "same_of_rank", 2, "rate", "one"),
    "spatial_dropout3d": ("SpatialDropout3D", "same_of_rank", 3, "rate", "one"),
    "gaussian_noise": ("GaussianNoise", "same", None, "stddev", "one"),
    "gaussian_dropout": ("GaussianDropout", "same", None, "rate", "one"),
    "activity_regularization": ("ActivityRegularization", "same", None, None, "one"),
    "masking": ("Masking", "with_features", None, "mask_value", "one"),
    # Normalization
    "batch_normalization": ("BatchNormalization", "batch_normalization", None, None, "one"),
    "layer_normalization": ("LayerNormalization", "normalization", None, None, "one"),
    "group_normalization": ("GroupNormalization", "group_normalization", None, "groups", "one"),
    "unit_normalization": ("UnitNormalization", "along_axis", None, None, "one"),
    "rms_normalization": ("RMSNormalization", "normalization", None, None, "one"),
    # Reshaping
    "flatten": ("Flatten", "flatten", None, None, "one"),
    "reshape": ("Reshape", "reshape", None, "target_shape", "one"),
    "permute": ("Permute", "permute", None, "dims", "one"),
    "repeat_vector": ("RepeatVector", "repeat_vector", None, "n", "one"),
    "cropping1d": ("Cropping1D", "cropping", 1, "cropping", "one"),
    "cropping2d": ("Cropping2D", "cropping", 2, "cropping", "one"),
    "cropping3d": ("Cropping3D", "cropping", 3, "cropping", "one"),
    "zero_padding1d": ("ZeroPadding1D", "zero_padding", 1, "padding", "one"),
    "zero_padding2d": ("ZeroPadding2D", "zero_padding", 2, "padding", "one"),
    "zero_padding3d": ("ZeroPadding3D", "zero_padding", 3, "padding", "one"),
    "up_sampling1d": ("UpSampling1D", "up_sampling", 1, "size", "one"),
    "up_sampling2d": ("UpSampling2D", "up_sampling", 2, "size", "one"),
    "up_sampling3d": ("UpSampling3D", "up_sampling", 3, "size", "one"),
    # Convolution
    "conv1d": ("Conv1D", "convolution", 1, None, "one"),
    "conv2d": ("Conv2D", "convolution", 2, None, "one"),
    "conv3d": ("Conv3D", "convolution", 3, None, "one"),
    "conv1d_transpose": ("Conv1DTranspose", "transposed_convolution", 1, None, "one"),
    "conv2d_transpose": ("Conv2DTranspose", "transposed_convolution", 2, None, "one"),
    "conv3d_transpose": ("Conv3DTranspose", "transposed_convolution", 3, None, "one"),
    "depthwise_conv1d": ("DepthwiseConv1D", "depthwise_convolution", 1, None, "one"),
    "depthwise_conv2d": ("DepthwiseConv2D", "depthwise_convolution", 2, None, "one"),
    "separable_conv1d": ("SeparableConv1D", "separable_convolution", 1, None, "one"),
    "separable_conv2d": ("SeparableConv2D", "separable_convolution", 2, None, "one"),
    # Pooling
    "max_pooling1d": ("MaxPooling1D", "pooling", 1, "pool_size", "one"),
    "max_pooling2d": ("MaxPooling2D", "pooling", 2, "pool_size", "one"),
    "max_pooling3d": ("MaxPooling3D", "pooling", 3, "pool_size", "one"),
    "average_pooling1d": ("AveragePooling1D", "pooling", 1, "pool_size", "one"),
    "average_pooling2d": ("AveragePooling2D", "pooling", 2, "pool_size", "one"),
    "average_pooling3d": ("AveragePooling3D", "pooling", 3, "pool_size", "one"),
    "global_max_pooling1d": ("GlobalMaxPooling1D", "global_pooling", 1, None, "one"),
    "global_max_pooling2d": ("GlobalMaxPooling2D", "global_pooling", 2, None, "one"),
    "global_max_pooling3d": ("GlobalMaxPooling3D", "global_pooling", 3, None, "one"),
    "global_average_pooling1d": ("GlobalAveragePooling1D", "global_pooling", 1, None, "one"),
    "global_average_pooling2d": ("GlobalAveragePooling2D", "global_pooling", 2, None, "one"),
    "global_average_pooling3d": ("GlobalAveragePooling3D", "global_pooling", 3, None, "one"),
    "adaptive_max_pooling1d": ("AdaptiveMaxPooling1D", "adaptive_max_pooling", 1, "output_size", "one"),
    "adaptive_max_pooling2d": ("AdaptiveMaxPooling2D", "adaptive_max_pooling", 2, "output_size", "one"),
    "adaptive_max_pooling3d": ("AdaptiveMaxPooling3D", "adaptive_max_pooling", 3, "output_size", "one"),
    "adaptive_average_pooling1d": ("AdaptiveAveragePooling1D", "adaptive_pooling", 1, "output_size", "one"),
    "adaptive_average_pooling2d": ("AdaptiveAveragePooling2D", "adaptive_pooling", 2, "output_size", "one"),
    "adaptive_average_pooling3d": ("AdaptiveAveragePooling3D", "adaptive_pooling", 3, "output_size", "one"),
    # Merging
    "add": ("Add", "merging", None, None, "many"),
    "subtract": ("Subtract", "merging", None, None, "many"),
    "multiply": ("Multiply", "merging", None, None, "many"),
    "average": ("Average", "merging", None, None, "many"),
    "maximum": ("Maximum", "merging", None, None, "many"),
    "minimum": ("Minimum", "merging", None, None, "many"),
    "concatenate": ("Concatenate", "concatenation", None, "axis", "many"),
    "dot": ("Dot", "dot", None, "axes", "many"),
    # Attention
    "attention": ("Attention", "attention", None, None, "many"),
    "additive_attention": ("AdditiveAttention", "additive_attention", None, None, "many"),
    "multi_head_attention": ("MultiHeadAttention", "multi_head_attention", None, None, "separate"),
    "group_query_attention": ("GroupQueryAttention", "group_query_attention", None, None, "separate"),
    # Recurrence
    "simple_rnn": ("SimpleRNN", "recurrence", None, "units", "one"),
    "gru": ("GRU", "recurrence", None, "units", "one"),
    "lstm": ("LSTM", "recurrence", None, "units", "one"),
    "conv_lstm1d": ("ConvLSTM1D", "convolutional_recurrence", 1, None, "one"),
    "conv_lstm2d": ("ConvLSTM2D", "convolutional_recurrence", 2, None, "one"),
    "conv_lstm3d": ("ConvLSTM3D", "convolutional_recurrence", 3, None, "one"),
    # Wrappers
    "bidirectional": ("Bidirectional", "bidirectional", None, "merge_mode", "one"),
    "time_distributed": ("TimeDistributed", "time_distributed", None, None, "one"),
    # Numbers, categories and texts
    "rescaling": ("Rescaling", "same", None, "scale", "one"),
    "normalization": ("Normalization", "fixed_normalization", None, None, "one"),
    "discretization": ("Discretization", "discretization", None, "bin_boundaries", "one"),
    "category_encoding": ("CategoryEncoding", "category_encoding", None, "num_tokens", "one"),
    "hashing": ("Hashing", "hashing", None, "num_bins", "one"),
    "hashed_crossing": ("HashedCrossing", "hashed_crossing", None, "num_bins", "many"),
    "integer_lookup": ("IntegerLookup", "lookup", None, "vocabulary", "one"),
    "string_lookup": ("StringLookup", "lookup", None, "vocabulary", "one"),
    "text_vectorization": ("TextVectorization", "text_vectorization", None, "vocabulary", "one"),
    # Sound
    "stft_spectrogram": ("STFTSpectrogram", "stft_spectrogram", 1, None, "one"),
    "mel_spectrogram": ("MelSpectrogram", "mel_spectrogram", None, None, "one"),
    # Images
    "center_crop": ("CenterCrop", "resizing", 2, None, "one"),
    "random_crop": ("RandomCrop", "resizing", 2, None, "one"),
    "resizing": ("Resizing", "resizing", 2, None, "one"),
    "aug_mix": ("AugMix", "mixed_augmentation", 2, None, "one"),
    "auto_contrast": ("AutoContrast", "same_of_rank", 2, None, "one"),
    "contrast_limited_adaptive_histogram_equalization": (
        "ContrastLimitedAdaptiveHistogramEqualization", "same_of_rank", 2, None, "one",
    ),
    "cut_mix": ("CutMix", "same_of_rank", 2, None, "one"),
    "mix_up": ("MixUp", "same_of_rank", 2, None, "one"),
    "rand_augment": ("RandAugment", "of_grey_or_colours", 2, None, "one"),
    "random_brightness": ("RandomBrightness", "same_of_rank", 2, "factor", "one"),
    "random_color_degeneration": ("RandomColorDegeneration", "of_colours", 2, "factor", "one"),
    "random_color_jitter": ("RandomColorJitter", "colour_jitter", 2, None, "one"),
    "random_contrast": ("RandomContrast", "same_of_rank", 2, "factor", "one"),
    "random_elastic_transform": ("RandomElasticTransform", "same_of_rank", 2, None, "one"),
    "random_erasing": ("RandomErasing", "same_of_rank", 2, None, "one"),
    "random_flip": ("RandomFlip", "same_of_rank", 2, "mode", "one"),
    "random_gaussian_blur": ("RandomGaussianBlur", "gaussian_blur", 2, None, "one"),
    "random_grayscale": ("RandomGrayscale", "of_grey_or_colours", 2, "factor", "one"),
    "random_hue": ("RandomHue", "of_colours", 2, "factor", "one"),
    "random_invert": ("RandomInvert", "same_of_rank", 2, "factor", "one"),
    "random_perspective": ("RandomPerspective", "same_of_rank", 2, None, "one"),
    "random_posterization": ("RandomPosterization", "same_of_rank", 2, "factor", "one"),
    "random_rotation": ("RandomRotation", "same_of_rank", 2, "factor", "one"),
    "random_saturation": ("RandomSaturation", "of_colours", 2, "factor", "one"),
    "random_sharpness": ("RandomSharpness", "same_of_rank", 2, "factor", "one"),
    "random_shear": ("RandomShear", "same_of_rank", 2, None, "one"),
    "random_translation": ("RandomTranslation", "same_of_rank", 2, None, "one"),
    "random_zoom": ("RandomZoom", "same_of_rank", 2, "height_factor", "one"),
    "solarization": ("Solarization", "same_of_rank", 2, None, "one"),
}  # fmt: skip
OUR_LAYERS: dict[str, tuple[str, str, int | None, str | None, str]] = {
    "pixel_normalization": ("PixelNormalization", "with_features", None, None, "one"),
    "minibatch_standard_deviation": ("MinibatchStandardDeviation", "minibatch_standard_deviation", 2, "group_size", "one"),
    "minibatch_discrimination": ("MinibatchDiscrimination", "minibatch_discrimination", None, "kernels", "one"),
    "self_attention": ("SelfAttention", "self_attention", 2, "reduction", "one"),
    "conditional_batch_normalization": ("ConditionalBatchNormalization", "conditional_batch_normalization", None, None, "many"),
    "conditional_instance_normalization": (
        "ConditionalInstanceNormalization", "conditional_instance_normalization", None, "classes", "many",
    ),
    "adaptive_instance_normalization": ("AdaptiveInstanceNormalization", "adaptive_instance_normalization", None, None, "many"),
    "modulated_conv2d": ("ModulatedConv2D", "modulated_convolution", 2, "filters", "many"),
    "noise_injection": ("NoiseInjection", "noise_injection", 2, None, "one"),
    "learned_constant": ("LearnedConstant", "learned_constant", None, "shape", "one"),
    "resample2d": ("Resample2D", "resampling", 2, None, "one"),
    "blur2d": ("Blur2D", "blur", 2, "kernel", "one"),
    "pixel_shuffle": ("PixelShuffle", "pixel_shuffle", 2, "factor", "one"),
    "pixel_unshuffle": ("PixelUnshuffle", "pixel_unshuffle", 2, "factor", "one"),
    "projection_head": ("ProjectionHead", "projection_head", None, "classes", "many"),
    "fade_in": ("FadeIn", "fading", None, None, "many"),
    "gradient_reversal": ("GradientReversal", "same", None, "scale", "one"),
    "reparameterized_sampling": ("ReparameterizedSampling", "reparameterized_sampling", None, None, "many"),
    "gumbel_softmax": ("GumbelSoftmax", "gumbel_softmax", None, "temperature", "one"),
    "table_head": ("TableHead", "table_head", None, "sizes", "one"),
    "spectral_normalization": ("SpectralNormalization", "spectral_normalization", None, "power_iterations", "one"),
    "equalized_learning_rate": ("EqualizedLearningRate", "equalized_learning_rate", None, "gain", "one"),
}  # fmt: skip
"""Keys of Keras's and of ours are one language: ours stand second, and win."""
WRAPPERS = {"bidirectional", "time_distributed", "spectral_normalization", "equalized_learning_rate"}
MIXES_EXAMPLES = {"batch_normalization", "conditional_batch_normalization", "cut_mix", "mix_up",
                  "minibatch_standard_deviation", "minibatch_discrimination"}  # fmt: skip
INPUT_COUNTS: dict[str, tuple[int, int | None]] = {
    **dict.fromkeys(("subtract", "dot", "hashed_crossing"), (2, 2)),
    **{key: (2, 2) for key, line in OUR_LAYERS.items() if line[4] == "many"},
    **dict.fromkeys(("attention", "additive_attention", "multi_head_attention", "group_query_attention"), (2, 3)),
}  # fmt: skip

CLASSES_LEFT_OUT = {
    "Layer": "a base class",
    "Wrapper": "a base class",
    "InputLayer": "inputs are a section of a network",
    "InputSpec": "not a layer",
    "RNN": "its cell is an object",
    "StackedRNNCells": "its cells are objects",
    "GRUCell": "a part of `gru`",
    "LSTMCell": "a part of `lstm`",
    "SimpleRNNCell": "a part of `simple_rnn`",
    "Lambda": "it holds Python code",
    "TFSMLayer": "it holds code of another framework",
    "FlaxLayer": "it holds code of another framework",
    "JaxLayer": "it holds code of another framework",
    "TorchModuleWrapper": "it holds code of another framework",
    "Pipeline": "a list of layers is what a network is",
    "MaxNumBoundingBoxes": "it takes bounding boxes, and values of a spec are arrays",
    "Equalization": "it hands on its own input, so that Keras cannot place it in a functional model",
    "SpectralNormalization": "ours stands under its key: it trains the same kernel that it normalizes",
}
BESIDE = {"self", "name", "dtype", "trainable", "autocast", "args", "kwargs", "input_shape"}
"""What every layer has, said beside the arguments."""
ARGUMENTS_LEFT_OUT = {
    "*.sparse": "sparse values fit no other layer",
    "*.ragged": "ragged values fit no other layer",
    "*.quantization_config": "it is an object",
    "*.gptq_unpacked_column_size": "it belongs to the quantization of a trained layer",
    "*.return_state": "a layer of a spec makes one value",
    "*.stateful": "it needs a batch of one size, and batches that follow each other",
    "embedding.weights": "it is an array",
    "*.flash_attention": "TensorFlow has none",
    "bidirectional.weights": "it is an array",
    "bidirectional.layer": "the wrapped layer is what `wrap` stands beside",
    "bidirectional.backward_layer": "it is a layer",
    "time_distributed.layer": "the wrapped layer is what `wrap` stands beside",
    "spectral_normalization.layer": "the wrapped layer is what `wrap` stands beside",
    "equalized_learning_rate.layer": "the wrapped layer is what `wrap` stands beside",
}
SOLVABLE = {"units", "filters", "output_dim", "target_shape", "shape"}
"""Arguments for which a spec may write `auto`; for lists, for their items. `input_dim` is one for an embedding only."""

ARGUMENTS: dict[str, Any] = {
    **dict.fromkeys((
        "units", "filters", "depth_multiplier", "groups", "input_dim", "output_dim", "n", "height", "width", "num_heads", "key_dim",
        "head_dim", "num_query_heads", "num_key_value_heads", "num_bins", "num_tokens", "bins", "num_chains", "chain_depth",
        "num_ops", "frame_length", "sequence_stride", "num_mel_bins", "sampling_rate",
    ), COUNT),
    **dict.fromkeys((
        "value_dim", "sliding_window", "lora_rank", "frame_step", "fft_length", "sequence_length", "output_sequence_length",
    ), COUNT_OR_NULL),
    **dict.fromkeys((
        "use_bias", "center", "mask_zero", "synchronized", "keepdims", "rms_scaling", "renorm", "unit_forget_bias", "return_sequences",
        "go_backwards", "unroll", "reset_after", "use_scale", "use_gate", "normalize", "invert", "pad_to_max_tokens", "periodic",
        "crop_to_aspect_ratio", "pad_to_aspect_ratio", "antialias", "power_to_db", "expand_dims", "all_ops", "tie_weights",
    ), WHOLE),
    **dict.fromkeys(("rate", "dropout", "recurrent_dropout"), SHARE),
    **dict.fromkeys(("l1", "l2", "stddev", "negative_slope", "alpha", "threshold", "min_freq"), NOT_NEGATIVE),
    **dict.fromkeys(("scale", "offset", "mask_value", "fill_value"), NUMBER),
    **dict.fromkeys(("epsilon", "clip_limit", "mag_exp", "min_power", "ref_power"), POSITIVE),
    **{name: {"type": "number", "minimum": 0, "maximum": 1} for name in ("momentum", "renorm_momentum")},
    **{name: {"type": ["number", "null"], "exclusiveMinimum": 0} for name in ("lora_alpha", "max_freq", "top_db", "logit_soft_cap")},
    **dict.fromkeys(("x_factor", "y_factor", "addition_factor", "threshold_factor"), SHARES),
    "max_value": {"type": ["number", "null"], "minimum": 0}, "seed": SEED, "axis": AXIS,
    "shared_axes": {**AXIS, "type": ["integer", "array", "null"]}, "axes": {**AXIS, "minItems": 2, "maxItems": 2},
    "target_shape": {"type": "array", "items": {"type": "integer", "minimum": -1, "maximum": 1_000_000_000}},
    "dims": {"type": "array", "items": COUNT, "minItems": 1},
    "amount": {"$ref": "#/$defs/schedulable_unit"},
    "data_format": choice("channels_last", "channels_first", None),
    "interpolation": choice("nearest", "bilinear"),
    "fill_mode": choice("constant", "nearest", "reflect", "wrap"),
    "activation": REFERENCES["activation"], "recurrent_activation": REFERENCES["activation"],
    "renorm_clipping": {
        "type": ["object", "null"], "properties": dict.fromkeys(("rmax", "rmin", "dmax"), NOT_NEGATIVE), "additionalProperties": False,
        "x-noun": "bound", "x-subject": "`renorm_clipping`",
    },
    "noise_shape": {"type": ["array", "null"], "items": {"type": ["integer", "null"], "minimum": 1}},
    "value_range": PAIR, "tile_grid_size": {"type": "array", "items": COUNT, "minItems": 2, "maxItems": 2},
    "use_cudnn": {"type": ["string", "boolean"], "enum": ["auto", True, False]},
    "equation": {"type": "string"}, "bias_axes": {"type": ["string", "null"]},
    "attention_axes": {**AXIS, "type": ["integer", "array", "null"]}, "score_mode": choice("dot", "concat"),
    "reverse_dtype": choice("float32", "float64", "float16", "bfloat16", None), "merge_mode": choice("concat", "sum", "mul", "ave"),
    "mean": {**NUMBERS, "type": ["number", "array", "null"]},
    "variance": {"type": ["number", "array", "null"], "minimum": 0, "items": NOT_NEGATIVE},
    "bin_boundaries": {"type": ["array", "null"], "items": {"type": "number"}, "minItems": 1},
    "output_mode": choice("int", "one_hot", "multi_hot", "count", "tf_idf"),
    "salt": {"type": ["integer", "array", "null"], "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
    "max_tokens": {"type": ["integer", "null"], "minimum": 2}, "num_oov_indices": {"type": "integer", "minimum": 0},
    "mask_token": {"type": ["integer", "null"]}, "oov_token": {"type": "integer"}, "vocabulary_dtype": choice("int64"),
    "vocabulary": {"type": ["array", "null"], "items": {"type": "integer"}, "minItems": 1},
    "idf_weights": {"type": ["array", "null"], "items": NOT_NEGATIVE, "minItems": 1}, "oov_method": choice("floormod", "farmhash"),
    **dict.fromkeys(("kernels", "dimensions", "group_size", "features", "classes", "reduction", "power_iterations"), COUNT),
    **dict.fromkeys(("pool", "demodulate", "hard"), WHOLE), **dict.fromkeys(("temperature", "gain", "multiplier"), POSITIVE),
    "initializer": REFERENCES["initializer"], "shape": {"type": "array", "items": COUNT, "minItems": 1},
    **{name: {"type": "integer", "minimum": 1, "maximum": 1024} for name in ("upsample", "downsample")},
    "factor": {"type": "integer", "minimum": 1, "maximum": 1024},
    "kernel": {"type": "array", "items": {"type": "number"}, "minItems": 1, "maxItems": 1024},
    "encoding": {"type": "string"}, "standardize": choice("lower_and_strip_punctuation", "lower", "strip_punctuation", None),
    "split": choice("whitespace", "character", None),
    "ngrams": {"type": ["integer", "array", "null"], "minimum": 1, "items": COUNT, "minItems": 1},
    "window": {"type": ["string", "null"]}, "scaling": choice("density", "spectrum", None),
}  # fmt: skip
SPECIAL: dict[str, Any] = {
    # As a list, or as `${data.row.sizes}`, which is one.
    "table_head.sizes": {"type": "array", "items": COUNT, "minItems": 1, "x-place": True},
    "modulated_conv2d.kernel_size": {"type": "integer", "minimum": 1, "maximum": 1024},
    **{f"modulated_conv2d.{name}": {"type": "integer", "enum": [1, 2]} for name in ("upsample", "downsample")},
    "up_sampling2d.interpolation": choice("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"),
    "resizing.interpolation": choice("nearest", "bilinear", "bicubic", "area", "lanczos3", "lanczos5"),
    "resizing.fill_mode": choice("constant"), "random_flip.mode": choice("horizontal", "vertical", "horizontal_and_vertical"),
    "stft_spectrogram.mode": choice("log", "magnitude", "psd", "real", "imag", "angle", "stft"),
    "mel_spectrogram.fft_length": COUNT, "mel_spectrogram.window": choice("hann", "hamming", None),
    "rescaling.scale": NUMBERS, "rescaling.offset": NUMBERS,
    "group_normalization.groups": {"type": "integer", "minimum": -1},
    "normalization.axis": {**AXIS, "type": ["integer", "array", "null"], "minItems": 0},
    "softmax.axis": AXIS, "concatenate.axis": {"type": "integer"}, "batch_normalization.axis": {"type": "integer"},
    "group_normalization.axis": {"type": "integer"},
    "einsum_dense.output_shape": {
        "type": ["integer", "array"], "minimum": 1, "items": {"type": ["integer", "null"], "minimum": 1}, "minItems": 1,
    },
    "multi_head_attention.output_shape": {
        "type": ["integer", "array", "null"], "minimum": 1, "items": {"type": "integer", "minimum": 1}, "minItems": 1,
    },
    "hashing.mask_value": {"type": ["integer", "string", "null"]}, "hashing.output_mode": choice("int", "one_hot", "multi_hot", "count"),
    "category_encoding.num_tokens": COUNT_OR_NULL,
    "hashed_crossing.output_mode": choice("int", "one_hot"), "category_encoding.output_mode": choice("multi_hot", "one_hot", "count"),
    "discretization.output_mode": choice("int", "one_hot", "multi_hot", "count"), "discretization.num_bins": COUNT_OR_NULL,
    "text_vectorization.output_mode": choice("int", "multi_hot", "count", "tf_idf"),
    "string_lookup.mask_token": {"type": ["string", "null"]}, "string_lookup.oov_token": {"type": "string"},
    **{f"{key}.vocabulary": {"type": ["array", "null"], "items": {"type": "string"}, "minItems": 1}
       for key in ("string_lookup", "text_vectorization")},
    "random_grayscale.factor": {"type": "number", "minimum": 0, "maximum": 1},
    **{f"random_color_jitter.{name}_factor": SHARES_OR_NULL for name in ("contrast", "saturation", "hue")},
    "random_color_jitter.brightness_factor": {
        "type": ["number", "array", "null"], "minimum": -1, "maximum": 1, "items": {"type": "number", "minimum": -1, "maximum": 1},
        "minItems": 2, "maxItems": 2,
    },
    "random_gaussian_blur.sigma": SHARES,
    "gaussian_noise.stddev": {"type": "number", "minimum": 0, "maximum": 1}, "random_gaussian_blur.kernel_size": sizes(2),
    "random_erasing.scale": SHARES, "random_erasing.fill_value": {"type": ["number", "null"]},
    "random_elastic_transform.scale": SHARES, "random_perspective.scale": {"type": "number", "minimum": 0, "maximum": 1},
    **{f"random_translation.{name}_factor": between(-1, 1) for name in ("height", "width")},
    "random_zoom.height_factor": between(-0.999, 1),
    "random_zoom.width_factor": {**between(-0.999, 1), "type": ["number", "array", "null"]},
}  # fmt: skip

OPTIMIZERS = (
    "SGD", "RMSprop", "Adam", "AdamW", "Adadelta", "Adagrad", "Adamax", "Adafactor", "Nadam", "Ftrl", "Lion", "Lamb", "Muon",
    "ScheduleFreeAdamW",
)  # fmt: skip
NOT_OF_OPTIMIZERS = {
    "gradient_accumulation_steps": "fails under a strategy of several devices",
    "use_ema": "`average` says it",
    "ema_momentum": "`average` says it",
    "ema_overwrite_frequency": "`average` says it",
    "loss_scale_factor": "the precision of a build sets it",
}
OPTIMIZER_ARGUMENTS: dict[str, Any] = {
    "learning_rate": {"$ref": "#/$defs/schedulable"},
    **dict.fromkeys(("amsgrad", "nesterov", "centered", "relative_step", "caution", "exclude_embeddings"), WHOLE),
    "exclude_layers": {"type": ["array", "null"], "items": {"type": "string"}}, "ns_steps": COUNT,
    "warmup_steps": {"type": "integer", "minimum": 0},
    **{name: {"type": ["number", "null"], "minimum": 0} for name in ("weight_decay", "clipnorm", "clipvalue", "global_clipnorm")},
    **{name: {"$ref": "#/$defs/schedulable_share"} for name in ("beta_1", "beta_2")},
    # Keras looks at these in Python, where a scheduled number has no value.
    **dict.fromkeys(("rho", "momentum", "adam_beta_1", "adam_beta_2"), SHARE),
    **dict.fromkeys((
        "epsilon", "initial_accumulator_value", "l1_regularization_strength", "l2_regularization_strength", "beta",
        "l2_shrinkage_regularization_strength", "epsilon_1", "epsilon_2", "clip_threshold",
    ), NOT_NEGATIVE),
    "learning_rate_power": {"type": "number", "maximum": 0}, "beta_2_decay": {"type": "number", "maximum": 0},
}  # fmt: skip


def argument_schema(key: str, name: str, default: Any, rank: int | None, rule: str) -> dict[str, Any]:
    """What a value of an argument must be."""
    if f"{key}.{name}" in SPECIAL:
        return dict(SPECIAL[f"{key}.{name}"])
    for ending, reference in REFERENCES.items():
        if name.endswith(f"_{ending}") and name != "recurrent_activation":
            return reference
    match name:
        case "kernel_size" | "strides" | "dilation_rate" | "pool_size" | "output_size":
            return sizes(rank or 1, null=default is None and name == "strides")
        case "output_padding":
            return sizes(rank or 1, least=0, null=True)
        case "size":
            return sizes(rank) if rank and rank > 1 else COUNT
        case "cropping":
            return margins(rank or 1)
        case "padding" if rule == "zero_padding":
            return margins(rank or 1)
        case "padding":
            return choice("valid", "same", *(["causal"] if rank == 1 and rule == "convolution" else []))
        case "scale" if isinstance(default, bool):
            return WHOLE
    return dict(ARGUMENTS[name])


def helps(thing: Any) -> tuple[str, dict[str, str]]:
    """The first sentence of a docstring, and the first sentence about each argument."""
    text = (inspect.getdoc(thing) or "").strip()
    arguments: dict[str, str] = {}
    for title in re.finditer(r"(?:^|\n)( *)Arg(?:ument)?s:\n", text):
        inside = itertools.takewhile(
            lambda line, title=title: not line or line.startswith(title[1] + " "), text[title.end() :].split("\n")
        )
        block = textwrap.dedent("\n".join(inside))
        entries = re.finditer(r"^\*{0,2}`?(\w+)`?(?: \([^)]*\))?:\s(.*?)(?=^\S|\Z)", block, re.DOTALL | re.MULTILINE)
        arguments |= {match[1]: sentence(match[2]) for match in entries}
    return sentence(text.split("\n\n")[0]), arguments


def sentence(text: str) -> str:
    """The first sentence of a text, on one line."""
    return re.split(r"(?<=[.])(?<!e\.g\.)(?<!i\.e\.)\s", " ".join(text.split()))[0]


def plain(default: Any) -> Any:
    """A default as JSON has it."""
    return [plain(one) for one in default] if isinstance(default, tuple | list) else default


def left_out(key: str, argument: str) -> bool:
    """Whether an argument is left out on purpose, or stands beside the arguments."""
    return argument in BESIDE or f"{key}.{argument}" in ARGUMENTS_LEFT_OUT or f"*.{argument}" in ARGUMENTS_LEFT_OUT


def rows_of(thing: Any, leave_out: Any, schema: Any, solvable: Any = ()) -> dict[str, Any]:
    """The arguments of a class, in its own order."""
    _, texts = helps(thing)
    rows = {}
    for name, parameter in inspect.signature(thing.__init__).parameters.items():
        if leave_out(name):
            continue
        required = parameter.default is inspect.Parameter.empty
        default = None if required else plain(parameter.default)
        rows[name] = {
            "schema": schema(name, default),
            "required": required,
            "default": default,
            "help": texts.get(name) or FALLBACK_HELP.get(name, ""),
        }
        if name in solvable:
            rows[name]["solvable"] = True
    return rows


FALLBACK_HELP = {
    "antialias": "Whether to filter before the size is reduced.",
    "data_format": "Whether the channels are the last axis or the first.",
    "dilation_rate": "How far apart the numbers of a window are.",
    "epsilon": "Small number against division by zero.",
    "interpolation": "How values between pixels are found.",
    "keepdims": "Whether to keep the spatial axes with size 1.",
    "lora_alpha": "The scale of the adapter of low rank.",
    "mask_value": "Steps whose features all have this value are left out.",
    "output_padding": "How much is added to one side of the output.",
    "seed": "The seed of the random numbers.",
    "sliding_window": "How many places around its own a query sees.",
    "use_gate": "Whether the output is multiplied by a gate of the query.",
    "value_range": "The least and the largest value of the input.",
}
"""For arguments that Keras's docstrings do not speak of."""


def layers() -> dict[str, Any]:
    """The rows of all layers."""
    made = {}
    for module, table in ((KERAS, LAYERS), (OURS, OUR_LAYERS)):
        for key, line in table.items():
            thing = getattr(importlib.import_module(module), line[0], None)
            if thing is not None:
                made[key] = layer_row(key, line, module, thing)
    return made


def layer_row(key: str, line: tuple[str, str, int | None, str | None, str], module: str, thing: Any) -> dict[str, Any]:
    """The row of one layer."""
    name, rule, rank, positional, reads = line
    solvable = SOLVABLE | ({"input_dim"} if rule == "embedding" else set())

    def schema(argument: str, default: Any) -> dict[str, Any]:
        if argument == "factor" and hasattr(thing, "_FACTOR_BOUNDS") and f"{key}.factor" not in SPECIAL:
            return between(*thing._FACTOR_BOUNDS)
        return argument_schema(key, argument, default, rank, rule)

    arguments = rows_of(thing, lambda argument: left_out(key, argument), schema, solvable)
    return {
        "keras": name, "module": module, "kind": "wrapper" if key in WRAPPERS else "layer", "help": helps(thing)[0], "shape_rule": rule,
        "rank": rank, "positional": positional, "inputs": reads,
        "input_count": list(INPUT_COUNTS.get(key, (2, None) if reads == "many" else (1, 1))),
        "mixes_examples": key in MIXES_EXAMPLES, "needs_training": "training" in inspect.signature(thing.call).parameters,
        "random": bool({"seed", "dropout"} & inspect.signature(thing.__init__).parameters.keys()),
        "arguments": arguments,
    }  # fmt: skip


def snake(name: str) -> str:
    """MaxNorm -> max_norm, STFT -> stft, OrthogonalRegularizer -> orthogonal_regularizer."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


OBJECT_ARGUMENTS: dict[str, Any] = {
    **dict.fromkeys(("mean", "minval", "maxval", "value", "gain"), NUMBER),
    **dict.fromkeys(("stddev", "l1", "l2", "factor", "max_value", "min_value"), NOT_NEGATIVE),
    "scale": POSITIVE, "rate": {"type": "number", "minimum": 0, "maximum": 1}, "seed": SEED, "axis": AXIS,
    "VarianceScaling.mode": choice("fan_in", "fan_out", "fan_avg"), "OrthogonalRegularizer.mode": choice("rows", "columns"),
    "distribution": choice("truncated_normal", "untruncated_normal", "uniform"),
    **{name: {**AXIS, "type": ["integer", "array", "null"]} for name in ("input_axes", "output_axes")},
    "STFT.side": choice("real", "imag"), "STFT.window": choice("hann", "hamming", None),
    "STFT.scaling": choice("density", "spectrum", None),
    "STFT.periodic": WHOLE,
}  # fmt: skip


def objects(module: Any, base: Any) -> dict[str, Any]:
    """The classes of a Keras module that a spec can name, with their arguments."""
    made = {}
    for thing in {getattr(module, name): None for name in sorted(dir(module)) if name[0].isupper()}:
        if not (inspect.isclass(thing) and issubclass(thing, base)) or thing is base:
            continue
        name = thing.__name__

        def schema(argument: str, _: Any, name: str = name) -> dict[str, Any]:
            return dict(OBJECT_ARGUMENTS.get(f"{name}.{argument}") or OBJECT_ARGUMENTS[argument])

        made[snake(name)] = {
            "keras": name,
            "help": helps(thing)[0],
            "arguments": rows_of(thing, lambda argument: argument in BESIDE, schema),
        }
    return made


def values() -> dict[str, Any]:
    """Everything of `values.json`."""
    from gancompile.runtime import Game

    made = Game(seed=0, batch_size=1)
    made.ready()
    not_activations = {"get", "serialize", "deserialize"}
    activations = [n for n in dir(keras.activations) if not n.startswith("_") and n not in not_activations]

    def optimizer_schema(name: str, default: Any) -> dict[str, Any]:
        return OPTIMIZER_ARGUMENTS.get(name, {"type": ["number", "null"]} if not isinstance(default, bool) else WHOLE)

    return {
        "model_names": sorted(name for name in dir(made) if not name.startswith("_")),
        "activations": sorted(activations),
        "initializers": objects(keras.initializers, keras.initializers.Initializer),
        "regularizers": objects(keras.regularizers, keras.regularizers.Regularizer),
        "constraints": objects(keras.constraints, keras.constraints.Constraint),
        "optimizers": {
            name.lower(): {
                "keras": name,
                "help": helps(thing)[0],
                "arguments": rows_of(thing, lambda a: a in NOT_OF_OPTIMIZERS or a in BESIDE, optimizer_schema),
            }
            for name in OPTIMIZERS
            if (thing := getattr(keras.optimizers, name, None)) is not None
        },
    }


def text_of(rows: dict[str, Any], depth: int = 2) -> str:
    """JSON with one line for each thing below that depth, so that a difference is read line by line."""
    return _text(rows, depth, "") + "\n"


def _text(value: Any, depth: int, indent: str) -> str:
    if not isinstance(value, dict) or not value or (depth == 0 and "arguments" not in value):
        return json.dumps(value, ensure_ascii=False)
    inner = indent + " "
    deeper = [f"{inner}{json.dumps(key)}: {_text(one, depth - 1, inner)}" for key, one in value.items()]
    return "{\n" + ",\n".join(deeper) + f"\n{indent}}}"


def made() -> dict[str, str]:
    """The text of each file."""
    return {"layers.json": text_of(layers(), 3), "values.json": text_of(values(), 4)}


def main() -> None:
    """Writes both files."""
    for name, text in made().items():
        (TARGET / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
