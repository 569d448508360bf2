"""A game as a model that answers by its signatures, without a SavedModel."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.runtime.export.contract import describe_signature
from gancompile.runtime.export.generate_signature import generate_signature, latents_signature
from gancompile.runtime.export.network_signature import network_signature
from gancompile.runtime.export.servable import signatures_of
from gancompile.runtime.export.signature import Signature
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program
from gancompile.runtime.sampling import SignatureModel, describe_samples
from gancompile.runtime.sampling.contract_file import ports_of


def game_model(game: Game, program: Program, round: int) -> SignatureModel:
    """The model with all signatures of an export. round: after which the weights are."""
    return _model(signatures_of(game, program), program, round)


def drawing_model(game: Game, program: Program, *, averaged: bool = True) -> SignatureModel:
    """The model with what draws samples: `generate`, and `latents` and `serving_default`, which are between latents and samples.

    It follows the weights as training moves them. averaged: with the moving averages, where there are any.
    """
    name = program.generator.name
    network = game.network(name) if averaged else getattr(game, name)
    plain = network_signature("serving_default", network, program.generator, program)
    generate, latents = generate_signature(network, program), latents_signature(program)
    # `sample` gives the same outputs, which is where truncated samples have them from.
    sample = Signature(
        name="sample", about="", function=generate.function, inputs=generate.inputs[2:], outputs=generate.outputs, draws=True
    )  # fmt: skip
    return _model([plain, generate, sample, *([latents] if latents else [])], program, 0)


def _model(signatures: Sequence[Signature], program: Program, round: int) -> SignatureModel:
    by_name = {one.name: one for one in signatures}
    return SignatureModel(
        function=lambda name: by_name[name].function.get_concrete_function(),
        signatures={name: ports_of(name, describe_signature(one)) for name, one in by_name.items()},
        description=describe_samples(program, round),
        identity=f"{program.digest} after round {round}",
    )
