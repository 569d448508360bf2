"""Samples from latents that are changed before the generator takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.runtime.data import as_texts, decoded
from gancompile.runtime.sampling.condition_values import Given, turns_of
from gancompile.runtime.sampling.contract_file import Port
from gancompile.runtime.sampling.errors import SampleError
from gancompile.runtime.sampling.output import as_pixels
from gancompile.runtime.sampling.row_source import SEEDS, RowSource, columns_of, sample_rows, seeds_of, stems_of
from gancompile.runtime.sampling.rows import Rows
from gancompile.runtime.sampling.signature_model import EXPORT_ANEW, SignatureModel
from gancompile.runtime.sampling.truncation import check_truncation, truncate_latents

Latents = dict[str, NDArray[Any]]
BATCH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class LatentGenerator:
    """The generator of a model between its latents and its samples.

    latents: its inputs that are drawn. conditions: its other inputs, by the name that `sample` has for each. change: of latents.
    """

    model: SignatureModel
    latents: tuple[Port, ...]
    conditions: Mapping[str, Port]
    change: Callable[[Latents], Latents]

    def draw(self, seeds: NDArray[np.int64]) -> Latents:
        """The latents of seeds, changed."""
        return self.change(self.model.answer("latents", {SEEDS: seeds}))

    def samples(self, latents: Latents, conditions: Mapping[str, NDArray[Any]], seed: int) -> dict[str, NDArray[Any]]:
        """Samples as `sample` gives them. conditions: by the names of `sample`. seed: of random choices in tables and texts."""
        given = {port.name: _as_input(conditions[name], port) for name, port in self.conditions.items()}
        made = self.model.answer("serving_default", latents | given)
        ports = {one.name: one for one in self.model.ports("sample").outputs}
        encoding = self.model.description.encoding
        if encoding:
            name = next(iter(ports))
            labels = {key: tf.constant(value) for key, value in conditions.items()}
            first = tf.constant(next(iter(made.values())))
            texts = decoded(first, encoding, name, tf.constant(seed, tf.int64), labels)
            return {key: as_texts(value.numpy()) for key, value in texts.items()}
        facts = {one.name: one.range for one in self.model.ports("serving_default").outputs}
        return {key: _pixels(made[key], facts[key]) if ports[key].dtype == "uint8" else made[key] for key in ports}


def latent_generator(model: SignatureModel, truncation: float | None = None) -> LatentGenerator:
    """The generator of a model. truncation: of normal latents, in standard deviations. Raises SampleError."""
    inputs = model.ports("serving_default").inputs
    sampled = [one.name for one in model.ports("sample").inputs if one.name != SEEDS]
    if "latents" not in model.signatures:
        raise SampleError(
            "this generator has no random input, so there is nothing between two seeds and nothing to truncate"
        )
    drawn = {one.name for one in model.ports("latents").outputs}
    latents = tuple(one for one in inputs if one.name in drawn)
    if not any(one.distribution for one in latents):
        raise SampleError(
            f"it is not known what the random inputs are drawn from: `assets.extra/contract.json` is missing; {EXPORT_ANEW}"
        )
    if truncation is not None:
        check_truncation(latents)
    # `sample` calls inputs by the fields of the data, and has them in the generator's order.
    conditions = dict(zip(sampled, (one for one in inputs if one.name not in drawn), strict=True))
    return LatentGenerator(
        model=model,
        latents=latents,
        conditions=conditions,
        change=lambda values: values if truncation is None else truncate_latents(values, latents, truncation),
    )


def given_conditions(
    generator: LatentGenerator, given: Given, *, number: int | None, seed: int, resize: bool
) -> tuple[dict[str, Rows], int]:
    """The examples that are given for the conditions of a generator, and how many samples there will be. Raises SampleError."""
    model = generator.model
    ports = {one.name: one for one in model.ports("sample").inputs}
    conditions = {name: model.condition("sample", ports[name]) for name in generator.conditions}
    return sample_rows(model, conditions, given, number=number, seed=seed, resize=resize)


def truncated_source(
    model: SignatureModel, truncation: float, given: Given, *, number: int | None, seed: int, resize: bool = False
) -> RowSource:
    """Samples from truncated latents, sample i from those of seed `seed + i`. Arguments as of `signature_source`. Raises SampleError."""
    generator = latent_generator(model, truncation)
    rows, count = given_conditions(generator, given, number=number, seed=seed, resize=resize)

    def answer(numbers: Sequence[int]) -> dict[str, NDArray[Any]]:
        values = {name: one.take(numbers) for name, one in rows.items()}
        return generator.samples(generator.draw(seeds_of(seed, numbers)), values, seed + numbers[0])

    return RowSource(
        number=count,
        outputs=model.ports("sample").outputs,
        answer=answer,
        stems=stems_of(rows, count, seed),
        columns=columns_of(rows, seed),
        is_exact=False,
        batch=BATCH,
        encoding=model.description.encoding,
        titles=turns_of(rows),
        has_files=any(one.stems for one in rows.values()),
    )


def _as_input(values: NDArray[Any], port: Port) -> NDArray[Any]:
    return (
        values.reshape(len(values), *[size or 1 for size in (port.shape or ())[1:]])
        if port.dtype.startswith("int")
        else values
    )


def _pixels(images: NDArray[Any], ends: tuple[float, float] | None) -> NDArray[Any]:
    if ends is None:
        raise SampleError(f"the range of the generator's images is not known; {EXPORT_ANEW}")
    made: NDArray[Any] = as_pixels(images, {"low": ends[0], "high": ends[1]}).numpy()
    return made
