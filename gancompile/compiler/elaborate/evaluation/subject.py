"""What an evaluation is of: the field that samples are compared with, their kind, and the field of their classes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gancompile.catalogue.sources import FieldFacts, source_rows
from gancompile.catalogue.sources.source_facts import is_label
from gancompile.compiler.diagnostics import Report, did_you_mean
from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.drawn_input import draw_for
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.program import DataPlan
from gancompile.compiler.ir.target_field import target_field
from gancompile.compiler.ir.value import Draw
from gancompile.compiler.syntax import Mapping, Scalar

KINDS = {"table": "rows", "sound": "sounds", "series": "series", "text": "lines"}
"""The kinds of samples by the kind of their encoding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """kind: of the samples. example: the field that they are compared with. label: the field of their classes, if any.

    is_conditional: whether the generator is given the label. draws: what each of its inputs is drawn from. is_mixture: whether the data
    are a known mixture of Gaussians.
    """

    kind: str
    example: str
    label: str | None
    is_conditional: bool
    draws: tuple[Draw, ...]
    is_mixture: bool

    def has_latents(self, *kinds: Distribution) -> bool:
        """Whether an input is drawn from one of these distributions."""
        return any(draw.distribution in kinds and draw.data_field is None for draw in self.draws)


def subject_of(section: Mapping, generator: Network, game: Game, data: DataPlan, report: Report) -> Subject | None:
    """The subject of a section `evaluate`; None where samples imitate no field of the data."""
    own = target_field(generator, game, data.facts)
    if own is None:
        return None
    example = field_in_set(section, "set", own, data, report) or own
    draws = tuple(draw_for(generator, position, game) for position in range(len(generator.inputs)))
    taken = list(_labels_taken(generator, draws, data))
    own_labels = [name for name in data.facts.fields if _set_of(name) == _set_of(example) and _is_class(name, data)]
    source = next(one for one in data.sets if one.name == _set_of(example))
    return Subject(
        kind=_kind(data.facts.fields[example]),
        example=example,
        label=_in_set(taken[0], example, data) if taken else next(iter(own_labels), None),
        is_conditional=bool(taken),
        draws=draws,
        is_mixture=source_rows()[source.source].is_mixture and not source.steps,
    )


def field_in_set(section: Mapping, key: str, field: str, data: DataPlan, report: Report) -> str | None:
    """The field of the same name in the set that a key of the section names; None where it names none, or a wrong one."""
    node = section.get(key)
    if not isinstance(node, Scalar):
        return None
    names = [one.name for one in data.sets if one.name]
    suffix, facts = field.rpartition(".")[2], data.facts.fields
    wanted = f"{node.text}.{suffix}"
    if wanted in facts and facts[wanted].shape == facts[field].shape:
        return wanted
    if node.text in names:
        message = f"the set `{node.text}` has no `{suffix}` of the shape of `{field}`"
        report.add("GC1004", node.span, message, help="its source and steps are to give examples of the same form")
        return None
    has = f"its sets are {', '.join(names)}" if names else "it has one source, without a name"
    report.add(
        "GC1004", node.span, f"the data has no set `{node.text}`", label=did_you_mean(node.text, names),
        help=f"{has}; sets stand under `data: {{sets: ...}}`",
    )  # fmt: skip
    return None


def _labels_taken(generator: Network, draws: tuple[Draw, ...], data: DataPlan) -> Iterator[str]:
    """The fields of classes that the generator is given."""
    for node, draw in zip(generator.inputs, draws, strict=True):
        field = node.data_field or draw.data_field
        if field and _is_class(field, data):
            yield field


def _in_set(label: str, example: str, data: DataPlan) -> str:
    """The label of the set of the examples, where it has one of that name."""
    name = f"{_set_of(example)}.{label.rpartition('.')[2]}"
    return name if name in data.facts.fields else label


def _is_class(field: str, data: DataPlan) -> bool:
    facts = data.facts.fields[field]
    return is_label(facts) and bool(facts.classes)


def _set_of(field: str) -> str:
    return field.rpartition(".")[0]


def _kind(facts: FieldFacts) -> str:
    """The kind of the samples that imitate a field."""
    if facts.encoding is not None:
        return KINDS[facts.encoding["kind"]]
    return "images" if len(facts.shape) == 3 else "vectors"
