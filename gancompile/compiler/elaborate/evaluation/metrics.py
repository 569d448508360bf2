"""The metrics of an evaluation, and the number by which the best checkpoint is chosen."""

from __future__ import annotations

from collections.abc import Collection

from gancompile.catalogue.metric_rows import metric_numbers, metric_rows, misfit, usual_metrics
from gancompile.compiler.diagnostics import Report, did_you_mean
from gancompile.compiler.elaborate.evaluation.subject import Subject
from gancompile.compiler.ir.evaluation import Evaluation, Metric
from gancompile.compiler.syntax import Mapping, Node, Scalar, Sequence, to_plain
from gancompile.compiler.syntax.choice import chosen

FEATURES_OF_INCEPTION = 2048


def read_metrics(section: Mapping, subject: Subject, given: Collection[str], report: Report) -> tuple[Metric, ...]:
    """The metrics of the section, without those that do not suit, which are reported; the usual ones where it names none."""
    node = section.get("metrics")
    if not isinstance(node, Sequence):
        return tuple(Metric(name=name) for name in usual_metrics(subject.kind, given))
    found: dict[str, Metric] = {}
    for item in node.items:
        name, arguments = chosen(item)
        reason = misfit(metric_rows()[name], subject.kind, given)
        if reason is not None:
            message = f"the metric `{name}` cannot be computed: {reason}"
            report.add("GC1002", item.span, message, help=_help_for(name, subject, given))
        elif name in found:
            report.add("GC1002", item.span, f"the metric `{name}` stands here twice", help="leave one of them out")
        else:
            plain = to_plain(arguments) if isinstance(arguments, Mapping) else {}
            found[name] = Metric(name=name, arguments=plain, span=item.span)  # type: ignore[arg-type]
    _warn_of_few(section, found, report)
    return tuple(found.values())


def read_best(section: Mapping, metrics: tuple[Metric, ...], report: Report) -> str | None:
    """The number of `best`; None where there is none, or one that is not measured on the way, which is reported."""
    node = section.get("best")
    if not isinstance(node, Scalar):
        return None
    known = [one.key for metric in metrics for one in metric_rows()[metric.name].numbers if one.better]
    if node.text not in known:
        help = f"there are {', '.join(known)}" if known else "name metrics under `metrics`"
        label = did_you_mean(node.text, known)
        report.add("GC1005", node.span, _not_best(node.text), label=label, help=help)
        return None
    if section.get("every") is None:
        message = f"the best checkpoint by `{node.text}` is chosen while training, and nothing is measured then"
        report.add("GC1005", node.span, message, help="add `every: {rounds: 1000}`")
        return None
    return node.text


def measured_numbers(evaluation: Evaluation | None) -> dict[str, str | None]:
    """What evaluations on the way log, with `lower` or `higher` for what is better; nothing where there are none."""
    if evaluation is None or evaluation.every is None:
        return {}
    return {one.key: one.better for metric in evaluation.metrics for one in metric_rows()[metric.name].numbers}


def _not_best(name: str) -> str:
    row = metric_numbers().get(name)
    if row is None:
        return f"no metric gives a number `{name}`"
    if row.better is None:
        return f"of `{name}` neither the lowest nor the highest is best"
    return f"`{name}` is not measured here"


def _help_for(metric: str, subject: Subject, given: Collection[str]) -> str:
    """What to write instead of a metric that does not suit, or beside it."""
    row = metric_rows()[metric]
    lacks_classifier = "probabilities" in row.needs and "probabilities" not in given
    if subject.kind in row.samples and lacks_classifier and subject.label is not None:
        return "add `features: classifier`, which is trained on the labels of the data"
    suits = [key for key, one in metric_rows().items() if misfit(one, subject.kind, given) is None]
    return f"for these samples there are {', '.join(suits)}"


def _warn_of_few(section: Mapping, metrics: Collection[str], report: Report) -> None:
    """Inception's FID of fewer samples than features says how many there were."""
    samples: Node | None = section.get("samples")
    if not isinstance(samples, Scalar) or not isinstance(samples.value, int):
        return
    is_inception = chosen(section.get("features"))[0] == "inception"
    if is_inception and "fid" in metrics and samples.value < FEATURES_OF_INCEPTION:
        number = f"{samples.value:,}"
        message = (
            f"{number} samples have no full covariance of 2,048 features, so that `fid` mostly says how many there are"
        )
        help = "published numbers are of 50,000; `kid` does not depend on the number"
        report.add("GW1001", samples.span, message, help=help)
