"""Signatures that draw: samples by number and seed, or row by row by the seed of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from gancompile.runtime.data import decoded
from gancompile.runtime.export.layer_draws import replaced_draws, seeded_draws
from gancompile.runtime.export.signature import (
    Signature,
    SignatureInput,
    SignatureOutput,
    Tensor,
    at_least_one,
    checked_labels,
    graph_function,
    input_of,
)
from gancompile.runtime.program import NetworkInput, Program
from gancompile.runtime.sampling import draw_latent, first_output, input_name, output_as_pixels

NUM = SignatureInput(name="num", dtype="int32", shape=None, about="how many: a number, or a row of one")
SEED = SignatureInput(name="seed", dtype="int64", shape=None, about="the same seed gives the same samples")
SEEDS = SignatureInput(name="seeds", dtype="int64", shape=(None,), about="a seed for each row")


def generate_signature(network: Any, program: Program) -> Signature:
    """Samples from a number and a seed. The same seed gives the same samples; a smaller number gives the first of them.

    Inputs: num [] int32, seed [] int64, or [1] each, and the fields of the data that the generator takes, [num, ...] or [1, ...].
    """
    conditions = _conditions(program)
    draw = _drawer(network, program)

    def generate(num: Tensor, seed: Tensor, *values: Tensor) -> dict[str, Tensor]:
        num, seed = tf.reshape(num, []), tf.reshape(seed, [])
        checked = checked_labels(conditions, values)
        given = [_for_each(value, num, one.name) for value, one in zip(checked, conditions, strict=True)]
        return {name: output[:num] for name, output in draw(tf.maximum(num, 1), seed, given).items()}

    function = graph_function(generate, (NUM, SEED, *conditions))
    return Signature(
        name="generate",
        about="samples by their number and a seed",
        function=function,
        inputs=(NUM, SEED, *conditions),
        outputs=_outputs(function, program),
        row_wise=False,
        draws=True,
    )


def sample_signature(network: Any, program: Program, outputs: tuple[SignatureOutput, ...]) -> Signature:
    """Samples row by row: row i is what `generate` gives for one sample of seed i, bit for bit, however many rows come together.

    outputs: those of `generate`. Inputs: seeds [rows] int64, and the fields of the data that the generator takes, [rows, ...]. The
    generator is applied to each row by itself: applied to several at once, its sums would be rounded otherwise for another number of rows.
    """
    conditions = _conditions(program)
    draw = _drawer(network, program)
    specs = {one.name: tf.TensorSpec(one.shape[1:], one.dtype) for one in outputs}

    def one(row: tuple[Tensor, ...]) -> dict[str, Tensor]:
        seed, *given = row
        made = draw(tf.constant(1), seed, [value[None] for value in given])
        return {name: output[0] for name, output in made.items()}

    def sample(seeds: Tensor, *values: Tensor) -> dict[str, Tensor]:
        rows = (seeds, *checked_labels(conditions, values))
        made: dict[str, Tensor] = tf.map_fn(one, rows, fn_output_signature=specs)
        return made

    return Signature(
        name="sample",
        about="samples row by row, each by its seed",
        function=graph_function(sample, (SEEDS, *conditions)),
        inputs=(SEEDS, *conditions),
        outputs=outputs,
        draws=True,
    )


def latents_signature(program: Program) -> Signature | None:
    """The random inputs of the generator row by row, as `sample` draws them; None where it has none.

    Given to `serving_default`, changed or not, they are what walks between seeds and truncation are made of.
    """
    latents = [one for one in program.generator.inputs if one.field is None]
    if not latents:
        return None

    def one(seed: Tensor) -> dict[str, Tensor]:
        return {latent.name: draw_latent(latent, tf.constant(1), seed)[0] for latent in latents}

    specs = {latent.name: tf.TensorSpec(latent.shape, latent.dtype) for latent in latents}

    def draw(seeds: Tensor) -> dict[str, Tensor]:
        made: dict[str, Tensor] = tf.map_fn(one, seeds, fn_output_signature=specs)
        return made

    outputs = [
        SignatureOutput(
            name=latent.name, dtype=latent.dtype, shape=(None, *latent.shape), about=f"drawn from {latent.distribution}"
        )
        for latent in latents
    ]
    return Signature(
        name="latents",
        about="the random inputs of `serving_default`, as `sample` draws them",
        function=graph_function(draw, (SEEDS,)),
        inputs=(SEEDS,),
        outputs=tuple(outputs),
        draws=True,
    )


def _conditions(program: Program) -> tuple[SignatureInput, ...]:
    """The fields of the data that the generator takes."""
    taken = [one for one in program.generator.inputs if one.field is not None]
    return tuple(input_of(one, program, input_name(str(one.field))) for one in taken)


def _drawer(network: Any, program: Program) -> Callable[[Tensor, Tensor, Sequence[Tensor]], dict[str, Tensor]]:
    """From a number, a seed and the conditions of each sample to the samples. number: at least 1.

    What layers draw in inference, such as the noise of StyleGAN, is drawn from the seed, too, each under the name of its layer.
    """
    generator = program.generator
    conditions = [one for one in generator.inputs if one.field is not None]

    def draw(number: Tensor, seed: Tensor, values: Sequence[Tensor]) -> dict[str, Tensor]:
        given = {one.name: value for one, value in zip(conditions, values, strict=True)}
        inputs = [given[one.name] if one.name in given else draw_latent(one, number, seed) for one in generator.inputs]
        with replaced_draws([network], seeded_draws(seed)):
            output = first_output(network(inputs[0] if len(inputs) == 1 else inputs, training=False), generator)
        output = tf.reshape(output, [number, *generator.shape])
        if program.encoding:
            labels = {_field_name(one): given[one.name] for one in conditions}
            return decoded(output, program.encoding, generator.output, seed, labels)
        return {generator.output: output_as_pixels(output, program)}

    return draw


def _field_name(one: NetworkInput) -> str:
    return str(one.field).rpartition(".")[2]


def _outputs(function: Any, program: Program) -> tuple[SignatureOutput, ...]:
    """The outputs of a function of samples: pixels, columns of a table, sounds, lines, or numbers as they are."""
    made = function.get_concrete_function().structured_outputs
    ends = {"uint8": (0.0, 255.0)}
    own = program.generator.ranges[program.generator.output]
    return tuple(
        SignatureOutput(
            name=name,
            dtype=spec.dtype.name,
            shape=(None, *spec.shape[1:]),
            range=ends.get(spec.dtype.name, None if program.encoding else own),
            about=_about(spec.dtype.name, program),
        )
        for name, spec in made.items()
    )


def _about(dtype: str, program: Program) -> str:
    if dtype == "uint8":
        return "pixels"
    kind = program.encoding["kind"] if program.encoding else None
    return {"table": "a column of the table", "sound": "samples of the sound", "text": "lines of text"}.get(
        kind or "", ""
    )


def _for_each(value: Tensor, num: Tensor, name: str) -> Tensor:
    """A condition for each of `num` samples, or for one where that is 0.

    value: [1, ...], which is repeated, or [num, ...]; any other size is an error.
    """
    size = tf.shape(value)[0]
    message = f"{name} must hold one example for all, or `num` of them"
    with tf.control_dependencies([tf.debugging.assert_equal(tf.where(size == 1, num, size), num, message=message)]):
        return tf.broadcast_to(at_least_one(value), tf.concat([[tf.maximum(num, 1)], tf.shape(value)[1:]], axis=0))
