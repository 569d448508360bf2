"""`evaluate`: what is measured where a spec says much, little or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from gancompile.compiler import compile_file, compile_text, compiled_files
from gancompile.compiler.ir.evaluation import Evaluation

SPEC = """
gancompile: 1
name: example
data: {source: digits, range: [-1, 1], batch: 50}
networks:
  generator: {inputs: {z: [8]}, layers: [{dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 1}]}
game: {objective: hinge}
schedule: [{steps: 1000}]
"""


def evaluation(*overrides: str, text: str = SPEC) -> Evaluation:
    compilation = compile_text(text, overrides=overrides)
    assert not compilation.failed, compilation.diagnostics
    found = compilation.programs[-1].evaluation
    assert found is not None
    return found


def codes(*overrides: str) -> list[str]:
    return [one.code for one in compile_text(SPEC, overrides=overrides).diagnostics]


def test_without_the_section_there_is_the_usual() -> None:
    found = evaluation()
    assert found.kind == "images"
    assert found.features == "random"
    assert [one.name for one in found.metrics] == ["fid", "kid", "precision_recall", "density_coverage"]
    assert not found.is_asked_for
    assert found.every_rounds is None
    assert found.settings["samples"] == 10_000


@pytest.mark.parametrize(
    ("spec", "kind", "features", "first"),
    [
        ("gan-ring.yaml", "vectors", "values", "modes"),
        ("ctgan-penguins.yaml", "rows", "columns", "marginals"),
        ("text-names.yaml", "lines", None, "n_grams"),
        ("timegan-autoregressive.yaml", "series", "values", "marginals"),
        ("cyclegan-digits.yaml", "images", "random", "fid"),
    ],
)
def test_the_usual_of_each_kind(specs: Path, spec: str, kind: str, features: str | None, first: str) -> None:
    found = compile_file(specs / spec).programs[-1].evaluation
    assert found is not None
    assert (found.kind, found.features, found.metrics[0].name) == (kind, features, first)


def test_a_generator_that_is_given_labels_is_known() -> None:
    assert "labels" not in evaluation().given
    text = SPEC.replace("inputs: {z: [8]}, layers: [", "inputs: {z: [8], y: data.label}, layers: [{embedding: {input_dim: 10, output_dim: 8}, from: y}, {concatenate: {}, from: [z, previous]}, ")  # fmt: skip
    found = evaluation("evaluate.features=classifier", text=text)
    assert {"labels", "probabilities"} <= set(found.given)
    assert found.label == "label"
    assert "conditional_accuracy" in [one.name for one in found.metrics]


@pytest.mark.parametrize(
    ("every", "rounds"),
    [("{rounds: 30}", 30), ("{steps: 30}", 30), ("{images: 120}", 3), ("{epochs: 1}", 36), ("{images: 1}", 1)],
)
def test_every_in_any_unit(every: str, rounds: int) -> None:
    assert evaluation(f"evaluate.every={every}").every_rounds == rounds


def test_the_largest_batch_counts() -> None:
    found = evaluation("evaluate.every={images: 400}", "schedule=[{steps: 10}, {steps: 10, batch: 200}]")
    assert found.every_rounds == 2


def test_the_best_and_the_end_of_a_phase_know_which_way_is_better() -> None:
    measured = "evaluate={every: {rounds: 10}, metrics: [fid, density_coverage], best: coverage}"
    compilation = compile_text(SPEC, overrides=(measured, "schedule.0.until={metric: coverage, patience: 3}"))
    (program,) = compilation.programs
    assert (program.upkeep.best, program.upkeep.highest) == ("coverage", True)
    until = program.phases[0].until
    assert until is not None
    assert (until.is_higher_better, until.is_measured) == (True, True)
    lower = compile_text(SPEC, overrides=(measured.replace("best: coverage", "best: fid"),)).programs[0]
    assert (lower.upkeep.best, lower.upkeep.highest) == ("fid", False)


def test_a_section_with_a_mistake_is_reported_once() -> None:
    """What names a metric beside it is not."""
    overrides = (
        "evaluate={every: {rounds: 10}, metrics: [fid], sample: 3}",
        "schedule.0.until={metric: fid, below: 1}",
    )
    assert codes(*overrides) == ["GC0202"]


def test_density_is_no_number_to_choose_by() -> None:
    (found,) = compile_text(
        SPEC, overrides=("evaluate={every: {rounds: 10}, metrics: [density_coverage], best: density}",)
    ).diagnostics
    assert found.message == "of `density` neither the lowest nor the highest is best"
    assert found.help == "there are coverage"


def test_files_are_found_from_the_spec_and_are_absolute_in_the_lock(tmp_path: Path) -> None:
    (tmp_path / "net.keras").write_bytes(b"")
    (tmp_path / "reals.npz").write_bytes(b"")
    path = tmp_path / "spec.yaml"
    path.write_text(SPEC + "evaluate: {features: {keras: {file: net.keras}}, statistics: reals.npz}\n")
    compilation = compile_file(path)
    assert not compilation.failed, compilation.diagnostics
    lock = compiled_files(compilation).lock
    assert str(tmp_path / "net.keras") in lock
    assert str(tmp_path / "reals.npz") in lock
    again = compile_text(lock, folder=Path("/"))
    assert not again.failed, again.diagnostics
    assert again.programs[0].evaluation == compilation.programs[0].evaluation


def test_a_phase_that_ends_by_a_metric_depends_on_how_it_is_measured() -> None:
    until = "schedule.0.until={metric: fid, below: 1}"
    measured = "evaluate={every: {rounds: 10}, metrics: [fid], samples: 500"
    programs = [
        compile_text(SPEC, overrides=(until, f"{measured}{more}}}")).programs[0]
        for more in ("", ", best: fid, repeats: 9, share: 1", ", seed: 1")
    ]
    assert programs[0].digest == programs[1].digest != programs[2].digest
    assert programs[0].parts["schedule"] == programs[1].parts["schedule"] != programs[2].parts["schedule"]


def test_no_weight_depends_on_it() -> None:
    plain, measured = (compile_text(SPEC + more).programs[0] for more in ("", "evaluate: {samples: 500}\n"))
    assert plain.digest == measured.digest
    differs = {name for name in plain.parts if plain.parts[name] != measured.parts[name]}
    assert differs == {"evaluation"}
