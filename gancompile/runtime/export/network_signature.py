"""Signatures without draws: a network by its inputs, or a formula of the spec over networks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tensorflow as tf

from gancompile.runtime.export.layer_draws import constant_draws, replaced_draws
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
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program, ServedNetwork, ServedSignature

Applied = Callable[..., dict[str, Tensor]]
ACTIVATIONS: Mapping[str, Callable[[Any], Any]] = {"sigmoid": tf.sigmoid, "softmax": tf.nn.softmax}
"""Activations that training leaves out, because losses take logits, and serving applies."""


def network_signature(name: str, network: Any, served: ServedNetwork, program: Program) -> Signature:
    """A network from its inputs, by their names, to its outputs; any number of rows, none included."""
    inputs = tuple(input_of(one, program) for one in served.inputs)

    def apply(*values: Tensor) -> dict[str, Tensor]:
        made = network(values[0] if len(values) == 1 else list(values), training=False)
        outputs = {name: made[name] for name in served.outputs} if served.outputs else {served.output: made}
        return {
            name: ACTIVATIONS[served.through[name]](output) if name in served.through else output
            for name, output in outputs.items()
        }

    outputs = [
        SignatureOutput(name=one, dtype="float32", shape=(None, *shape), range=served.ranges[one])
        for one, shape in served.output_shapes.items()
    ]
    return Signature(
        name=name,
        about=f"the network `{served.name}`",
        function=graph_function(_checked(apply, inputs, [network]), inputs),
        inputs=inputs,
        outputs=tuple(outputs),
        row_wise=served.row_wise,
        unchecked=graph_function(_of_any_size(apply), inputs),
    )


def formula_signature(served: ServedSignature, game: Game, program: Program) -> Signature:
    """A signature of the spec, which a method of the game answers; any number of rows, none included."""
    inputs = tuple(input_of(one, program) for one in served.inputs)
    outputs = [
        SignatureOutput(name=one.name, dtype="float32", shape=(None, *one.shape), range=one.range, about=one.written)
        for one in served.outputs
    ]
    written = ", ".join(dict.fromkeys(one.written for one in served.outputs))
    method = getattr(game, served.method)
    return Signature(
        name=served.name,
        about=f"`{written}`",
        function=graph_function(_checked(method, inputs, [game.network(name) for name in served.networks]), inputs),
        inputs=inputs,
        outputs=tuple(outputs),
        unchecked=graph_function(_of_any_size(method), inputs),
    )


def _checked(function: Applied, inputs: Sequence[SignatureInput], networks: Sequence[Any]) -> Applied:
    """The function of any number of rows, behind a check of labels. What layers of the networks draw is the same each time."""
    of_any_size = _of_any_size(function)

    def applied(*values: Tensor) -> dict[str, Tensor]:
        with replaced_draws(networks, constant_draws()):
            return of_any_size(*checked_labels(inputs, values))

    return applied


def _of_any_size(function: Applied) -> Applied:
    """The function, with an empty batch as well."""

    def applied(*values: Tensor) -> dict[str, Tensor]:
        size = tf.shape(values[0])[0]
        return {name: output[:size] for name, output in function(*map(at_least_one, values)).items()}

    return applied
