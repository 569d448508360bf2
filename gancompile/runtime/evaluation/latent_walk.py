"""The way from latents to images of a model, for metrics that step between latents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.evaluation.context import LatentWalk
from gancompile.runtime.evaluation.population import BATCH, real_conditions, shaped_for
from gancompile.runtime.program import Program
from gancompile.runtime.sampling.latent_source import latent_generator
from gancompile.runtime.sampling.signature_model import SignatureModel

Arrays = Mapping[str, NDArray[Any]]


def latent_walk(model: SignatureModel, program: Program) -> LatentWalk:
    """Latents by the names of the generator's inputs, with conditions from the data.

    Raises SampleError where the generator has no random inputs.
    """
    generator = latent_generator(model)
    drawn = {one.name: one.distribution for one in generator.latents if one.distribution in ("normal", "uniform")}
    conditions = {name: port.name for name, port in generator.conditions.items()}
    facts = program.example
    low, high = (-1.0, 1.0) if facts.get("low") is None else (float(facts["low"]), float(facts["high"]))

    def draw(number: int, seed: int) -> dict[str, NDArray[Any]]:
        seeds = seed * BATCH + np.arange(number, dtype=np.int64)
        given = real_conditions(program, number, seed)
        return generator.draw(seeds) | {conditions[name]: value for name, value in given.items()}

    def images(inputs: Arrays) -> NDArray[Any]:
        ports = {one.name: one for one in model.ports("serving_default").inputs}
        shaped = {name: shaped_for(value, ports[name].shape) for name, value in inputs.items()}
        made = next(iter(model.answer("serving_default", shaped).values()))
        return (made - low) * (255.0 / (high - low))

    return LatentWalk(draw=draw, images=images, is_normal={name: kind == "normal" for name, kind in drawn.items()})
