"""Every row of the catalogue has a module and a test, which agree with it."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path

import pytest

from gancompile.catalogue.feature_network_rows import feature_network_rows
from gancompile.catalogue.metric_rows import metric_rows, usual_metrics

METRICS = Path(import_module("gancompile.runtime.evaluation.metrics").__file__ or "").parent


@pytest.mark.parametrize("key", metric_rows())
def test_a_module_takes_the_arguments_of_its_row(key: str) -> None:
    measure = import_module(f"gancompile.runtime.evaluation.metrics.{key}").measure
    own = [name for name in inspect.signature(measure).parameters if name != "context"]
    assert own == [one.name for one in metric_rows()[key].arguments]
    assert Path(__file__).with_name(f"test_{key}.py").exists()


def test_every_module_has_a_row() -> None:
    assert {path.stem for path in METRICS.glob("*.py")} - {"__init__"} == set(metric_rows())


def test_numbers_have_one_metric_each() -> None:
    numbers = [one.key for row in metric_rows().values() for one in row.numbers]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("key", feature_network_rows())
def test_every_feature_network_has_a_module(key: str) -> None:
    assert callable(import_module(f"gancompile.runtime.evaluation.features.{key}").make)


@pytest.mark.parametrize("kind", ["images", "vectors", "rows", "sounds", "series", "lines"])
def test_every_kind_of_samples_has_usual_metrics(kind: str) -> None:
    assert usual_metrics(kind, {"features", "moments"})
