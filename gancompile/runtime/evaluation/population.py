"""Populations that metrics compare: real examples, and samples that a game draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from gancompile.runtime.data import as_texts, batches, decoded
from gancompile.runtime.data.load_source import load_source
from gancompile.runtime.data.steps import row_of
from gancompile.runtime.evaluation.examples import Examples, Values, joined
from gancompile.runtime.program import Program
from gancompile.runtime.sampling.latent_source import latent_generator
from gancompile.runtime.sampling.output import as_pixels
from gancompile.runtime.sampling.sample_description import input_name
from gancompile.runtime.sampling.saved_model import of_a_category, takes_a_category
from gancompile.runtime.sampling.signature_model import SignatureModel

BATCH = 64
"""Examples at a time. Samples are a function of it, as those of one `generate` come from one seed."""
MOST_REALS = 50_000
"""Real examples that are looked at where a spec does not say: as many as published numbers are of."""
LABEL, EXAMPLE = "label", "example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """number: how many there are. read: all of them, in batches, the same each time."""

    number: int
    read: Callable[[], Iterator[Examples]]

    def first(self, number: int | None = None) -> Examples:
        """The first `number` of them; all where there are no more, and where None."""
        number = self.number if number is None else number
        found: list[Examples] = []
        count = 0
        for batch in self.read():
            found.append(batch)
            count += len(batch)
            if count >= number:
                break
        return joined(found).first(number)


def real_population(program: Program, field: str, *, label: str | None, number: int | None, seed: int) -> Population:
    """Real examples of a field, after the steps that are the same each time: distinct ones, in an order of the seed.

    label: the field of their classes. number: None for all of them, up to 50,000. Raises DataError.
    """
    count = _count(program, field)
    assert program.evaluation is not None
    # Of endless data, as many as there are samples.
    wanted = min(number or MOST_REALS, count) if count is not None else number or program.evaluation.settings["samples"]
    fields = {EXAMPLE: field, **({LABEL: label} if label is not None else {})}

    def read() -> Iterator[Examples]:
        for batch, size in _real_batches(program, fields, wanted, seed):
            labels = batch[LABEL][:size].reshape(size).astype(np.int64) if label is not None else None
            values = _as_samples(batch[EXAMPLE][:size], program, field, labels, label)
            yield Examples(values=values, labels=labels)

    return Population(number=wanted, read=read)


def sample_population(
    model: SignatureModel, program: Program, *, number: int, seed: int, truncation: float | None = None
) -> Population:
    """Samples of a game: its first from `generate` with this seed, the next batch with the next seed.

    What the generator is given beside latents is that of real examples, in an order of the seed: labels come as often as in the data.
    """
    taken = {input_name(str(one.field)): str(one.field) for one in program.generator.inputs if one.field is not None}
    ports = {one.name: one for one in model.ports("generate", row_wise=False).inputs}
    draw = _truncated(model, truncation) if truncation is not None else _generated(model)
    label = _label_of(program, taken)

    def read() -> Iterator[Examples]:
        for index, (given, size) in enumerate(_conditions(model, program, taken, number, seed)):
            shaped = {name: shaped_for(value, ports[name].shape) for name, value in given.items()}
            made = draw(BATCH, seed * MOST_BATCHES + index, shaped)
            values: Values = made if len(made) > 1 or _is_table(program) else next(iter(made.values()))
            labels = given[label].reshape(BATCH).astype(np.int64) if label is not None else None
            yield Examples(values=values, labels=labels).first(size)

    return Population(number=number, read=read)


MOST_BATCHES = 1_000_000
"""Batches of one seed, so that seeds that follow each other share none."""
Drawer = Callable[[int, int, Mapping[str, NDArray[Any]]], dict[str, NDArray[Any]]]


def _generated(model: SignatureModel) -> Drawer:
    def draw(number: int, seed: int, given: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        made = model.answer("generate", {"num": np.array(number), "seed": np.array(seed), **given})
        return {name: as_texts(value) for name, value in made.items()}

    return draw


def _truncated(model: SignatureModel, truncation: float) -> Drawer:
    generator = latent_generator(model, truncation)

    def draw(number: int, seed: int, given: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        seeds = seed * BATCH + np.arange(number, dtype=np.int64)
        return generator.samples(generator.draw(seeds), given, seed)

    return draw


def _conditions(
    model: SignatureModel, program: Program, taken: Mapping[str, str], number: int, seed: int
) -> Iterator[tuple[dict[str, NDArray[Any]], int]]:
    """What each batch of samples is given, [BATCH, ...] each, and how many of them count."""
    encoding = model.description.encoding
    sizes = [min(BATCH, number - start) for start in range(0, number, BATCH)]
    if not taken:
        yield from (({}, size) for size in sizes)
    elif encoding is not None and takes_a_category(encoding, list(taken)):
        for index, size in enumerate(sizes):
            yield {"condition": of_a_category(encoding, {}, BATCH, seed * MOST_BATCHES + index)}, size
    else:
        yield from _real_batches(program, taken, number, seed)


def real_conditions(program: Program, number: int, seed: int) -> dict[str, NDArray[Any]]:
    """What a generator is given beside latents, from `number` real examples, by the names of `sample`: at most a batch of them."""
    taken = {input_name(str(one.field)): str(one.field) for one in program.generator.inputs if one.field is not None}
    if not taken:
        return {}
    batch, _ = next(_real_batches(program, taken, number, seed))
    return {name: value[:number] for name, value in batch.items()}


def _real_batches(
    program: Program, fields: Mapping[str, str], number: int, seed: int
) -> Iterator[tuple[dict[str, NDArray[Any]], int]]:
    """Batches of some fields by new names, [BATCH, ...] each, and how many of each count: `number` together."""
    sets = {name: _without_chance(one) for name, one in program.data["sets"].items()}
    description = {**program.data, "sets": sets, "parts": 1, "batch": BATCH, "rename": dict(fields)}
    stream = batches(description, seed=seed).take(-(-number // BATCH)).as_numpy_iterator()
    for index, batch in enumerate(stream):
        yield batch, min(BATCH, number - index * BATCH)


def _without_chance(described: Mapping[str, Any]) -> dict[str, Any]:
    """A set in an order of the seed, without the steps that are left to chance, but for those that give images their size."""
    steps = [step for step in described.get("steps", ()) if not row_of(step).random or row_of(step).sets_size]
    return {**described, "source": _as_it_is(described["source"]), "steps": steps, "shuffle": True, "labelled": None}


def _as_it_is(source: Mapping[str, Any]) -> dict[str, Any]:
    """A source with each example once: the conditions of a table make others of its rows, rare categories more often."""
    arguments = dict(source["arguments"])
    if arguments.get("encoding"):
        arguments["encoding"] = {key: one for key, one in arguments["encoding"].items() if key != "conditions"}
    return {**source, "arguments": arguments}


def _count(program: Program, field: str) -> int | None:
    """How many examples the set of a field has; None where it is endless."""
    name = field.rpartition(".")[0]
    found: int | None = load_source(**_as_it_is(program.data["sets"][name]["source"])).count
    return found


def _as_samples(
    values: NDArray[Any], program: Program, field: str, labels: NDArray[Any] | None, label: str | None
) -> Values:
    """Real examples in the form of samples: pixels, columns, sounds, lines."""
    facts = program.data["fields"][field]
    encoding = facts.get("encoding")
    if encoding is not None:
        given = {} if labels is None or label is None else {label.rpartition(".")[2]: tf.constant(labels)}
        made = decoded(tf.constant(values), encoding, "example", tf.constant(0, tf.int64), given)
        texts = {name: as_texts(one.numpy()) for name, one in made.items()}
        return texts if encoding["kind"] == "table" else next(iter(texts.values()))
    if values.ndim == 4 and facts.get("low") is not None and facts.get("high") is not None:
        pixels: NDArray[Any] = as_pixels(values, facts).numpy()
        return pixels
    return values


def _is_table(program: Program) -> bool:
    return program.encoding is not None and program.encoding["kind"] == "table"


def _label_of(program: Program, taken: Mapping[str, str]) -> str | None:
    """The condition that is the classes of the evaluation."""
    label = program.evaluation.label if program.evaluation is not None else None
    suffix = label.rpartition(".")[2] if label is not None else None
    return next((name for name, field in taken.items() if field.rpartition(".")[2] == suffix), None)


def shaped_for(values: NDArray[Any], shape: Sequence[int | None] | None) -> NDArray[Any]:
    """Values with the axes of an input: a label may have one more than the data gives it."""
    return values if shape is None else values.reshape(len(values), *[size or 1 for size in shape[1:]])
