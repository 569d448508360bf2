"""A signature as other formats can hold it: a function of named tensors alone, with the draws of its layers as further inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from gancompile.runtime.export.layer_draws import name_of_draw, replaced_draws
from gancompile.runtime.export.signature import Signature, SignatureInput, graph_function
from gancompile.runtime.game import Game
from gancompile.runtime.game.named_state import networks_of

Tensor = Any
Array = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Convertible:
    """A function of named tensors to named tensors that draws nothing. function: takes `inputs` in their order."""

    name: str
    function: Any
    inputs: tuple[SignatureInput, ...]

    def traced(self, batch: int | None = None) -> Any:
        """The same as a `tf.function` with an input signature. batch: its only size; None for any."""
        sized = [
            replace(one, shape=tuple(batch if size is None else size for size in one.shape or ()))
            for one in self.inputs
        ]
        return graph_function(self.function, sized)

    def examples(self, number: int) -> dict[str, Array]:
        """So many examples of each input: first classes in turn, numbers within their range or from a normal distribution."""
        return {one.name: _example(one, number, np.random.default_rng(place)) for place, one in enumerate(self.inputs)}


def _example(one: SignatureInput, number: int, random: np.random.Generator) -> Array:
    shape = [number if size is None else size for size in one.shape or ()]
    if not tf.as_dtype(one.dtype).is_floating:
        return (np.arange(np.prod(shape)) % min(2, one.classes or 1)).reshape(shape).astype(one.dtype)
    made = random.uniform(*one.range, shape) if one.range is not None else random.standard_normal(shape)
    return np.asarray(made, one.dtype)


def all_networks(game: Game) -> list[keras.Model]:
    """The networks of a game, and their averages."""
    return [*networks_of(game).values(), *game.averages.values()]


def convertibles(signatures: Sequence[Signature], networks: Sequence[keras.Model]) -> list[Convertible]:
    """Those of some signatures that draw nothing themselves, as convertible functions. networks: all that they may apply."""
    return [_convertible(one, networks) for one in signatures if one.unchecked is not None]


def _convertible(signature: Signature, networks: Sequence[keras.Model]) -> Convertible:
    call, count = signature.unchecked.python_function, len(signature.inputs)
    draws = _draws(signature, networks)

    def function(*values: Tensor) -> dict[str, Tensor]:
        drawn = iter(values[count:])
        with replaced_draws(networks, lambda layer, shape: next(drawn)):
            found: dict[str, Tensor] = call(*values[:count])
            return found

    return Convertible(name=signature.name, function=function, inputs=(*signature.inputs, *draws))


def _draws(signature: Signature, networks: Sequence[keras.Model]) -> list[SignatureInput]:
    """The draws of layers in a signature, in their order, each under the name of its layer, as inputs."""
    found: list[SignatureInput] = []
    names = {one.name for one in signature.inputs}

    def record(layer: keras.layers.Layer, shape: Sequence[Any]) -> Tensor:
        drawn = type(layer).draw(layer, shape)
        name = name_of_draw(layer, names)
        names.add(name)
        found.append(
            SignatureInput(
                name=name, dtype=drawn.dtype.name, shape=tuple(drawn.shape), distribution=layer.inference_draw,
                about=f"what a {type(layer).__name__} draws in Python",
            )
        )  # fmt: skip
        return drawn

    with replaced_draws(networks, record):
        graph_function(signature.unchecked.python_function, signature.inputs).get_concrete_function()
    return found
