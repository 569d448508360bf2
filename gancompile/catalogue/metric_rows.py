"""The metrics of `evaluate`, from `metrics.yaml`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from gancompile.catalogue.data_file import read_yaml
from gancompile.catalogue.rows import ArgumentRow, arguments_of

DEFAULTS: Mapping[str, Any] = {
    "samples": 10_000,
    "repeats": 3,
    "seed": 0,
    "weights": "averaged",
    "share": 0.25,
}
"""What `evaluate` takes where a spec leaves it out."""
USUAL: Mapping[str, tuple[str, ...]] = {
    "images": ("fid", "kid", "precision_recall", "density_coverage", "conditional_accuracy"),
    "vectors": ("modes", "sliced_wasserstein", "fid", "precision_recall", "density_coverage"),
    "rows": ("marginals", "pairs", "train_on_samples", "privacy"),
    "sounds": ("fid", "kid", "density_coverage", "autocorrelation"),
    "series": ("marginals", "pairs", "autocorrelation", "density_coverage"),
    "lines": ("n_grams",),
}
"""The metrics of each kind of samples where a spec names none, as far as they can be computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """A number that a metric gives. better: `lower`, `higher`, or None for one that others are compared with."""

    key: str
    help: str
    better: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricRow:
    """A metric. samples, needs: see `metrics.yaml`."""

    key: str
    title: str
    source: str
    help: str
    samples: tuple[str, ...]
    needs: tuple[str, ...]
    numbers: tuple[NumberRow, ...]
    arguments: tuple[ArgumentRow, ...]


@cache
def metric_rows() -> Mapping[str, MetricRow]:
    """All metrics by name, in the order of the file."""
    return {
        key: MetricRow(
            key=key,
            title=row["title"],
            source=row["source"],
            help=row["help"],
            samples=tuple(row["samples"]),
            needs=tuple(row["needs"]),
            numbers=tuple(
                NumberRow(key=name, help=one["help"], better=one.get("better")) for name, one in row["numbers"].items()
            ),
            arguments=arguments_of({"arguments": row.get("arguments", {})}),
        )
        for key, row in read_yaml("metrics.yaml").items()
    }


@cache
def metric_numbers() -> Mapping[str, NumberRow]:
    """The numbers of all metrics by name."""
    return {one.key: one for row in metric_rows().values() for one in row.numbers}


LACKS: Mapping[str, str] = {
    "features": "it needs features, and there is no feature network for these samples",
    "moments": "it needs features, and there is no feature network for these samples",
    "probabilities": "it needs a classifier, and the feature network is none",
    "labels": "it needs a generator that is given labels",
    "latents": "it needs normal or uniform latents",
    "mixture": "it needs data that are a known mixture of Gaussians, `ring` or `grid` without further steps",
}


def misfit(row: MetricRow, kind: str, given: Collection[str]) -> str | None:
    """Why a metric cannot be computed; None where it can. kind: of the samples. given: what there is of what metrics need."""
    if kind not in row.samples:
        return f"it is for {listed(row.samples)}, and these samples are {kind}"
    return next((LACKS[need] for need in row.needs if need not in given), None)


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: `a`, `a and b`, `a, b and c`."""
    return " and ".join(one for one in (", ".join(names[:-1]), names[-1]) if one)


def usual_metrics(kind: str, given: Collection[str]) -> tuple[str, ...]:
    """The metrics where a spec names none."""
    return tuple(key for key in USUAL[kind] if misfit(metric_rows()[key], kind, given) is None)
