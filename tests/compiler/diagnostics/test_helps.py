"""What messages advise, followed to the letter: each ends in a spec that checks clean, without a warning.

A row is a mistake of somebody who knows another library, or is new to YAML. `says` is a part of what is printed; `follow` is the text that
the author then writes in the place of the mistake. Where following it leads to a second message, that is a row of its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from gancompile.compiler import compile_file
from gancompile.compiler.diagnostics import render

SPEC = """\
gancompile: 1
name: helped
params: {latent: 16}
data:
  source: digits
  range: [-1, 1]
  batch: 64
networks:
  generator:
    inputs: {z: ["${latent}"]}
    layers:
      - dense: {units: 2048, use_bias: false}
      - batch_normalization
      - relu
      - reshape: [4, 4, 128]
      - conv2d_transpose: {filters: 64, kernel_size: 4, strides: 2, padding: same}
      - leaky_relu: 0.2
      - conv2d: {filters: 1, kernel_size: 3, padding: same, activation: tanh}
        name: image
  discriminator:
    inputs: {x: data.image, y: data.label}
    layers:
      - conv2d: {filters: 32, kernel_size: 3, strides: 2, padding: same}
        from: x
      - leaky_relu: 0.2
      - dropout: 0.3
      - global_average_pooling2d
      - projection_head: {classes: 10}
        from: [previous, y]
        name: logit
game:
  objective: non_saturating
  regularize: [{r1: {weight: 0.5}}]
  optimizer: {adam: {learning_rate: 2e-4, beta_1: 0.5}}
schedule:
  - {steps: 1000, round: [{discriminator: 1}, {generator: 1}]}
"""


class Row(NamedTuple):
    """good: what stands in the spec. mistake: what the author writes instead. says: a part of the message. follow: what it leads to."""

    good: str
    mistake: str
    says: str
    follow: str


CONV = "conv2d: {filters: 32, kernel_size: 3, strides: 2, padding: same}"
UP = "conv2d_transpose: {filters: 64, kernel_size: 4, strides: 2, padding: same}"
ADAM = "{adam: {learning_rate: 2e-4, beta_1: 0.5}}"
R1 = "regularize: [{r1: {weight: 0.5}}]"
OBJECTIVE = "objective: non_saturating"
BATCH = "  batch: 64\n"
SCHEDULE = SPEC[SPEC.index("schedule:") :]
PHASE = "  - {steps: 1000, round: [{discriminator: 1}, {generator: 1}]}\n"


def argument(written: str, known: str) -> tuple[str, str]:
    """The message about an unknown argument for which a known one is offered."""
    return f"no argument `{written}`", f"did you mean `{known}`?"


CALLS_AND_TEXTS = [
    Row("- relu\n", "- relu: true\n", "write `relu` alone", "- relu\n"),
    Row("- relu\n", "- type: relu\n", "is its key, with its arguments behind it: `- relu`", "- relu\n"),
    Row(
        "- dropout: 0.3\n",
        "- layer: dropout\n        rate: 0.3\n",
        "or `- dense: {units: 64}`",
        "- dropout: {rate: 0.3}\n",
    ),
    Row("- relu\n", "- relu, dropout\n", "write each as an item of its own", "- relu\n      - dropout: 0.3\n"),
    Row(
        "optimizer: " + ADAM, "optimizer: adam(lr=2e-4)", "write `{adam: {learning_rate: 2e-4}}`", "optimizer: " + ADAM
    ),
    Row(
        "learning_rate: 2e-4",
        "learning_rate: 0,0002",
        "decimals stand behind a point, as in `0.0002`",
        "learning_rate: 0.0002",
    ),
    Row('{z: ["${latent}"]}', "{z: [${latent}]}", 'stands in quotes: `"${latent}"`', '{z: ["${latent}"]}'),
    Row('{z: ["${latent}"]}', "{z: latent}", 'write `["${latent}"]`', '{z: ["${latent}"]}'),
    Row("params: {latent: 16}", "params: {latent = 16}", "a key and its value: `latent: 16`", "params: {latent: 16}"),
    Row(
        R1,
        "regularize: [mode_seeking]",
        "write `mode_seeking: {latent: z}`",
        "regularize: [{mode_seeking: {latent: z}}]",
    ),
    Row(R1, "regularize: [{r1: {weight: 1}}, term]", "with your names", R1),
    Row(
        "leaky_relu: 0.2\n      - conv",
        "leaky_relu(0.2)\n      - conv",
        "write `leaky_relu: 0.2`",
        "leaky_relu: 0.2\n      - conv",
    ),
    Row(
        "leaky_relu: 0.2\n      - conv",
        "leaky_relu: {0.2}\n      - conv",
        "`{negative_slope: 0.2}`",
        "leaky_relu: 0.2\n      - conv",
    ),
    Row(
        "leaky_relu: 0.2\n      - conv",
        "leaky_relu: 0,2\n      - conv",
        "behind a point: 0.2",
        "leaky_relu: 0.2\n      - conv",
    ),
    Row(
        "- leaky_relu: 0.2\n      - dropout",
        "- activation: leaky_relu: 0.2\n      - dropout",
        "it is a layer of its own",
        "- leaky_relu: 0.2\n      - dropout",
    ),
    Row(CONV, "conv2d: {32, 3, 2, same}", "write `{filters: 32, kernel_size: 3, strides: 2, padding: same}`", CONV),
    Row(CONV, CONV.replace("{", "").replace("}", ""), f"a mapping stands in braces: `{CONV}`", CONV),
    Row(CONV, CONV.replace("filters:", "filters ="), "`filters: 32`", CONV),
    Row("reshape: [4, 4, 128]", "reshape: [4, 4]", "write `reshape: [4, 4, 128]`", "reshape: [4, 4, 128]"),
    Row(
        "reshape: [4, 4, 128]",
        "reshape: [8, 8, 32]",
        "begin with a seed that is 2 times smaller",
        "reshape: [4, 4, 128]",
    ),
    Row("{filters: 1, kernel", "{filters: 3, kernel", "end it with `filters: 1`", "{filters: 1, kernel"),
    Row('inputs: {z: ["${latent}"]}', "inputs: {z: 16}", "write `z: [16]`", 'inputs: {z: ["${latent}"]}'),
    Row('inputs: {z: ["${latent}"]}', "inputs: [16]", "`inputs: {z: [128]}`", 'inputs: {z: ["${latent}"]}'),
    Row("source: digits", "source:\n    keras:\n    name: mnist", "indent it further than `keras`", "source: digits"),
    Row(
        "  - {steps: 1000, round: [{discriminator: 1}, {generator: 1}]}",
        "  - 100 epochs",
        "write `{epochs: 100}`",
        "  - {epochs: 100}",
    ),
    Row("steps: 1000", 'steps: "1,000"', "write it without `,`: 1000", "steps: 1000"),
    Row(OBJECTIVE, "objective: wasserstein_gp: {weight: 5}", "`objective: {wasserstein_gp: {weight: 5}}`", OBJECTIVE),
    Row(
        OBJECTIVE,
        "objective: {energy_based: 5}",
        "write `energy_based: {margin: 5}`",
        "objective: {energy_based: {margin: 5}}",
    ),
    Row("name: helped", "name: my gan", "try `my_gan`", "name: my_gan"),
    Row("gancompile: 1\n", "", "write `gancompile: 1` in the first line", "gancompile: 1\n"),
    Row("  generator:\n", "  Generator:\n", "`generator: Generator` in `game`", "  generator:\n"),
]
SIZES_AND_TYPES = [
    Row(BATCH, BATCH + "  resize: 8\n", "write `resize: [8, 8]`", "  batch: 64\n  resize: [8, 8]\n"),
    Row(BATCH, BATCH + "  resize: 8x8\n", "write `resize: [8, 8]`", "  batch: 64\n  resize: [8, 8]\n"),
    Row("range: [-1, 1]", "range: -1, 1", "write `range: [-1, 1]`", "range: [-1, 1]"),
    Row("range: [-1, 1]", "range: [-1; 1]", "a comma stands between two numbers: -1, 1", "range: [-1, 1]"),
    Row("range: [-1, 1]", "range: tanh", "write it as in `range: [-1, 1]`", "range: [-1, 1]"),
    Row(
        "classes: 10",
        "classes: data.label.classes",
        'write `classes: "${data.label.classes}"`',
        'classes: "${data.label.classes}"',
    ),
    Row("units: 2048", "units: latent * 128", 'write `units: "${latent * 128}"`', 'units: "${latent * 128}"'),
    Row(
        "kernel_size: 3, strides",
        "kernel_size: 3x3, strides",
        "write `kernel_size: [3, 3]`",
        "kernel_size: [3, 3], strides",
    ),
    Row("reshape: [4, 4, 128]", "reshape: (4, 4, 128)", "write `reshape: [4, 4, 128]`", "reshape: [4, 4, 128]"),
    Row("reshape: [4, 4, 128]", "reshape: [-1, 4, 4, 128]", "shapes leave out the batch", "reshape: [4, 4, 128]"),
    Row("dropout: 0.3", "dropout: 30", "write `dropout: 0.3`", "dropout: 0.3"),
    Row("dropout: 0.3", "dropout: 30%", "write `dropout: 0.3`", "dropout: 0.3"),
    Row("dropout: 0.3", "dropout", "write `dropout: 0.2`", "dropout: 0.2"),
    Row(
        "dense: {units: 2048, use_bias: false}",
        "dense: {use_bias: false}",
        "write `units: 64`, with your own value",
        "dense: {units: 2048, use_bias: false}",
    ),
    Row(
        "padding: same}\n        from",
        "padding: 1}\n        from",
        "known are valid, same",
        "padding: same}\n        from",
    ),
    Row("optimizer: " + ADAM, "optimizer: {adam: 2e-4}", "write `adam: {learning_rate: 0.0002}`", "optimizer: " + ADAM),
    Row("source: digits", "source: {ring: 8}", "write `ring: {modes: 8}`", "source: digits"),
    Row(
        R1,
        "regularize: {gradient_penalty: 10}",
        "write `regularize: [{gradient_penalty: {weight: 10}}]`",
        "regularize: [{gradient_penalty: {weight: 10}}]",
    ),
    Row(R1, "regularize: [{r1: 10}]", "write `r1: {weight: 10}`", "regularize: [{r1: {weight: 10}}]"),
    Row(R1, "regularize: r1", "write `regularize: [r1]`", "regularize: [r1]"),
    Row(
        R1,
        "regularize: r1: 10",
        "a mapping stands in braces: `regularize: {r1: 10}`",
        "regularize: [{r1: {weight: 10}}]",
    ),
    Row(SCHEDULE, "schedule: 1000\n", "write `schedule: [{steps: 1000}]`", "schedule: [{steps: 1000}]\n"),
    Row(SCHEDULE, "schedule: {epochs: 9}\n", "write `schedule: [{epochs: 9}]`", "schedule: [{epochs: 9}]\n"),
    Row(SCHEDULE, "schedule:\n", "write it as in `schedule: [{steps: 10000}]`", "schedule: [{steps: 10000}]\n"),
    Row("steps: 1000", "steps: 10k", "write `steps: 10000`", "steps: 10000"),
    Row(
        "round: [{discriminator: 1}, {generator: 1}]",
        "round: {discriminator: 2, generator: 1}",
        "write `round: [{discriminator: 2}, {generator: 1}]`",
        "round: [{discriminator: 2}, {generator: 1}]",
    ),
    Row("{generator: 1}]", "generator]", "write `{generator: 1}`", "{generator: 1}]"),
    Row("dropout: 0.3", "dropout: 0.3, seed: 1", "`dropout: {rate: 0.3, seed: 1}`", "dropout: {rate: 0.3, seed: 1}"),
]
WORDS_OF_OBJECTIVES = [
    Row(OBJECTIVE, f"objective: {word}", f"did you mean `{meant}`?", f"objective: {meant}")
    for word, meant in (
        ("gan", "non_saturating"),
        ("vanilla", "non_saturating"),
        ("bce", "non_saturating"),
        ("ns", "non_saturating"),
        ("lsgan", "least_squares"),
        ("mse", "least_squares"),
        ("hinge_loss", "hinge"),
        ("ralsgan", "relativistic_average"),
        ("RpGAN", "relativistic_standard"),
    )
]
ARGUMENTS = [
    Row(CONV, f"conv2d: {{{mistake}, strides: 2, padding: same}}", says, CONV)
    for mistake, says in (
        ("out_channels: 32, kernel_size: 3", "did you mean `filters`?"),
        ("channels: 32, kernel_size: 3", "did you mean `filters`?"),
        ("filters: 32, kernel: 3", "did you mean `kernel_size`?"),
        ("in_channels: 1, filters: 32, kernel_size: 3", "leave it out: a layer sees how many numbers come in"),
    )
] + [
    Row(
        "strides: 2, padding: same}\n        from",
        "stride: 2, padding: same}\n        from",
        "did you mean `strides`?",
        "strides: 2, padding: same}\n        from",
    ),
    Row("use_bias: false", "bias: false", "did you mean `use_bias`?", "use_bias: false"),
    Row(
        "leaky_relu: 0.2\n      - conv",
        "leaky_relu: {alpha: 0.2}\n      - conv",
        "did you mean `negative_slope`?",
        "leaky_relu: {negative_slope: 0.2}\n      - conv",
    ),
    Row("dropout: 0.3", "dropout: {p: 0.3}", "did you mean `rate`?", "dropout: {rate: 0.3}"),
    Row("beta_1: 0.5", "betas: [0.5, 0.999]", "write `beta_1: 0.5, beta_2: 0.999`", "beta_1: 0.5, beta_2: 0.999"),
    Row("beta_1: 0.5", "momentum: 0.5", "did you mean `beta_1`?", "beta_1: 0.5"),
    Row("learning_rate: 2e-4", "lr: 2e-4", "did you mean `learning_rate`?", "learning_rate: 2e-4"),
    Row(
        "learning_rate: 2e-4",
        "learning_rate: cosine",
        "`learning_rate: {linear: {from: 0.0002, to: 0}}`",
        "learning_rate: {linear: {from: 0.0002, to: 0}}",
    ),
    Row(
        "learning_rate: 2e-4",
        "learning_rate: {linear: {from: 2e-4, end: 0}}",
        "did you mean `to`?",
        "learning_rate: {linear: {from: 2e-4, to: 0}}",
    ),
    Row(ADAM, "{type: adam, lr: 2e-4}", "`optimizer: {adam: {learning_rate: 2e-4, beta_1: 0.5}}`", ADAM),
    Row("weight: 0.5", "gamma: 0.5", "did you mean `weight`?", "weight: 0.5"),
    Row("tanh}", "Tanh}", "did you mean `tanh`?", "tanh}"),
    Row(
        "tanh}",
        "tanh, kernel_initializer: {normal: {stddev: 0.02}}}",
        "did you mean `random_normal`?",
        "tanh, kernel_initializer: {random_normal: {stddev: 0.02}}}",
    ),
]
LAYERS = [
    Row("- batch_normalization", "- BatchNorm2d", "did you mean `batch_normalization`?", "- batch_normalization"),
    Row(
        "- batch_normalization",
        "- batch_normalization: 128",
        "write `batch_normalization` alone",
        "- batch_normalization",
    ),
    Row("- batch_normalization", "- InstanceNorm2d", "`group_normalization: {groups: -1}`", "- batch_normalization"),
    Row("- batch_normalization", "- LayerNorm", "did you mean `layer_normalization`?", "- layer_normalization"),
    Row("- relu", "- ReLU", "did you mean `relu`?", "- relu"),
    Row("- relu", "- SiLU", "write `activation: silu` as the layer", "- activation: silu"),
    Row(UP, UP.replace("conv2d_transpose", "ConvTranspose2d"), "did you mean `conv2d_transpose`?", UP),
    Row(UP, "Upsample: 2", "did you mean `up_sampling2d`?", "up_sampling2d: 2"),
    Row(CONV, CONV.replace("conv2d", "Conv2d"), "did you mean `conv2d`?", CONV),
    Row(CONV, CONV.replace("conv2d", "conv"), "did you mean `conv2d`?", CONV),
    Row(
        CONV,
        "conv2d: 32",
        "`{filters: 64, kernel_size: 3, padding: same}`",
        "conv2d: {filters: 64, kernel_size: 3, padding: same}",
    ),
    Row(
        "- dense: {units: 2048, use_bias: false}",
        "- Linear: {units: 2048, use_bias: false}",
        "did you mean `dense`?",
        "- dense: {units: 2048, use_bias: false}",
    ),
    Row("- dropout: 0.3", "- Dropout2d: 0.3", "did you mean `spatial_dropout2d`?", "- spatial_dropout2d: 0.3"),
    Row(
        "- leaky_relu: 0.2\n      - dropout",
        "- lrelu: 0.2\n      - dropout",
        "did you mean `leaky_relu`?",
        "- leaky_relu: 0.2\n      - dropout",
    ),
    Row(
        "- global_average_pooling2d",
        "- AdaptiveAvgPool2d: 1\n      - flatten",
        "did you mean `adaptive_average_pooling2d`?",
        "- adaptive_average_pooling2d: 1\n      - flatten",
    ),
    Row(
        "- global_average_pooling2d", "- gap", "did you mean `global_average_pooling2d`?", "- global_average_pooling2d"
    ),
    Row("reshape: [4, 4, 128]", "view: [4, 4, 128]", "did you mean `reshape`?", "reshape: [4, 4, 128]"),
    Row(
        "        from: x\n",
        "        from: x\n      - weight_normalization\n",
        "it is a wrapper, and stands beside the layer that it is around: `wrap: weight_normalization`",
        "        from: x\n        wrap: weight_normalization\n",
    ),
    Row(
        "        from: x\n",
        "        from: x\n        wrap: weight_norm\n",
        "did you mean `weight_normalization`?",
        "        from: x\n        wrap: weight_normalization\n",
    ),
    Row(
        "        from: x\n",
        "        from: x\n        wrap: SpectralNorm\n",
        "did you mean `spectral_normalization`?",
        "        from: x\n        wrap: spectral_normalization\n",
    ),
    Row(
        "padding: same}\n        from: x\n",
        "padding: same, spectral_norm: true}\n        from: x\n",
        "stands beside the layer's key: `wrap: spectral_normalization`",
        "padding: same}\n        from: x\n        wrap: spectral_normalization\n",
    ),
]
SECTIONS = [
    Row(
        "schedule:\n" + PHASE,
        "epochs: 9\nschedule:\n" + PHASE,
        "`schedule: [{epochs: 9}]`, in the place of its `steps`",
        "schedule: [{epochs: 9}]\n",
    ),
    Row("schedule:\n" + PHASE, "steps: 9\n", "`schedule: [{steps: 9}]`", "schedule: [{steps: 9}]\n"),
    Row(BATCH, "batch_size: 32\n", "it is a key of `data`: write `batch: 32` there", "  batch: 32\n"),
    Row(
        "  optimizer: " + ADAM + "\n",
        "learning_rate: 1e-4\n",
        "`optimizer: {adam: {learning_rate: 0.0001, beta_1: 0.5}}` in `game`",
        "  optimizer: {adam: {learning_rate: 0.0001, beta_1: 0.5}}\n",
    ),
    Row("schedule:\n" + PHASE, "loss: hinge\n", "write `objective: hinge` in `game`", "schedule:\n" + PHASE),
    Row(SCHEDULE, SCHEDULE + f"optimizer: {ADAM}\n", "`game` has its own `optimizer`: take this one away", SCHEDULE),
    Row(
        f"  optimizer: {ADAM}\n{SCHEDULE}",
        f"{SCHEDULE}optimizer: {ADAM}\n",
        "move it into `game`, indented as far as what is there",
        f"  optimizer: {ADAM}\n{SCHEDULE}",
    ),
    Row(
        f"  optimizer: {ADAM}\n",
        f"optimizer: {ADAM}\n",
        "indent it as far as what is in `game`",
        f"  optimizer: {ADAM}\n",
    ),
    Row("networks:\n", "models:\n", "did you mean `networks`?", "networks:\n"),
    Row("source: digits", "dataset: digits", "did you mean `source`?", "source: digits"),
    Row("  range: [-1, 1]\n", "  normalize: [-1, 1]\n", "write `range: [-1, 1]`", "  range: [-1, 1]\n"),
    Row(
        "  regularize: [{r1: {weight: 0.5}}]\n",
        "  r1: 0.5\n",
        "write `regularize: [{r1: {weight: 10}}]`",
        "  regularize: [{r1: {weight: 10}}]\n",
    ),
    Row(
        "steps: 1000, round: [{discriminator: 1}, {generator: 1}]",
        "steps: 1000, n_critic: 5",
        "write `round: [{discriminator: 5}, {generator: 1}]`",
        "steps: 1000, round: [{discriminator: 5}, {generator: 1}]",
    ),
    Row("steps: 1000", "iterations: 1000", "did you mean `steps`?", "steps: 1000"),
    Row("source: digits", "source: mnist", "`mnist: {folder: FOLDER}`", "source: digits"),
    Row("source: digits", "source: ./faces", "`source: {images: {folder: ./faces}}`", "source: digits"),
    Row(
        "steps: 1000",
        "steps: 1000, set: {learning_rate: 1e-5}",
        "`game.players.generator.optimizer.adam.learning_rate`",
        "steps: 1000, set: {game.players.generator.optimizer.adam.learning_rate: 1e-5}",
    ),
]
ROWS = [*CALLS_AND_TEXTS, *SIZES_AND_TYPES, *WORDS_OF_OBJECTIVES, *ARGUMENTS, *LAYERS, *SECTIONS]


GROWING = """\
gancompile: 1
name: growing
data:
  source: digits
  resize: [28, 28]
  range: [-1, 1]
allow: [GW0705]
networks:
  generator:
    inputs: {z: [64], y: data.label}
    layers:
      - embedding: {input_dim: auto, output_dim: 16}
        from: y
        name: kind
      - concatenate:
        from: [z, kind]
      - dense: auto
      - reshape: [auto, auto, 128]
      - repeat:
          until: data.image
          as: i
          layers:
            - conv2d_transpose: {filters: "${64 // 2 ** i}", kernel_size: 4, strides: 2, padding: same, use_bias: false}
            - batch_normalization
            - relu
      - conv2d: {filters: 1, kernel_size: 3, padding: same, activation: tanh}
        name: image
  discriminator:
    inputs: {x: data.image, y: data.label}
    layers:
      - repeat:
          until: 4
          as: i
          layers:
            - conv2d: {filters: "${32 * 2 ** i}", kernel_size: 3, strides: 2, padding: same}
            - leaky_relu: 0.2
        from: x
      - flatten
      - projection_head: {classes: 10}
        from: [previous, y]
        name: logit
game:
  objective: non_saturating
  optimizer: {adam: {learning_rate: 2e-4, beta_1: 0.5}}
schedule: [{epochs: 10}]
"""
EMBEDDING = "embedding: {input_dim: auto, output_dim: 16}"
CONDITIONS = [
    Row("from: [z, kind]", "from: z, kind", "several are a list: `from: [z, kind]`", "from: [z, kind]"),
    Row("from: [z, kind]", "from: [z, y]", f"by `{EMBEDDING}`", "from: [z, kind]"),
    Row(
        "- concatenate:\n        from: [z, kind]",
        "- concatenate: [z, kind]",
        "what it reads stands beside its key: `from: [z, kind]`",
        "- concatenate:\n        from: [z, kind]",
    ),
    Row(EMBEDDING, "one_hot: 10", f"by `{EMBEDDING}`", EMBEDDING),
    Row(EMBEDDING, "dense: 16", f"by `{EMBEDDING}`", EMBEDDING),
    Row(
        "y: data.label}\n    layers:\n      - emb",
        "y: label}\n    layers:\n      - emb",
        "did you mean `data.label`?",
        "y: data.label}\n    layers:\n      - emb",
    ),
    Row("        from: [previous, y]\n", "", "write `from: [previous, y]` beside it", "        from: [previous, y]\n"),
    Row(
        "from: [previous, y]",
        "from: [y, previous]",
        "the vector stands before the label under `from`",
        "from: [previous, y]",
    ),
    Row('"${64 // 2 ** i}"', "64 // 2 ** i", 'write `filters: "${64 // 2 ** i}"`', '"${64 // 2 ** i}"'),
    Row('"${64 // 2 ** i}"', "$i", 'write `filters: "${i}"`', '"${i + 1}"'),
    Row(
        "  objective: non_saturating\n",
        "  objective: non_saturating\n  average: 0.9\n",
        "write `average: {decay: 0.9}`",
        "  objective: non_saturating\n  average: {decay: 0.9}\n",
    ),
    Row(
        "learning_rate: 2e-4",
        "learning_rate: {cosine: [2e-4, 0]}",
        "write `cosine: {from: 0.0002, to: 0}`",
        "learning_rate: {cosine: {from: 2e-4, to: 0}}",
    ),
    Row(
        "learning_rate: 2e-4",
        "learning_rate: {cosine: {to: 0}}",
        "write it as in `from: 0.0002`",
        "learning_rate: {cosine: {from: 0.0002, to: 0}}",
    ),
    Row(
        "learning_rate: 2e-4",
        "learning_rate: {exponential: {from: 2e-4, to: 0}}",
        "such as 1e-6",
        "learning_rate: {exponential: {from: 2e-4, to: 1e-6}}",
    ),
    Row(
        "epochs: 10",
        "epochs: 10, set: {game.optimizer.learning_rate: 1e-5}",
        "`game.players.generator.optimizer.adam.learning_rate`",
        "epochs: 10, set: {game.players.generator.optimizer.adam.learning_rate: 1e-5}",
    ),
    Row("epochs: 10", "epochs: 10, freeze: generator", "write `freeze: [generator]`", "epochs: 10"),
    Row(
        "        name: image\n",
        "        name: image\n    outputs: image\n",
        "write `outputs: {image: image}`",
        "        name: image\n    outputs: {image: image}\n",
    ),
    Row(
        "            - leaky_relu: 0.2\n",
        "            - residual: [{leaky_relu: 0.2}]\n",
        "write `residual: {layers: [{leaky_relu: 0.2}]}`",
        "            - residual: {layers: [{leaky_relu: 0.2}]}\n",
    ),
    Row(
        "            - leaky_relu: 0.2\n",
        "            - leaky_relu: 0.2\n            - residual: {layers: [{conv2d: {filters: 8, kernel_size: 3}}]}\n",
        "`padding: same` keeps the size",
        "            - leaky_relu: 0.2\n",
    ),
]
REPEATS = [
    Row("        from: x\n", "", "write `from: x` beside it", "        from: x\n"),
    Row("        from: y\n        name", "        name", "write `from: y` beside it", "        from: y\n        name"),
    Row("          as: i\n", "", "write `as: i` beside the `layers` of `repeat`", "          as: i\n"),
    Row("until: data.image", "until: 30x30", "write `until: data.image`", "until: data.image"),
    Row("until: 4\n", "until: 3x3\n", "`until: 3` ends where the smaller side is 3 or has passed it", "until: 3\n"),
    Row("until: 4\n", "until: 64\n", "write one that is below 28", "until: 7\n"),
    Row("[28, 28]", "[29, 30]", "write `resize: [28, 30]` or `resize: [30, 30]` under `data`", "[28, 30]"),
    Row("[auto, auto, 128]", "[4, 4, 128]", "begin with 7x7, from which it comes to 28x28", "[7, 7, 128]"),
    Row(
        "      - reshape: [auto, auto, 128]\n",
        "",
        "`reshape: [auto, auto, 128]`",
        "      - reshape: [auto, auto, 128]\n",
    ),
    Row(
        "kernel_size: 4, strides: 2",
        "kernel_size: 4",
        "one of them needs strides, a pooling or an up-sampling",
        "kernel_size: 4, strides: 2",
    ),
    Row(
        "            - leaky_relu: 0.2\n",
        "            - leaky_relu: 0.2\n            - residual: {layers: [{conv2d: {filters: 8, kernel_size: 3, padding: same}}]}\n",
        "`shortcut: [{conv2d: {filters: 8, kernel_size: 1}}]`",
        "            - leaky_relu: 0.2\n            - residual: {layers: [{conv2d: {filters: 8, kernel_size: 3, padding: same}}], "
        "shortcut: [{conv2d: {filters: 8, kernel_size: 1}}]}\n",
    ),
    Row("name: logit", "name: part", "it is a parameter or a variable of the emitted methods", "name: part_1"),
]


FORMULAS = (
    SPEC[: SPEC.index("  discriminator:\n")]
    + """\
  discriminator:
    inputs: {x: data.image}
    layers: [{conv2d: {filters: 32, kernel_size: 3, strides: 2, padding: same}}, {leaky_relu: 0.2}, flatten, {dense: 1}]
game:
  draws: {x: {data: image}, z: {normal: [16]}}
  let: {fake: generator(z)}
  players:
    discriminator:
      networks: [discriminator]
      maximize: E[log(sigmoid(discriminator(x)))] + E[log(1 - sigmoid(discriminator(fake)))]
      optimizer: {adam: {learning_rate: 2e-4, beta_1: 0.5}}
    generator:
      networks: [generator]
      minimize: -E[log(sigmoid(discriminator(fake)))]
      optimizer: {adam: {learning_rate: 2e-4, beta_1: 0.5}}
"""
)
GENERATOR = "minimize: -E[log(sigmoid(discriminator(fake)))]"
SQUARED = "minimize: E[(discriminator(fake) - 1) ** 2]"
DRAWS = "{x: {data: image}, z: {normal: [16]}}"
NOTATION = [
    Row(GENERATOR, mistake, says, follow)
    for mistake, says, follow in (
        ("minimize: -E[log(sigmoid(D(fake)))]", "did you mean `discriminator`?", GENERATOR),
        ("minimize: -E[ln(sigmoid(discriminator(fake)))]", "did you mean `log`?", GENERATOR),
        ("minimize: -E[log(σ(discriminator(fake)))]", "did you mean `sigmoid`?", GENERATOR),
        ("minimize: −E[log(sigmoid(discriminator(fake)))]", "write `-` for the minus sign of a text", GENERATOR),
        (
            "minimize: -E_z[log(sigmoid(discriminator(fake)))]",
            "write `E[...]`, over whatever is drawn in it",
            GENERATOR,
        ),
        (
            "minimize: -E[log sigmoid(discriminator(fake))]",
            "a function takes parentheses, as in `log(sigmoid)`",
            GENERATOR,
        ),
        ("loss: -E[log(sigmoid(discriminator(fake)))]", "did you mean `minimize`?", GENERATOR),
        ("minimize: -E[logsigmoid(discriminator(fake))]", "write `log(sigmoid(...))`", GENERATOR),
        ("minimize: E[(discriminator(fake) - 1)^2]", "a power is written `**`", SQUARED),
        ("minimize: E[pow(discriminator(fake) - 1, 2)]", "a power is written `**`: `a ** 2`", SQUARED),
        (
            "minimize: E[mse(discriminator(fake), 1)]",
            "write `square(a - b)`",
            "minimize: E[square(discriminator(fake) - 1)]",
        ),
        ("minimize: (discriminator(fake) - 1) ** 2", "take the mean over the batch: `E[...]`", SQUARED),
        (
            "minimize: 2 E[square(discriminator(fake))]",
            "write `*` between",
            "minimize: 2 * E[square(discriminator(fake))]",
        ),
        (
            "minimize: E[max(0, 1 - discriminator(fake))]",
            "`maximum(a, b)`",
            "minimize: E[maximum(0, 1 - discriminator(fake))]",
        ),
        (
            "minimize: E[torch.square(discriminator(fake))]",
            "a function stands alone: `square(a)`",
            "minimize: E[square(discriminator(fake))]",
        ),
        (
            "minimize: λ * E[square(discriminator(fake))]",
            "write the number itself",
            "minimize: 10 * E[square(discriminator(fake))]",
        ),
        (
            "minimize: E[square(|discriminator(fake)|)]",
            "`abs(a)` for the absolute value",
            "minimize: E[square(abs(discriminator(fake)))]",
        ),
        ("minimize: -E[log(sigmoid(discriminator(fake).logit))]", "leave `.logit` out", GENERATOR),
    )
] + [
    Row(DRAWS, mistake, says, DRAWS)
    for mistake, says in (
        ("{x: data.image, z: {normal: [16]}}", "write `x: {data: image}`"),
        ("{x: image, z: {normal: [16]}}", "write it as in `x: {data: image}` or `x: {normal: [128]}`"),
        ("{x: {data: image}, z: {normal: 16}}", "write `normal: [16]`"),
        ("{x: {data: image}, z: {gaussian: [16]}}", "did you mean `normal`?"),
        ("{x: {data: image}, z: {normal: {shape: [16]}}}", "write `normal: [16]`"),
        ("{x: {data: image}, z: {normal: [64, 16]}}", "draw it with the shape [16], which leaves out the batch"),
    )
]


def printed(text: str, folder: Path) -> str:
    """All that `check` says about a spec."""
    path = folder / "spec.yaml"
    path.write_text(text, encoding="utf-8")
    return "\n".join(render(one) for one in compile_file(path).diagnostics)


@pytest.mark.parametrize("spec", [SPEC, GROWING, FORMULAS])
def test_the_spec_itself_is_clean(spec: str, tmp_path: Path) -> None:
    assert printed(spec, tmp_path) == ""


def follow(row: Row, spec: str, folder: Path) -> None:
    """Makes the mistake, and does what its message says."""
    assert row.good in spec
    said = printed(spec.replace(row.good, row.mistake, 1), folder)
    assert row.says in said, said
    assert printed(spec.replace(row.good, row.follow, 1), folder) == ""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: (row.mistake.strip() or "nothing").splitlines()[0][:60])
def test_an_advice_ends_in_a_spec_that_runs(row: Row, tmp_path: Path) -> None:
    follow(row, SPEC, tmp_path)


@pytest.mark.parametrize("row", NOTATION, ids=lambda row: row.mistake)
def test_an_advice_about_a_formula_ends_in_a_spec_that_runs(row: Row, tmp_path: Path) -> None:
    follow(row, FORMULAS, tmp_path)


@pytest.mark.parametrize("row", CONDITIONS, ids=lambda row: row.says)
def test_an_advice_about_labels_and_numbers_ends_in_a_spec_that_runs(row: Row, tmp_path: Path) -> None:
    follow(row, GROWING, tmp_path)


@pytest.mark.parametrize("row", REPEATS, ids=lambda row: row.says)
def test_an_advice_about_sizes_ends_in_a_spec_that_runs(row: Row, tmp_path: Path) -> None:
    follow(row, GROWING, tmp_path)
    assert printed(GROWING.replace(row.good, row.mistake, 1), tmp_path).count("error[") == 1
