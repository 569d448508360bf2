"""The signatures of an export: the networks of a game as functions of named inputs, with latents drawn in the graph."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tensorflow as tf

from gancompile.runtime.data import decoded
from gancompile.runtime.program import NetworkInput, Program, ServedNetwork
from gancompile.runtime.sampling import draw_latent, first_output, input_name, output_as_pixels

Tensor = Any
Signature = Any
"""A `tf.function` with an input signature, from named tensors to a dict of outputs."""
ACTIVATIONS: Mapping[str, Callable[[Any], Any]] = {"sigmoid": tf.sigmoid, "softmax": tf.nn.softmax}
"""Activations that training leaves out, because losses take logits, and serving applies."""


def serve_signature(network: Any, served: ServedNetwork) -> Signature:
    """A network from its inputs, by their names, to its outputs; any batch size, none included."""
    names = [one.name for one in served.inputs]
    specs = [tf.TensorSpec([None, *one.shape], one.dtype, name=one.name) for one in served.inputs]

    def serve(*inputs: Tensor) -> dict[str, Tensor]:
        size, some = tf.shape(inputs[0])[0], [_at_least_one(value) for value in inputs]
        values = network(some[0] if len(some) == 1 else some, training=False)
        outputs = {name: values[name] for name in served.outputs} if served.outputs else {served.output: values}
        return {
            name: (ACTIVATIONS[served.through[name]](output) if name in served.through else output)[:size]
            for name, output in outputs.items()
        }

    return tf.function(_with_parameters(serve, names), input_signature=specs, autograph=False)


def generate_signature(network: Any, program: Program) -> Signature:
    """Samples from a number and a seed. The same seed gives the same samples; a smaller number gives the first of them.

    Inputs: num [] int32, seed [] int64, and the fields of the data that the generator takes, [num, ...] or [1, ...].
    """
    generator = program.generator
    conditions = [one for one in generator.inputs if one.field is not None]
    fields = [input_name(str(one.field)) for one in conditions]
    specs = [tf.TensorSpec([], tf.int32, name="num"), tf.TensorSpec([], tf.int64, name="seed")]
    specs += [tf.TensorSpec([None, *one.shape], one.dtype, name=n) for n, one in zip(fields, conditions, strict=True)]

    def generate(num: Tensor, seed: Tensor, *values: Tensor) -> dict[str, Tensor]:
        checked = [_with_label_check(one, value, program) for one, value in zip(conditions, values, strict=True)]
        given = {
            one.name: _for_each(value, num, field)
            for one, value, field in zip(conditions, checked, fields, strict=True)
        }
        some = tf.maximum(num, 1)
        inputs = [given[one.name] if one.name in given else draw_latent(one, some, seed) for one in generator.inputs]
        output = first_output(network(inputs[0] if len(inputs) == 1 else inputs, training=False), generator)
        output = tf.reshape(output, [some, *generator.shape])[:num]
        if program.encoding:
            labels = {str(one.field).rpartition(".")[2]: given[one.name][:num] for one in conditions}
            return decoded(output, program.encoding, generator.output, seed, labels)
        return {generator.output: output_as_pixels(output, program)}

    return tf.function(_with_parameters(generate, ["num", "seed", *fields]), input_signature=specs, autograph=False)


def _with_label_check(one: NetworkInput, value: Tensor, program: Program) -> Tensor:
    """Labels that must lie in their range: an embedding may silently return some other row for one outside of it."""
    classes = program.classes(one.field or "")
    if classes is None:
        return value
    message = f"label must be from 0 to {classes - 1}"
    checks = [
        tf.debugging.assert_non_negative(value, message=message),
        tf.debugging.assert_less(value, tf.cast(classes, value.dtype), message=message),
    ]
    with tf.control_dependencies(checks):
        return tf.identity(value)


def _for_each(value: Tensor, num: Tensor, name: str) -> Tensor:
    """A condition for each of `num` samples, or for one where that is 0.

    value: [1, ...], which is repeated, or [num, ...]; any other size is an error.
    """
    size = tf.shape(value)[0]
    message = f"{name} must hold one example for all, or `num` of them"
    with tf.control_dependencies([tf.debugging.assert_equal(tf.where(size == 1, num, size), num, message=message)]):
        return tf.broadcast_to(_at_least_one(value), tf.concat([[tf.maximum(num, 1)], tf.shape(value)[1:]], axis=0))


def _at_least_one(value: Tensor) -> Tensor:
    """The batch, or one example of zeros for an empty one, with which oneDNN's convolutions give a wrong shape or fail."""
    # Neither `tf.pad`, which oneDNN takes for the padding of a convolution behind it, nor `tf.ensure_shape`, which LiteRT lacks.
    missing = tf.cast(tf.equal(tf.shape(value)[:1], 0), tf.int32)
    blank = tf.zeros(tf.concat([missing, tf.shape(value)[1:]], axis=0), value.dtype)
    made = tf.concat([value, blank], axis=0)
    made.set_shape(value.shape)
    return made


def _with_parameters(
    function: Callable[..., dict[str, Tensor]], names: Sequence[str]
) -> Callable[..., dict[str, Tensor]]:
    """The same function with named parameters, which become the names of the signature's inputs."""

    def named(*args: Tensor, **kwargs: Tensor) -> dict[str, Tensor]:
        bound = signature.bind(*args, **kwargs)
        return function(*bound.args)

    signature = inspect.Signature([inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in names])
    named.__signature__ = signature  # type: ignore[attr-defined]
    return named
