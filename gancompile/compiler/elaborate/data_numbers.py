"""The numbers of the data that `${data...}` stands for."""

from __future__ import annotations

from dataclasses import replace

from gancompile.catalogue.sources import FieldFacts
from gancompile.catalogue.sources.table.width import parts_of_column
from gancompile.compiler.diagnostics import Report
from gancompile.compiler.elaborate.stage import Stages
from gancompile.compiler.ir.program import DataPlan
from gancompile.compiler.spec.substitution import substitute_rest
from gancompile.compiler.syntax.interpolation import BROKEN, Broken, Constant

AXES: dict[int, tuple[str, ...]] = {3: ("height", "width", "channels"), 2: ("steps", "channels"), 1: ("size",)}


def substitute_data_numbers(stages: Stages, report: Report) -> Stages:
    """Each stage with the `${...}` outside of its layers substituted, numbers of the data among them."""
    made = [replace(one, tree=substitute_rest(one.tree, _data_numbers(one.data), report)) for one in stages.stages]
    return replace(stages, stages=tuple(made))


def _data_numbers(data: DataPlan | None) -> dict[str, Constant | Broken]:
    """Sizes, classes and ranges of fields, and numbers of examples, by dotted name; one BROKEN for all where the data are."""
    if data is None:
        return {"data": BROKEN}
    return _numbers(data)


def _numbers(data: DataPlan) -> dict[str, Constant | Broken]:
    """The numbers of `${data...}`: sizes, classes and ranges of fields, the numbers of examples."""
    made: dict[str, Constant | Broken] = {}
    for name, facts in data.facts.fields.items():
        made |= {f"data.{name}.{key}": value for key, value in _of_field(facts).items()}
    counts = {"": data.facts.count, **{one.prefix: one.facts.count for one in data.sets}}
    return made | {f"data.{prefix}count": count for prefix, count in counts.items() if count is not None}


def _of_field(facts: FieldFacts) -> dict[str, Constant | Broken]:
    """The numbers of one field; BROKEN for the size of images of several sizes, which is reported at the input."""
    axes = zip(AXES.get(len(facts.shape), ()), facts.shape, strict=False)
    made: dict[str, Constant | Broken] = {name: BROKEN if size is None else size for name, size in axes}
    found = {"classes": facts.classes, "low": facts.low, "high": facts.high, "sizes": _sizes(facts)}
    return made | {name: value for name, value in found.items() if value is not None}


def _sizes(facts: FieldFacts) -> tuple[int, ...] | None:
    """The sizes of the parts of a table's columns; None for other data."""
    columns = facts.encoding.get("columns") if facts.encoding else None
    return tuple(size for column in columns for size in parts_of_column(column)) if columns else None
