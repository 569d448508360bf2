"""A signature of an export: a function of named tensors in a graph, with what a caller should know of it."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from gancompile.runtime.program import NetworkInput, Program

Tensor = Any
Shape = tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureInput:
    """An input. shape: with the axis of rows, None where it may have any size. range: its ends, where they are known.

    distribution, settings: of what training draws it from. classes: the number of them, for labels. class_names: of all of them, or of the
    numbers of a vector. image: height, width and channels of a PNG file. field: of the data, that it is. about: what it is, where its
    name does not say.
    """

    name: str
    dtype: str
    shape: Shape | None
    range: tuple[float, float] | None = None
    distribution: str | None = None
    settings: Mapping[str, float] = dataclasses.field(default_factory=dict)
    classes: int | None = None
    class_names: tuple[str, ...] = ()
    image: tuple[int, int, int] | None = None
    field: str | None = None
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureOutput:
    """An output. shape: with the axis of rows. range: its ends, where they are known. image: height, width and channels of a PNG file.

    about: what it is.
    """

    name: str
    dtype: str
    shape: Shape
    range: tuple[float, float] | None = None
    image: tuple[int, int, int] | None = None
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A function that is exported.

    function: a `tf.function` with an input signature, from named tensors to a dict of outputs. row_wise: whether row i of every output
    depends on row i of the inputs alone, so that a server may batch requests. draws: whether it draws random numbers of its own.
    unchecked: the same function without checks of its inputs, which other formats cannot express; None where it draws or has PNG files.
    """

    name: str
    about: str
    function: Any
    inputs: tuple[SignatureInput, ...]
    outputs: tuple[SignatureOutput, ...]
    row_wise: bool = True
    draws: bool = False
    unchecked: Any = None


def graph_function(function: Callable[..., dict[str, Tensor]], inputs: Sequence[SignatureInput]) -> Any:
    """A `tf.function` of the inputs by their names."""
    specs = [tf.TensorSpec(one.shape, one.dtype, name=one.name) for one in inputs]
    return tf.function(with_parameters(function, [one.name for one in inputs]), input_signature=specs, autograph=False)


def input_of(one: NetworkInput, program: Program, name: str | None = None) -> SignatureInput:
    """The input of a network as one of a signature. name: another one than its own."""
    facts = program.data["fields"].get(one.field or "", {})
    classes = facts.get("classes") if one.dtype.startswith("int") and one.field else one.classes
    return SignatureInput(
        name=name or one.name,
        dtype=one.dtype,
        shape=(None, *one.shape),
        range=(0, classes - 1) if classes is not None and one.dtype.startswith("int") else one.range,
        distribution=one.distribution if one.field is None else None,
        settings=one.settings,
        classes=classes,
        class_names=tuple(facts.get("class_names", ())),
        field=one.field,
        about=f"as the field `{one.field}` of the data" if one.field else "",
    )


def checked_labels(inputs: Sequence[SignatureInput], values: Sequence[Tensor]) -> list[Tensor]:
    """The values, behind a check of labels: an embedding may silently return some other row for one outside of its range."""
    return [_checked(one, value) for one, value in zip(inputs, values, strict=True)]


def _checked(one: SignatureInput, value: Tensor) -> Tensor:
    if one.classes is None or not one.dtype.startswith("int"):
        return value
    message = f"{one.name} must be from 0 to {one.classes - 1}"
    checks = [
        tf.debugging.assert_non_negative(value, message=message),
        tf.debugging.assert_less(value, tf.cast(one.classes, value.dtype), message=message),
    ]
    with tf.control_dependencies(checks):
        return tf.identity(value)


def at_least_one(value: Tensor) -> Tensor:
    """The batch, or one example of zeros for an empty one, with which oneDNN's convolutions give a wrong shape or fail."""
    # Neither `tf.pad`, which oneDNN takes for the padding of a convolution behind it, nor `tf.ensure_shape`, which LiteRT lacks.
    missing = tf.cast(tf.equal(tf.shape(value)[:1], 0), tf.int32)
    blank = tf.zeros(tf.concat([missing, tf.shape(value)[1:]], axis=0), value.dtype)
    made = tf.concat([value, blank], axis=0)
    made.set_shape(value.shape)
    return made


def with_parameters(
    function: Callable[..., dict[str, Tensor]], names: Sequence[str]
) -> Callable[..., dict[str, Tensor]]:
    """The same function with named parameters, which become the names of the signature's inputs."""

    def named(*args: Tensor, **kwargs: Tensor) -> dict[str, Tensor]:
        bound = signature.bind(*args, **kwargs)
        return function(*bound.args)

    signature = inspect.Signature([inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in names])
    named.__signature__ = signature  # type: ignore[attr-defined]
    return named
