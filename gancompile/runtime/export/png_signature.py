"""Signatures whose images are PNG files, which a server's JSON carries as base64."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import tensorflow as tf

from gancompile.deployment import BYTES, PNG, PNG_CHANNELS
from gancompile.runtime.export.signature import Signature, SignatureInput, SignatureOutput, Tensor, graph_function

Port = TypeVar("Port", SignatureInput, SignatureOutput)


def png_signature(signature: Signature, name: str) -> Signature | None:
    """The same signature with images as PNG: inputs and outputs `NAME_bytes`, [rows] each; None where it has no images.

    An image that is given must have the size of the network's input; grey and colour are made of each other. Pixels from 0 to 255 are
    the range of the input, and of the output.
    """
    images_in = [one.name for one in signature.inputs if _is_image(one)]
    images_out = [one.name for one in signature.outputs if _is_image(one)]
    if not images_in and not images_out:
        return None
    inputs = tuple(_as_bytes(one) if one.name in images_in else one for one in signature.inputs)
    outputs = tuple(_as_bytes(one) if one.name in images_out else one for one in signature.outputs)

    def apply(*values: Tensor) -> dict[str, Tensor]:
        given = [
            _decoded(value, one) if one.name in images_in else value
            for value, one in zip(values, signature.inputs, strict=True)
        ]
        made = signature.function(*given)
        return {
            new.name: _encoded(made[one.name], one) if one.name in images_out else made[one.name]
            for one, new in zip(signature.outputs, outputs, strict=True)
        }

    return replace(
        signature,
        name=name,
        about=f"as `{signature.name}`, with images as PNG files",
        function=graph_function(apply, inputs),
        inputs=inputs,
        outputs=outputs,
        unchecked=None,
    )


def _is_image(one: SignatureInput | SignatureOutput) -> bool:
    shape = one.shape or ()
    return len(shape) == 4 and None not in shape[1:] and shape[3] in PNG_CHANNELS and one.range is not None


def _as_bytes(one: Port) -> Port:
    height, width, channels = (int(size or 0) for size in (one.shape or ())[1:])
    about = f"a PNG file of {height}x{width} pixels and {channels} channel{'s' * (channels != 1)}"
    return replace(
        one,
        name=f"{one.name}{BYTES}",
        dtype="string",
        shape=(None,),
        range=None,
        image=(height, width, channels),
        about=about,
    )


def _decoded(files: Tensor, one: SignatureInput) -> Tensor:
    """PNG files as images in the range of an input: [rows] to [rows, height, width, channels] float32."""
    low, high = one.range or (0.0, 255.0)
    height, width, channels = (one.shape or (0, 0, 0, 0))[1:]

    def pixels(file: Tensor) -> Tensor:
        image = tf.io.decode_png(file, channels=channels)
        message = f"{one.name} must be an image of {height}x{width} pixels"
        with tf.control_dependencies(
            [tf.debugging.assert_equal(tf.shape(image)[:2], [height, width], message=message)]
        ):
            checked = tf.identity(image)
        checked.set_shape([height, width, channels])
        return checked

    spec = tf.TensorSpec([height, width, channels], tf.uint8)
    images = tf.map_fn(pixels, files, fn_output_signature=spec)
    return tf.cast(images, tf.float32) * ((high - low) / 255.0) + low


def _encoded(images: Tensor, one: SignatureOutput) -> Tensor:
    """Images as PNG files: [rows, height, width, channels] in the range of an output to [rows]."""
    if images.dtype != tf.uint8:
        low, high = one.range or (0.0, 255.0)
        scaled = (tf.cast(images, tf.float32) - low) * (255.0 / (high - low))
        images = tf.cast(tf.clip_by_value(tf.round(scaled), 0.0, 255.0), tf.uint8)
    return tf.map_fn(tf.io.encode_png, images, fn_output_signature=tf.TensorSpec([], tf.string))


def named_png(signatures: Sequence[Signature]) -> list[Signature]:
    """The signatures with PNG of those that have images, each with `_png` behind its name."""
    made = [png_signature(one, f"{one.name}{PNG}") for one in signatures]
    return [one for one in made if one is not None]
