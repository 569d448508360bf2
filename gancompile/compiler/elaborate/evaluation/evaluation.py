"""The section `evaluate`, typed."""

from __future__ import annotations

from dataclasses import replace

from gancompile.catalogue.metric_rows import DEFAULTS
from gancompile.compiler.diagnostics import Report
from gancompile.compiler.elaborate.evaluation.features import given_to_metrics, read_features, read_file
from gancompile.compiler.elaborate.evaluation.metrics import read_best, read_metrics
from gancompile.compiler.elaborate.evaluation.subject import Subject, field_in_set, subject_of
from gancompile.compiler.elaborate.stage import Stage, Stages
from gancompile.compiler.ir.curve import Duration, Unit
from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.evaluation import Evaluation
from gancompile.compiler.ir.program import DataPlan
from gancompile.compiler.syntax import Mapping, Node, Scalar, to_plain

UNITS = {"rounds": Unit.ROUNDS, "steps": Unit.ROUNDS, "images": Unit.IMAGES, "epochs": Unit.EPOCHS}
SETTINGS = ("samples", "reals", "repeats", "seed", "weights", "truncation", "share")


def elaborate_evaluations(stages: Stages, report: Report) -> Stages:
    """Each stage with what is measured of it; None where the samples imitate no field of the data."""
    return replace(stages, stages=tuple(_stage(stage, report) for stage in stages.stages))


def _stage(stage: Stage, report: Report) -> Stage:
    node, data = stage.tree.root.get("evaluate"), stage.data
    if stage.game is None or stage.networks is None or data is None or stage.generator is None:
        return stage
    if node is not None and not stage.tree.is_valid("evaluate"):
        return stage
    section = node if isinstance(node, Mapping) else Mapping(entries=())
    subject = subject_of(section, stage.networks[stage.generator], stage.game, data, report)
    if subject is not None:
        is_asked_for = node is not None
        return replace(stage, evaluation=_evaluation(section, subject, data, report, is_asked_for=is_asked_for))
    if node is not None:
        message = "the samples imitate no field of the data, so there is nothing to compare them with"
        help = "give the generator the shape of a field, or leave out `evaluate`"
        report.add("GC1001", node.span, message, help=help)
    return stage


def _evaluation(
    section: Mapping, subject: Subject, data: DataPlan, report: Report, *, is_asked_for: bool
) -> Evaluation:
    features = read_features(section.get("features"), subject, report)
    given = given_to_metrics(features, subject)
    metrics = read_metrics(section, subject, given, report)
    statistics = section.get("statistics")
    _check_truncation(section.get("truncation"), subject, report)
    return Evaluation(
        kind=subject.kind,
        given=tuple(sorted(given)),
        metrics=metrics,
        features=features.network,
        feature_arguments=features.arguments,
        settings={**DEFAULTS, **{key: to_plain(value) for key, value in section if key in SETTINGS}},
        example=subject.example,
        label=subject.label,
        held_out=field_in_set(section, "held_out", subject.example, data, report),
        statistics=read_file(statistics, report) if statistics is not None else None,
        every=_every(section.get("every"), data, report),
        best=read_best(section, metrics, report),
        is_asked_for=is_asked_for,
    )


def _check_truncation(node: Node | None, subject: Subject, report: Report) -> None:
    if node is not None and not subject.has_latents(Distribution.NORMAL):
        message = "the generator has no normal latents, which are what is truncated"
        report.add("GC1006", node.span, message, help="leave out `truncation`")


def _every(node: Node | None, data: DataPlan, report: Report) -> Duration | None:
    """How often; an epoch of data that are endless is reported."""
    if not isinstance(node, Mapping) or not node.entries:
        return None
    entry = node.entries[0]
    number = entry.value.value if isinstance(entry.value, Scalar) else None
    if not isinstance(number, int | float):
        return None
    unit = UNITS[entry.key.text]
    if unit is Unit.EPOCHS and data.facts.count is None:
        message = "the data is endless, so there are no epochs"
        report.add("GC0602", entry.key.span, message, help="count `rounds` or `images`")
    return Duration(unit=unit, number=number, span=entry.key.span)
