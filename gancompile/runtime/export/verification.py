"""Verification of an export: its outputs against those of the game."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from gancompile.runtime.export.errors import ExportError
from gancompile.runtime.export.layer_draws import constant_draws, replaced_draws
from gancompile.runtime.game import Game
from gancompile.runtime.program import NetworkInput, Program
from gancompile.runtime.sampling import draw_latent, first_output

Tensor = Any


def verify_export(game: Game, program: Program, serve: Callable[..., Any], kind: str) -> None:
    """Compares the outputs of an export with those of the game for three examples.

    serve: the exported generator, from inputs by name to outputs by name. kind: of the export, for the message. Raises ExportError.
    """
    inputs = {one.name: _examples(one, program) for one in program.generator.inputs}
    values = list(inputs.values())
    with replaced_draws([game.network(program.generator.name)], constant_draws()):
        expected = first_output(game(values[0] if len(values) == 1 else values, training=False), program.generator)
    found = serve(**inputs)[program.generator.output]
    if not np.allclose(expected, found, rtol=1e-4, atol=1e-5, equal_nan=True):
        difference = float(np.max(np.abs(expected - found)))
        raise ExportError(f"the {kind} of `{program.name}` differs from the game by {difference:.3g}")


def _examples(one: NetworkInput, program: Program) -> Tensor:
    if one.dtype == "int32":
        return tf.zeros([3, *one.shape], tf.int32)
    return draw_latent(one, tf.constant(3), tf.constant(program.seed, tf.int64))
