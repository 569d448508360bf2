"""The facts of a table of numbers. All rows are read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.csv.read_points import read_points
from gancompile.catalogue.sources.path import find
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts, SourceProblem


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """The vector `x` of the numbers, and `label` where a column of labels is named."""
    path = find(ArgumentPosition("file"), arguments["file"], base, folder=False)
    if isinstance(path, SourceProblem):
        return path
    points = read_points(path, arguments)
    if isinstance(points, SourceProblem):
        return points
    low, high = min(map(min, points.columns)), max(map(max, points.columns))
    fields = {"x": FieldFacts(shape=(len(points.columns),), dtype="float32", low=low, high=high)}
    if points.labels is not None:
        classes = points.classes
        fields["label"] = FieldFacts(shape=(), dtype="int32", classes=len(classes), class_names=classes)
    return SourceFacts(fields=fields, count=len(points.columns[0]), files=(str(path),))
