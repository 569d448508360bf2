"""The feature network of an evaluation, and what it and the game give to metrics."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass
from typing import Any

from gancompile.catalogue.feature_network_rows import FeatureNetworkRow, default_features, feature_network_rows
from gancompile.catalogue.metric_rows import listed
from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.path import find
from gancompile.catalogue.sources.source_facts import SourceProblem
from gancompile.compiler.diagnostics import Report
from gancompile.compiler.elaborate.evaluation.subject import Subject
from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.syntax import Mapping, Node, Scalar, to_plain
from gancompile.compiler.syntax.choice import chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """network: its row of the catalogue, None for lines of text. arguments: with absolute paths."""

    network: str | None
    arguments: Dict[str, Any]


def read_features(node: Node | None, subject: Subject, report: Report) -> Features:
    """The network of the section; the usual one of the samples where it names none, or a wrong one, which is reported."""
    usual = Features(network=default_features(subject.kind), arguments={})
    if node is None:
        return usual
    name, arguments = chosen(node)
    row = feature_network_rows()[name]
    if subject.kind not in row.samples:
        message = f"the feature network `{name}` is for {listed(row.samples)}, and these samples are {subject.kind}"
        suits = [key for key, one in feature_network_rows().items() if subject.kind in one.samples]
        others = f"for {subject.kind} there are {', '.join(suits)}"
        help = others if suits else "leave out `features`: these samples need none"
        report.add("GC1003", node.span, message, help=help)
        return usual
    if name == "classifier" and subject.label is None:
        message = "`classifier` is trained on the labels of the data, and the data has none"
        report.add("GC1003", node.span, message, help="write `features: random`")
        return usual
    return Features(network=name, arguments=_arguments(row, arguments, report))


def given_to_metrics(features: Features, subject: Subject) -> frozenset[str]:
    """What there is of what metrics need."""
    given = set(feature_network_rows()[features.network].gives) if features.network else set()
    conditions = {
        "moments": "features" in given,
        "labels": subject.is_conditional,
        "latents": subject.has_latents(Distribution.NORMAL, Distribution.UNIFORM),
        "mixture": subject.is_mixture,
    }
    return frozenset(given | {name for name, is_there in conditions.items() if is_there})


def read_file(node: Node, report: Report) -> Any:
    """The absolute path of a file; one that does not exist is reported."""
    if not isinstance(node, Scalar) or node.value is None:
        return None
    found = find(ArgumentPosition("file"), node.text, node.span.source.folder, folder=False)
    if isinstance(found, SourceProblem):
        report.add("GC1003", node.span, found.message, help=found.help)
        return node.text
    return str(found)


def _arguments(row: FeatureNetworkRow, node: Node | None, report: Report) -> Dict[str, Any]:
    if not isinstance(node, Mapping):
        return {}
    return {key: read_file(value, report) if key in row.paths else to_plain(value) for key, value in node}
