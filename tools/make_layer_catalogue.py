"""Makes `gancompile/compiler/catalogue/{layers,values}.json` from the signatures and docstrings of the installed Keras.

What Keras does not say stands in the tables below: which rule a layer's shape follows, what a value must be. A layer is added to the
language by a line in LAYERS. Run it after an upgrade of Keras; a test compares the result with the installed one.
"""

from __future__ import annotations

import inspect
import json
import os
import re
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras

from gancompile.runtime import Game

TARGET = Path(__file__).parent.parent / "gancompile" / "compiler" / "catalogue"
BESIDE = {
    "name",
    "dtype",
    "trainable",
    "self",
    "kwargs",
    "args",
    "autocast",
    "activity_regularizer",
    "input_shape",
    "sparse",
    "ragged",
}

COUNT = {"type": "integer", "minimum": 1, "maximum": 100_000_000}
NUMBER = {"type": "number"}
SHARE = {"type": "number", "minimum": 0, "exclusiveMaximum": 1}
WHOLE = {"type": "boolean"}
AXIS = {"type": ["integer", "array"], "items": {"type": "integer"}}
REFERENCES = {name: {"$ref": f"#/$defs/{name}"} for name in ("activation", "initializer", "regularizer", "constraint")}


def sizes(rank: int, *, least: int = 1, null: bool = False) -> dict[str, Any]:
    """An integer, or one for each spatial axis."""
    kinds = ["integer", "array"]
    return {
        "type": kinds + (["null"] if null else []), "minimum": least, "maximum": 1_000_000, "items": {"type": "integer", "minimum": least},
        "minItems": rank, "maxItems": rank,
    }  # fmt: skip


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


# key: (class, shape rule, rank or None, argument of the shorthand, reads 'one' or 'many')
LAYERS: dict[str, tuple[str, str, int | None, str | None, str]] = {
    "dense": ("Dense", "dense", None, "units", "one"),
    "embedding": ("Embedding", "embedding", None, None, "one"),
    "activation": ("Activation", "same", None, "activation", "one"),
    "relu": ("ReLU", "same", None, None, "one"),
    "leaky_relu": ("LeakyReLU", "same", None, "negative_slope", "one"),
    "prelu": ("PReLU", "same", None, None, "one"),
    "elu": ("ELU", "same", None, "alpha", "one"),
    "softmax": ("Softmax", "same", None, "axis", "one"),
    "identity": ("Identity", "same", None, None, "one"),
    "dropout": ("Dropout", "same", None, "rate", "one"),
    "spatial_dropout1d": ("SpatialDropout1D", "same_of_rank", 1, "rate", "one"),
    "spatial_dropout2d": ("SpatialDropout2D", "same_of_rank", 2, "rate", "one"),
    "gaussian_noise": ("GaussianNoise", "same", None, "stddev", "one"),
    "gaussian_dropout": ("GaussianDropout", "same", None, "rate", "one"),
    "rescaling": ("Rescaling", "same", None, "scale", "one"),
    "batch_normalization": ("BatchNormalization", "normalization", None, None, "one"),
    "layer_normalization": ("LayerNormalization", "normalization", None, None, "one"),
    "group_normalization": ("GroupNormalization", "group_normalization", None, "groups", "one"),
    "unit_normalization": ("UnitNormalization", "normalization", None, None, "one"),
    "rms_normalization": ("RMSNormalization", "normalization", None, None, "one"),
    "flatten": ("Flatten", "flatten", None, None, "one"),
    "reshape": ("Reshape", "reshape", None, "target_shape", "one"),
    "permute": ("Permute", "permute", None, "dims", "one"),
    "repeat_vector": ("RepeatVector", "repeat_vector", None, "n", "one"),
    "cropping1d": ("Cropping1D", "cropping", 1, "cropping", "one"),
    "cropping2d": ("Cropping2D", "cropping", 2, "cropping", "one"),
    "zero_padding1d": ("ZeroPadding1D", "zero_padding", 1, "padding", "one"),
    "zero_padding2d": ("ZeroPadding2D", "zero_padding", 2, "padding", "one"),
    "up_sampling1d": ("UpSampling1D", "up_sampling", 1, "size", "one"),
    "up_sampling2d": ("UpSampling2D", "up_sampling", 2, "size", "one"),
    "conv1d": ("Conv1D", "convolution", 1, None, "one"),
    "conv2d": ("Conv2D", "convolution", 2, None, "one"),
    "conv3d": ("Conv3D", "convolution", 3, None, "one"),
    "conv1d_transpose": ("Conv1DTranspose", "transposed_convolution", 1, None, "one"),
    "conv2d_transpose": ("Conv2DTranspose", "transposed_convolution", 2, None, "one"),
    "conv3d_transpose": ("Conv3DTranspose", "transposed_convolution", 3, None, "one"),
    "depthwise_conv2d": ("DepthwiseConv2D", "depthwise_convolution", 2, None, "one"),
    "separable_conv2d": ("SeparableConv2D", "convolution", 2, None, "one"),
    "max_pooling1d": ("MaxPooling1D", "pooling", 1, "pool_size", "one"),
    "max_pooling2d": ("MaxPooling2D", "pooling", 2, "pool_size", "one"),
    "average_pooling1d": ("AveragePooling1D", "pooling", 1, "pool_size", "one"),
    "average_pooling2d": ("AveragePooling2D", "pooling", 2, "pool_size", "one"),
    "global_max_pooling1d": ("GlobalMaxPooling1D", "global_pooling", 1, None, "one"),
    "global_max_pooling2d": ("GlobalMaxPooling2D", "global_pooling", 2, None, "one"),
    "global_average_pooling1d": ("GlobalAveragePooling1D", "global_pooling", 1, None, "one"),
    "global_average_pooling2d": ("GlobalAveragePooling2D", "global_pooling", 2, None, "one"),
    "add": ("Add", "merging", None, None, "many"),
    "subtract": ("Subtract", "difference", None, None, "many"),
    "multiply": ("Multiply", "merging", None, None, "many"),
    "average": ("Average", "merging", None, None, "many"),
    "maximum": ("Maximum", "merging", None, None, "many"),
    "minimum": ("Minimum", "merging", None, None, "many"),
    "concatenate": ("Concatenate", "concatenation", None, "axis", "many"),
}
MIXES_EXAMPLES = {"batch_normalization"}

ARGUMENTS: dict[str, Any] = {
    "units": COUNT, "filters": COUNT, "depth_multiplier": COUNT, "groups": COUNT, "input_dim": COUNT, "output_dim": COUNT, "n": COUNT,
    "rate": SHARE, "stddev": {"type": "number", "minimum": 0}, "momentum": {"type": "number", "minimum": 0, "maximum": 1},
    "epsilon": {"type": "number", "exclusiveMinimum": 0}, "negative_slope": {"type": "number", "minimum": 0},
    "alpha": {"type": "number", "minimum": 0}, "threshold": {"type": "number", "minimum": 0},
    "max_value": {"type": ["number", "null"], "minimum": 0}, "seed": {"type": ["integer", "null"]},
    "axis": AXIS, "shared_axes": {**AXIS, "type": ["integer", "array", "null"]}, "scale": NUMBER, "offset": NUMBER, "order": NUMBER,
    "use_bias": WHOLE, "center": WHOLE, "mask_zero": WHOLE, "synchronized": WHOLE, "keepdims": WHOLE,
    "target_shape": {"type": "array", "items": {"type": "integer", "minimum": -1, "maximum": 1_000_000_000}},
    "dims": {"type": "array", "items": COUNT, "minItems": 1}, "lora_rank": {"type": ["integer", "null"], "minimum": 1},
    "lora_alpha": {"type": ["number", "null"]}, "quantization_config": {"type": "null"},
    "data_format": {"type": ["string", "null"], "enum": ["channels_last", "channels_first", None]},
    "interpolation": {"type": "string", "enum": ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"]},
    "activation": REFERENCES["activation"], "renorm": WHOLE, "renorm_clipping": {"type": ["object", "null"]}, "renorm_momentum": NUMBER,
    "weights": {"type": "null"}, "noise_shape": {"type": ["array", "null"], "items": {"type": "integer"}},
    "rms_scaling": WHOLE, "negative_slope_initializer": NUMBER, "arguments": {"type": "null"}, "dynamic": WHOLE,
}  # fmt: skip
OPTIMIZERS = (
    "SGD",
    "RMSprop",
    "Adam",
    "AdamW",
    "Adadelta",
    "Adagrad",
    "Adamax",
    "Adafactor",
    "Nadam",
    "Ftrl",
    "Lion",
    "Lamb",
)
NOT_OF_OPTIMIZERS = {
    "gradient_accumulation_steps",
    "use_ema",
    "ema_momentum",
    "ema_overwrite_frequency",
    "loss_scale_factor",
    *BESIDE,
}
OPTIMIZER_ARGUMENTS: dict[str, Any] = {
    "learning_rate": {"$ref": "#/$defs/schedulable"},
    "amsgrad": WHOLE, "nesterov": WHOLE, "centered": WHOLE, "relative_step": WHOLE,
    **{name: {"type": ["number", "null"], "minimum": 0} for name in ("weight_decay", "clipnorm", "clipvalue", "global_clipnorm")},
    **{name: {"type": "number", "minimum": 0, "exclusiveMaximum": 1} for name in ("beta_1", "beta_2", "rho", "momentum")},
    "epsilon": {"type": "number", "minimum": 0},
}  # fmt: skip


def argument_schema(name: str, default: Any, rank: int | None, rule: str) -> dict[str, Any]:
    """What a value of an argument must be."""
    for ending, reference in REFERENCES.items():
        if name.endswith(f"_{ending}"):
            return reference
    match name:
        case "kernel_size" | "strides" | "dilation_rate" | "pool_size":
            return sizes(rank or 1, null=default is None)
        case "output_padding":
            return sizes(rank or 1, least=0, null=True)
        case "size":
            return sizes(rank) if rank and rank > 1 else COUNT
        case "cropping":
            return margins(rank or 1)
        case "padding" if rule == "zero_padding":
            return margins(rank or 1)
        case "padding":
            choices = ["valid", "same", "causal"] if rule == "convolution" and rank == 1 else ["valid", "same"]
            return {"type": "string", "enum": choices}
        case "scale" if isinstance(default, bool):
            return WHOLE
        case "groups" if rule == "group_normalization":
            return {"type": "integer", "minimum": -1}
    return dict(ARGUMENTS[name])


def helps(thing: Any) -> tuple[str, dict[str, str]]:
    """The first sentence of a docstring, and the first sentence about each argument."""
    text = inspect.getdoc(thing) or ""
    first = re.split(r"(?<=[.])\s", " ".join(text.split("\n\n")[0].split()))[0]
    block = re.search(r"\nArgs:\n(.*?)(?:\n\S|\Z)", text, re.DOTALL)
    arguments = {}
    for match in re.finditer(
        r"^    (\w+):\s(.*?)(?=^    \w+:|\Z)", block.group(1) if block else "", re.DOTALL | re.MULTILINE
    ):
        arguments[match.group(1)] = re.split(r"(?<=[.])\s", " ".join(match.group(2).split()))[0]
    return first, arguments


def plain(default: Any) -> Any:
    return list(default) if isinstance(default, tuple) else default


def rows_of(thing: Any, leave_out: set[str], schema: Any) -> dict[str, Any]:
    """The arguments of a class, in Keras's order."""
    _, texts = helps(thing)
    rows = {}
    for name, parameter in inspect.signature(thing.__init__).parameters.items():
        if name in leave_out:
            continue
        required = parameter.default is inspect.Parameter.empty
        default = None if required else plain(parameter.default)
        rows[name] = {
            "schema": schema(name, default),
            "required": required,
            "default": default,
            "help": texts.get(name, ""),
        }
    return rows


def layers() -> dict[str, Any]:
    made = {}
    for key, (name, rule, rank, positional, reads) in LAYERS.items():
        thing = getattr(keras.layers, name)

        def schema(argument: str, default: Any, rank: int | None = rank, rule: str = rule) -> dict[str, Any]:
            return argument_schema(argument, default, rank, rule)

        made[key] = {
            "keras": name, "help": helps(thing)[0], "shape_rule": rule, "rank": rank, "positional": positional, "inputs": reads,
            "mixes_examples": key in MIXES_EXAMPLES, "needs_training": "training" in inspect.signature(thing.call).parameters,
            "arguments": rows_of(thing, BESIDE, schema),
        }  # fmt: skip
    return made


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def objects(module: Any, base: Any, numbers: dict[str, Any]) -> dict[str, Any]:
    """The classes of a Keras module that a spec can name, with their numbers."""
    made = {}
    for name in sorted(dir(module)):
        thing = getattr(module, name)
        if not (inspect.isclass(thing) and issubclass(thing, base) and thing is not base) or not name[0].isupper():
            continue
        parameters = {
            k: v for k, v in inspect.signature(thing.__init__).parameters.items() if k not in {"self", "kwargs", "name"}
        }
        if all(k in numbers for k in parameters):
            made[snake(name)] = {
                "keras": name,
                "arguments": rows_of(thing, {"self", "kwargs", "name"}, lambda a, _: numbers[a]),
            }
    return made


def values() -> dict[str, Any]:
    axis = {"type": ["integer", "array"], "items": {"type": "integer"}}
    numbers = {
        **{name: {"type": "number"} for name in ("mean", "minval", "maxval", "value", "gain")},
        **{name: {"type": "number", "minimum": 0} for name in ("stddev", "scale", "l1", "l2", "factor", "max_value", "min_value", "rate")},
        "seed": {"type": ["integer", "null"]}, "axis": axis, "mode": {"type": "string"}, "distribution": {"type": "string"},
    }  # fmt: skip
    numbers["mode"] = {"type": "string", "enum": ["fan_in", "fan_out", "fan_avg", "rows", "columns"]}
    numbers["distribution"] = {"type": "string", "enum": ["truncated_normal", "untruncated_normal", "uniform"]}
    made = Game(seed=0, batch_size=1)
    made.ready()
    activations = [
        n for n in dir(keras.activations) if not n.startswith("_") and n not in {"get", "serialize", "deserialize"}
    ]

    def optimizer_schema(name: str, default: Any) -> dict[str, Any]:
        return OPTIMIZER_ARGUMENTS.get(name, {"type": ["number", "null"]} if not isinstance(default, bool) else WHOLE)

    return {
        "model_names": sorted(name for name in dir(made) if not name.startswith("_")),
        "activations": sorted(activations),
        "initializers": objects(keras.initializers, keras.initializers.Initializer, numbers),
        "regularizers": objects(keras.regularizers, keras.regularizers.Regularizer, numbers),
        "constraints": objects(keras.constraints, keras.constraints.Constraint, numbers),
        "optimizers": {
            name.lower(): {
                "keras": name,
                "help": helps(thing)[0],
                "arguments": rows_of(thing, NOT_OF_OPTIMIZERS, optimizer_schema),
            }
            for name in OPTIMIZERS
            if (thing := getattr(keras.optimizers, name, None)) is not None
        },
    }


def main() -> None:
    """Writes both files."""
    for name, made in (("layers", layers()), ("values", values())):
        (TARGET / f"{name}.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
