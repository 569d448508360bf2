"""A game as a module with signatures, which every exporter starts from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from gancompile.runtime.export.generate_signature import generate_signature, latents_signature, sample_signature
from gancompile.runtime.export.network_signature import formula_signature, network_signature
from gancompile.runtime.export.png_signature import named_png
from gancompile.runtime.export.signature import Signature
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program


def signatures_of(game: Game, program: Program) -> list[Signature]:
    """All signatures of an export.

    `serving_default` and, where a discriminator is exported, `discriminate`: the networks by their inputs; those of the spec, or without
    them each other network by its name; `generate`, `sample` and `latents`, which draw; and with PNG files those that have images.
    """
    generator = game.network(program.generator.name)
    plain = [network_signature("serving_default", generator, program.generator, program)]
    if program.discriminator:
        judge = game.network(program.discriminator.name)
        plain.append(network_signature("discriminate", judge, program.discriminator, program))
    plain += [formula_signature(one, game, program) for one in program.signatures]
    plain += [network_signature(one.name, game.network(one.name), one, program) for one in program.other_networks]
    generate, latents = generate_signature(generator, program), latents_signature(program)
    sample = sample_signature(generator, program, generate.outputs)
    drawing = [generate, sample, *([latents] if latents else [])]
    return [*plain, *drawing, *named_png([*plain, sample])]


class Servable(tf.Module):  # type: ignore[misc]
    """The variables of the served networks, and the functions of the signatures.

    The networks themselves are no attributes: a Keras model in the object graph of a SavedModel adds variables of its own, which
    Python's loader finds and the C++ loader does not.
    """

    def __init__(self, game: Game, program: Program, signatures: Sequence[Signature]) -> None:
        super().__init__(name=program.name.replace("-", "_"))
        self.vars = _variables(game, program)
        self.functions = {one.name: one.function for one in signatures}


def _variables(game: Game, program: Program) -> list[Any]:
    """The variables of all networks that a signature applies, each once."""
    served = [program.generator, *([program.discriminator] if program.discriminator else []), *program.other_networks]
    names = [*(one.name for one in served), *(name for one in program.signatures for name in one.networks)]
    networks = [game.network(name) for name in dict.fromkeys(names)]
    variables = [variable.value for network in networks for variable in network.variables]
    return list({id(variable): variable for variable in variables}.values())
