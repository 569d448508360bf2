"""`evaluate`: what is measured of the samples, held against what they are."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Dict
from dataclasses import replace
from typing import Any

from gancompile.catalogue.feature_network_rows import (
    FeatureNetworkRow,
    default_features,
    feature_network_rows,
)
from gancompile.catalogue.metric_rows import DEFAULTS, listed, metric_numbers, metric_rows, misfit, usual_metrics
from gancompile.catalogue.sources import FieldFacts, source_rows
from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.path import find
from gancompile.catalogue.sources.source_facts import SourceProblem, is_label
from gancompile.compiler.diagnostics import Report, did_you_mean
from gancompile.compiler.elaborate.stage import Stage, Stages
from gancompile.compiler.ir.curve import Duration, Unit
from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.drawn_input import draw_for
from gancompile.compiler.ir.evaluation import Evaluation, Metric
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.program import DataPlan, DataSet
from gancompile.compiler.ir.target_field import target_field
from gancompile.compiler.syntax import Mapping, Node, Scalar, Sequence, to_plain
from gancompile.compiler.syntax.choice import chosen

KINDS = {"table": "rows", "sound": "sounds", "series": "series", "text": "lines"}
"""The kinds of samples by the kind of their encoding."""
UNITS = {"rounds": Unit.ROUNDS, "steps": Unit.ROUNDS, "images": Unit.IMAGES, "epochs": Unit.EPOCHS}
SETTINGS = ("samples", "reals", "repeats", "seed", "weights", "truncation", "share")
FEW_FOR_MOMENTS = 2048
"""The dimensions of Inception's features, below which as many samples have a singular covariance."""


def elaborate_evaluations(stages: Stages, report: Report) -> Stages:
    """Each stage with what is measured of it; None where the samples imitate no field of the data."""
    return replace(stages, stages=tuple(_stage(stage, report) for stage in stages.stages))


def _stage(stage: Stage, report: Report) -> Stage:
    node = stage.tree.root.get("evaluate")
    if stage.game is None or stage.networks is None or stage.data is None or stage.generator is None:
        return stage
    if node is not None and not stage.tree.is_valid("evaluate"):
        return stage
    section = node if isinstance(node, Mapping) else Mapping(entries=())
    reader = _Reader(section, stage.networks[stage.generator], stage.game, stage.data, report)
    found = reader.evaluation(is_asked_for=node is not None)
    if found is None and node is not None and not report.failed:
        message = "the samples imitate no field of the data, so there is nothing to compare them with"
        report.add(
            "GC1001", node.span, message, help="give the generator the shape of a field, or leave out `evaluate`"
        )
    return replace(stage, evaluation=found)


class _Reader:
    """Reads the section for one stage."""

    def __init__(self, section: Mapping, generator: Network, game: Game, data: DataPlan, report: Report) -> None:
        self._section, self._generator, self._game, self._data, self._report = section, generator, game, data, report

    def evaluation(self, *, is_asked_for: bool) -> Evaluation | None:
        """What is measured; None where samples cannot be compared with the data, or where that has a mistake."""
        example = self._example()
        if example is None:
            return None
        kind = _kind(self._data.facts.fields[example])
        label, is_given = self._label(example)
        features, arguments = self._features(kind, label is not None)
        given = self._given(example, features, is_given=is_given)
        metrics = self._metrics(kind, given)
        best = self._best(metrics)
        settings = {**DEFAULTS, **{key: to_plain(value) for key, value in self._section if key in SETTINGS}}
        return Evaluation(
            kind=kind, given=tuple(sorted(given)), metrics=metrics, features=features, feature_arguments=arguments,
            settings=settings, example=example, label=label, held_out=self._held_out(example),
            statistics=self._statistics(), every=self._every(), best=best, is_asked_for=is_asked_for,
        )  # fmt: skip

    def _example(self) -> str | None:
        """The field that samples are compared with: of the set that `set` names, or the one that the generator imitates."""
        field = target_field(self._generator, self._game, self._data.facts)
        return field if field is None else self._in_set("set", field) or field

    def _held_out(self, example: str) -> str | None:
        return self._in_set("held_out", example)

    def _in_set(self, key: str, field: str) -> str | None:
        """The field of the same name in the set that a key of the section names; None where it names none, or a wrong one."""
        node = self._section.get(key)
        if not isinstance(node, Scalar):
            return None
        names = [one.name for one in self._data.sets if one.name]
        wanted = f"{node.text}.{field.rpartition('.')[2]}"
        facts = self._data.facts.fields
        if wanted in facts and facts[wanted].shape == facts[field].shape:
            return wanted
        if node.text in names:
            message = f"the set `{node.text}` has no `{field.rpartition('.')[2]}` of the shape of `{field}`"
            self._report.add(
                "GC1004", node.span, message, help="its source and steps are to give examples of the same form"
            )
            return None
        has = f"its sets are {', '.join(names)}" if names else "it has one source, without a name"
        message = f"the data has no set `{node.text}`"
        help = f"{has}; sets stand under `data: {{sets: ...}}`"
        self._report.add("GC1004", node.span, message, label=did_you_mean(node.text, names), help=help)
        return None

    def _label(self, example: str) -> tuple[str | None, bool]:
        """The field of classes, and whether the generator is given it: its own, or the first one of the set."""
        fields = self._data.facts.fields
        draws = [draw_for(self._generator, i, self._game) for i in range(len(self._generator.inputs))]
        taken = [
            field
            for node, draw in zip(self._generator.inputs, draws, strict=True)
            if (field := node.data_field or draw.data_field) and is_label(fields[field]) and fields[field].classes
        ]
        prefix = example.rpartition(".")[0]
        if taken:
            # Of another set that samples are compared with, the field of the same name.
            name = f"{prefix}.{taken[0].rpartition('.')[2]}" if prefix else taken[0]
            return (name, True) if name in fields else (taken[0], True)
        own = [
            name for name, one in fields.items() if name.rpartition(".")[0] == prefix and is_label(one) and one.classes
        ]
        return (own[0] if own else None), False

    def _features(self, kind: str, has_labels: bool) -> tuple[str | None, Dict[str, Any]]:
        """The feature network with its arguments; the usual one where the section names none, or a wrong one."""
        node = self._section.get("features")
        name, arguments = chosen(node)
        if node is None:
            return default_features(kind), {}
        row = feature_network_rows()[name]
        if kind not in row.samples:
            message = f"the feature network `{name}` is for {listed(row.samples)}, and these samples are {kind}"
            suits = [key for key, one in feature_network_rows().items() if kind in one.samples]
            help = (
                f"for {kind} there are {', '.join(suits)}" if suits else "leave out `features`: these samples need none"
            )
            self._report.add("GC1003", node.span, message, help=help)
            return default_features(kind), {}
        if name == "classifier" and not has_labels:
            message = "`classifier` is trained on the labels of the data, and the data has none"
            self._report.add("GC1003", node.span, message, help="write `features: random`")
            return default_features(kind), {}
        return name, self._feature_arguments(row, arguments)

    def _feature_arguments(self, row: FeatureNetworkRow, node: Node | None) -> Dict[str, Any]:
        """The arguments with absolute paths; a file that does not exist is reported."""
        if not isinstance(node, Mapping):
            return {}
        return {key: self._path(value) if key in row.paths else to_plain(value) for key, value in node}

    def _path(self, node: Node) -> Any:
        if not isinstance(node, Scalar) or node.value is None:
            return None
        found = find(ArgumentPosition("file"), node.text, node.span.source.folder, folder=False)
        if isinstance(found, SourceProblem):
            self._report.add("GC1003", node.span, found.message, help=found.help)
            return node.text
        return str(found)

    def _statistics(self) -> str | None:
        node = self._section.get("statistics")
        return self._path(node) if node is not None else None

    def _given(self, example: str, features: str | None, *, is_given: bool) -> set[str]:
        """What there is of what metrics need."""
        given = set(feature_network_rows()[features].gives) if features else set()
        given |= {"moments"} if "features" in given else set()
        given |= {"labels"} if is_given else set()
        draws = [draw_for(self._generator, i, self._game) for i in range(len(self._generator.inputs))]
        walked = {Distribution.NORMAL.value, Distribution.UNIFORM.value}
        given |= (
            {"latents"} if any(draw.distribution in walked and draw.data_field is None for draw in draws) else set()
        )
        prefix = example.rpartition(".")[0]
        one: DataSet = next(one for one in self._data.sets if one.name == prefix)
        return given | ({"mixture"} if source_rows()[one.source].is_mixture and not one.steps else set())

    def _metrics(self, kind: str, given: Collection[str]) -> tuple[Metric, ...]:
        """The metrics of the section, without those that do not suit, which are reported; the usual ones where it names none."""
        node = self._section.get("metrics")
        if not isinstance(node, Sequence):
            return tuple(Metric(name=name) for name in usual_metrics(kind, given))
        found: dict[str, Metric] = {}
        for item in node.items:
            name, arguments = chosen(item)
            reason = misfit(metric_rows()[name], kind, given)
            if reason is not None:
                message = f"the metric `{name}` cannot be computed: {reason}"
                self._report.add("GC1002", item.span, message, help=self._help_for(name, kind, given))
            elif name in found:
                self._report.add(
                    "GC1002", item.span, f"the metric `{name}` stands here twice", help="leave one of them out"
                )
            else:
                plain = to_plain(arguments) if isinstance(arguments, Mapping) else {}
                found[name] = Metric(name=name, arguments=plain, span=item.span)  # type: ignore[arg-type]
        self._warn_of_few(found)
        return tuple(found.values())

    def _help_for(self, metric: str, kind: str, given: Collection[str]) -> str:
        """What to write instead of a metric that does not suit, or beside it."""
        row = metric_rows()[metric]
        lacks_classifier = kind in row.samples and "probabilities" in row.needs and "probabilities" not in given
        if lacks_classifier and kind == "images" and self._has_labels:
            return "add `features: classifier`, which is trained on the labels of the data"
        return f"for these samples there are {', '.join(_suiting(kind, given))}"

    @property
    def _has_labels(self) -> bool:
        return any(is_label(one) and one.classes for one in self._data.facts.fields.values())

    def _warn_of_few(self, metrics: Dict[str, Metric]) -> None:
        """Inception's FID of fewer samples than features says how many there were."""
        samples = self._section.get("samples")
        is_few = isinstance(samples, Scalar) and isinstance(samples.value, int) and samples.value < FEW_FOR_MOMENTS
        if is_few and "fid" in metrics and chosen(self._section.get("features"))[0] == "inception":
            message = f"{samples.text} samples have no full covariance of 2,048 features, so that `fid` mostly says how many there are"  # type: ignore[union-attr]
            help = "published numbers are of 50,000; `kid` does not depend on the number"
            self._report.add("GW1001", samples.span, message, help=help)  # type: ignore[union-attr]

    def _best(self, metrics: tuple[Metric, ...]) -> str | None:
        node = self._section.get("best")
        if not isinstance(node, Scalar):
            return None
        known = [one.key for metric in metrics for one in metric_rows()[metric.name].numbers if one.better]
        if node.text not in known:
            told = metric_numbers().get(node.text)
            message = (
                f"no metric here gives a number `{node.text}`"
                if told is None
                else f"`{node.text}` is not measured here"
            )
            if told is not None and told.better is None:
                message = f"of `{node.text}` neither the lowest nor the highest is best"
            help = f"there are {', '.join(known)}" if known else "name metrics under `metrics`"
            self._report.add("GC1005", node.span, message, label=did_you_mean(node.text, known), help=help)
            return None
        if self._section.get("every") is None:
            message = f"the best checkpoint by `{node.text}` is chosen while training, and nothing is measured then"
            self._report.add("GC1005", node.span, message, help="add `every: {rounds: 1000}`")
            return None
        return node.text

    def _every(self) -> Duration | None:
        node = self._section.get("every")
        if not isinstance(node, Mapping) or not node.entries:
            return None
        entry = node.entries[0]
        number = entry.value.value if isinstance(entry.value, Scalar) else None
        if not isinstance(number, int | float):
            return None
        unit = UNITS[entry.key.text]
        if unit is Unit.EPOCHS and self._data.facts.count is None:
            message = "the data is endless, so there are no epochs"
            self._report.add("GC0602", entry.key.span, message, help="count `rounds` or `images`")
        return Duration(unit=unit, number=number, span=entry.key.span)


def _suiting(kind: str, given: Collection[str]) -> list[str]:
    """The metrics that can be computed."""
    return [key for key, row in metric_rows().items() if misfit(row, kind, given) is None]


def _kind(facts: FieldFacts) -> str:
    """The kind of the samples that imitate a field."""
    if facts.encoding is not None:
        return KINDS[facts.encoding["kind"]]
    return "images" if len(facts.shape) == 3 else "vectors"


def measured_numbers(evaluation: Evaluation | None) -> dict[str, str | None]:
    """What evaluations on the way log, with `lower` or `higher` for what is better; nothing where there are none."""
    if evaluation is None or evaluation.every is None:
        return {}
    return {one.key: one.better for metric in evaluation.metrics for one in metric_rows()[metric.name].numbers}
