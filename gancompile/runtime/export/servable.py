"""A game as a module with signatures, which every exporter starts from."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from gancompile.runtime.export.signature import generate_signature, serve_signature
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program


class Servable(tf.Module):  # type: ignore[misc]
    """The variables of the served networks, and the signatures.

    The networks themselves are no attributes: a Keras model in the object graph of a SavedModel adds variables of its own, which
    Python's loader finds and the C++ loader does not.
    """

    def __init__(self, game: Game, program: Program) -> None:
        super().__init__(name=program.name.replace("-", "_"))
        networks = [game.network(program.generator.name)]
        if program.discriminator:
            networks.append(game.network(program.discriminator.name))
        variables = [variable.value for network in networks for variable in network.variables]
        self.vars = list({id(variable): variable for variable in variables}.values())
        self.serve = serve_signature(networks[0], program.generator)
        self.generate = generate_signature(networks[0], program)
        if program.discriminator:
            self.discriminate = serve_signature(networks[1], program.discriminator)

    def signatures(self) -> dict[str, Any]:
        """The signatures by their names: `serving_default`, `generate` and, where a discriminator is exported, `discriminate`."""
        found = {"serving_default": self.serve, "generate": self.generate}
        return found | ({"discriminate": self.discriminate} if hasattr(self, "discriminate") else {})
