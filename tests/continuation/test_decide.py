"""What a build does with what it finds: every change that a person makes next, on a finished and on a half-finished build."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from gancompile.compiler import Compilation, compile_file, compiled_files
from gancompile.continuation import BuildStopped, Decision, Outcome, Wish, decide, prepare
from gancompile.folder import CheckpointFiles, NoCheckpointError, read_memory
from gancompile.folder.checkpoint_files import checkpoint_name, sha256_of
from gancompile.folder.manifest import ExportRecord, write_manifest

SPEC = """
gancompile: 1
name: first
data: {source: {images: {folder: pictures}}, resize: [8, 8], range: [-1, 1], batch: 4}
networks:
  generator: {inputs: {z: [4]}, layers: [{dense: {units: auto, activation: tanh}}, {reshape: [auto, auto, auto]}]}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: {units: 8, activation: relu}}, {dense: 1}]}
game:
  objective: non_saturating
  optimizer: {adam: {learning_rate: 2e-4, beta_1: 0.5}}
  regularize: [{r1: {weight: 10}}]
schedule: [{steps: 20}]
"""
ROUNDS = 20


@pytest.fixture
def work(tmp_path: Path, images: Path) -> Path:
    """A folder with a spec and its data."""
    (tmp_path / "pictures").mkdir()
    for path in images.iterdir():
        (tmp_path / "pictures" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "first.yaml").write_text(SPEC)
    return tmp_path


def compiled(work: Path, *overrides: str, seed: int | None = None) -> Compilation:
    compilation = compile_file(work / "first.yaml", overrides=overrides, seed=seed)
    assert not compilation.failed, compilation.diagnostics
    return compilation


def carry_out(decision: Decision, compilation: Compilation) -> None:
    prepare(decision, compilation, compiled_files(compilation))


def build(work: Path, *, rounds: int = ROUNDS) -> Path:
    """A build that has played so many rounds, as far as its files go."""
    folder, compilation = work / "build", compiled(work)
    carry_out(decide(compilation, folder), compilation)
    checkpoints = folder / "checkpoints"
    checkpoints.mkdir()
    name = checkpoint_name(rounds)
    (checkpoints / f"{name}.index").write_text("weights")
    made = CheckpointFiles(
        folder=checkpoints, name=name, round=rounds, stage=0, leg=0, onednn="1", variables=[],
        files={f"{name}.index": sha256_of(checkpoints / f"{name}.index")},
    )  # fmt: skip
    (checkpoints / f"{name}.json").write_text(json.dumps(made.as_json()))
    if rounds == ROUNDS:
        (folder / "saved_model" / "1").mkdir(parents=True)
        (folder / "networks").mkdir()
        (folder / "report.html").write_text("")
        export = ExportRecord(kind="saved_model", path="saved_model/1", round=rounds, digests={})
        exports = [{"kind": export.kind, "path": export.path, "round": rounds, "digests": {}}]
        write_manifest(folder, {"trained": True, "parts": dict(compilation.program.parts), "exports": exports})
    return folder


def touch(path: Path) -> None:
    os.utime(path, ns=(1, 1))


def replace_data(work: Path) -> None:
    for path in (work / "pictures").iterdir():
        path.unlink()
    from PIL import Image

    for name in ("x.png", "y.png", "z.png", "w.png"):
        Image.new("RGB", (40, 48), "red" if name < "y" else "blue").save(work / "pictures" / name)


def add_data(work: Path) -> None:
    (work / "pictures" / "999.png").write_bytes((work / "pictures" / "000.png").read_bytes())


def rename_data(work: Path) -> None:
    (work / "pictures" / "000.png").rename(work / "pictures" / "900.png")


def change_data(work: Path) -> None:
    (work / "pictures" / "000.png").write_bytes((work / "pictures" / "003.png").read_bytes())


DEEPER = "networks.discriminator.layers=[flatten, {dense: {units: 8, activation: relu}}, {dense: 8}, {dense: 1}]"
LATER = "schedule=[{steps: 20}, {steps: 10, set: {game.players.*.optimizer.adam.learning_rate: 1e-5}}]"
WEIGHT = "schedule=[{steps: 20}, {steps: 10, set: {game.players.discriminator.regularize.0.r1.weight: 1}}]"

# What is changed, what a finished build does, and what one does that was stopped after half of its rounds.
CHANGES = {
    "nothing": ((), Outcome.UP_TO_DATE, Outcome.RESUME),
    "more rounds": (("schedule.0.steps=30",), Outcome.EXTEND, Outcome.EXTEND),
    "fewer rounds": (("schedule.0.steps=15",), Outcome.STOP, Outcome.EXTEND),
    "rate": (("game.optimizer.adam.learning_rate=1e-4",), Outcome.STOP, Outcome.STOP),
    "phase appended": (("schedule=[{steps: 20}, {steps: 10}]",), Outcome.EXTEND, Outcome.EXTEND),
    "phase appended with a rate of its own": ((LATER,), Outcome.EXTEND, Outcome.EXTEND),
    "phase appended with a weight of its own": ((WEIGHT,), Outcome.EXTEND, Outcome.EXTEND),
    "phase in front": (("schedule=[{steps: 5}, {steps: 20}]",), Outcome.STOP, Outcome.STOP),
    "batch": (("data.batch=5",), Outcome.STOP, Outcome.STOP),
    "description": (("description=hello",), Outcome.REMAKE, Outcome.RESUME),
    "checkpoints": (("checkpoints={keep: 9}",), Outcome.REMAKE, Outcome.RESUME),
    "export": (("export={discriminator: discriminator}",), Outcome.REMAKE, Outcome.RESUME),
    "objective": (("game.objective=hinge",), Outcome.STOP, Outcome.STOP),
    "layer added": ((DEEPER,), Outcome.STOP, Outcome.STOP),
}


@pytest.mark.parametrize("half", [False, True], ids=["finished", "half-finished"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_spec(work: Path, change: str, half: bool) -> None:
    overrides, finished, stopped = CHANGES[change]
    folder = build(work, rounds=ROUNDS // 2 if half else ROUNDS)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    compilation = compiled(work, *overrides)
    decision = decide(compilation, folder)
    assert decision.outcome is (stopped if half else finished), decision
    if decision.outcome is Outcome.STOP:
        assert list(decision.details())
        assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    elif decision.outcome is not Outcome.UP_TO_DATE:
        carry_out(decision, compilation)
        kept = {path for path in before if path.parent.name in {"checkpoints", "1"}}
        assert all(path.read_bytes() == before[path] for path in kept)
        assert decide(compilation, folder).outcome in {Outcome.RESUME, Outcome.REMAKE}


def test_another_seed_stops(work: Path) -> None:
    decision = decide(compiled(work, seed=5), build(work))
    assert (decision.outcome, list(decision.details())) == (Outcome.STOP, ["seed: 0 -> 5"])


@pytest.mark.parametrize("half", [False, True], ids=["finished", "half-finished"])
@pytest.mark.parametrize(
    ("edit", "reported"),
    [
        (add_data, "data: 1 file added: 999.png"),
        (lambda work: (work / "pictures" / "003.png").unlink(), "data: 1 file removed: 003.png"),
        (rename_data, "data: 1 file renamed: 000.png -> 900.png"),
        (change_data, "data: 1 file changed: 000.png"),
        (replace_data, "data: 4 files added: w.png, x.png, y.png, z.png"),
    ],
    ids=["added", "removed", "renamed", "content", "replaced"],
)  # fmt: skip
def test_changed_data_stop_a_build(work: Path, edit: Callable[[Path], object], reported: str, half: bool) -> None:
    folder = build(work, rounds=10 if half else ROUNDS)
    edit(work)
    decision = decide(compiled(work), folder)
    assert decision.outcome is Outcome.STOP
    assert reported in list(decision.details())
    assert "from other data" in decision.why()


def test_data_that_were_only_touched_or_moved_stop_nothing(work: Path) -> None:
    folder = build(work)
    touch(work / "pictures" / "000.png")
    (work / "pictures").rename(work / "photographs")
    moved = compiled(work, f"data.source.images.folder={work}/photographs")
    assert decide(moved, folder).outcome is Outcome.UP_TO_DATE


def test_continue_goes_on_where_rounds_are_left(work: Path) -> None:
    folder = build(work)
    other = compiled(work, "game.objective=hinge")
    assert decide(other, folder, wish=Wish.CONTINUE).outcome is Outcome.STOP
    assert "nothing is left to go on with: make the schedule longer" in decide(other, folder, wish=Wish.CONTINUE).why()
    longer = compiled(work, "game.objective=hinge", "schedule.0.steps=30")
    decision = decide(longer, folder, wish=Wish.CONTINUE)
    assert (decision.outcome, decision.round, decision.rounds) == (Outcome.CONTINUE, 20, 30)
    carry_out(decision, longer)
    assert (folder / "lineage" / "000" / "model.py").exists()
    assert (folder / "lineage" / "000" / "spec.lock.yaml").read_text() != (folder / "spec.lock.yaml").read_text()
    assert decide(longer, folder).outcome is Outcome.RESUME


def test_continue_where_it_goes_on_anyhow_is_exact(work: Path) -> None:
    folder = build(work, rounds=10)
    assert decide(compiled(work, "schedule.0.steps=30"), folder, wish=Wish.CONTINUE).outcome is Outcome.EXTEND


def test_fresh_moves_the_run_with_its_checkpoints(work: Path) -> None:
    folder, other = build(work), compiled(work, "game.objective=hinge")
    carry_out(decide(other, folder, wish=Wish.FRESH), other)
    (moved,) = (folder / "runs").iterdir()
    assert (moved / "checkpoints" / "round_00000020.index").read_text() == "weights"
    assert (moved / "saved_model" / "1").is_dir()
    assert decide(other, folder).outcome is Outcome.BEGIN


def test_an_untrained_export_does_not_take_the_place_of_a_training(work: Path) -> None:
    decision = decide(compiled(work), build(work, rounds=10), trained=False)
    assert decision.outcome is Outcome.STOP
    assert "--no-train" in decision.why()


def test_a_folder_without_a_memory_is_known_by_its_lock_file(work: Path) -> None:
    folder = build(work, rounds=10)
    (folder / "build.json").write_text("[]")
    assert decide(compiled(work), folder).outcome is Outcome.RESUME
    assert decide(compiled(work, "data.batch=5"), folder).outcome is Outcome.STOP
    (folder / "spec.lock.yaml").unlink()
    assert decide(compiled(work), folder).outcome is Outcome.STOP


def test_the_refusal_says_what_differs(work: Path) -> None:
    error = BuildStopped(decide(compiled(work, "data.batch=5"), build(work)))
    assert "20 rounds that were trained by another spec" in str(error)
    assert "data.batch: 4 -> 5" in str(error)


def test_nothing_of_tensorflow_is_imported(work: Path, root: Path) -> None:
    import subprocess
    import sys

    build(work)
    script = "import sys; from gancompile.cli import main; code = main(sys.argv[1:])\n" \
             "assert not {'tensorflow', 'keras', 'numpy'} & set(sys.modules), 'imported'; sys.exit(code)"  # fmt: skip
    for more in ([], ["--dry-run", "--set", "schedule.0.steps=30"]):
        arguments = ["build", str(work / "first.yaml"), "--out", str(work / "build"), *more]
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments], cwd=root, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_a_finished_training_without_its_checkpoints_is_not_trained_over(work: Path) -> None:
    folder = build(work)
    for path in (folder / "checkpoints").iterdir():
        path.unlink()
    assert decide(compiled(work), folder).outcome is Outcome.UP_TO_DATE
    decision = decide(compiled(work, "schedule.0.steps=30"), folder)
    assert decision.outcome is Outcome.STOP
    assert "its checkpoints are gone" in decision.why()


def test_what_was_announced_and_never_played_is_forgotten(work: Path) -> None:
    """A build with `--continue` that was killed before its first checkpoint: the rounds there are still those of the first spec."""
    folder = build(work)
    other = compiled(work, "game.objective=hinge", "schedule.0.steps=30")
    carry_out(decide(other, folder, wish=Wish.CONTINUE), other)
    longer = compiled(work, "schedule.0.steps=30")
    decision = decide(longer, folder)
    assert decision.outcome is Outcome.EXTEND
    carry_out(decision, longer)
    memory = read_memory(folder)
    assert memory is not None
    assert [leg.how for leg in memory.legs] == ["begun", "extended"]
    assert decide(other, folder).outcome is Outcome.STOP


def test_a_phase_that_may_have_ended_early_is_not_made_longer(work: Path) -> None:
    until = "schedule=[{steps: STEPS, until: {metric: generator_loss, below: 100}}]"
    spec = work / "first.yaml"
    spec.write_text(SPEC.replace("[{steps: 20}]", "[{steps: 20, until: {metric: generator_loss, below: 100}}]"))
    assert decide(compiled(work, until.replace("STEPS", "30")), build(work)).outcome is Outcome.STOP


def test_checkpoints_that_are_all_damaged_are_an_error_before_a_byte_is_touched(work: Path) -> None:
    folder = build(work)
    (folder / "checkpoints" / "round_00000020.index").write_text("other")
    longer = compiled(work, "schedule.0.steps=30")
    with pytest.raises(NoCheckpointError, match="--fresh"):
        decide(longer, folder)
    assert decide(compiled(work), folder).outcome is Outcome.UP_TO_DATE
    carry_out(decide(longer, folder, wish=Wish.FRESH), longer)
    assert decide(longer, folder).outcome is Outcome.BEGIN


def test_rounds_of_a_later_leg_need_the_memory(work: Path) -> None:
    folder = build(work, rounds=10)
    path = folder / "checkpoints" / "round_00000010.json"
    path.write_text(path.read_text().replace('"leg": 0', '"leg": 2'))
    (folder / "build.json").unlink()
    decision = decide(compiled(work), folder)
    assert (decision.outcome, "build.json" in decision.why()) == (Outcome.STOP, True)
