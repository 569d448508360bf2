"""Checkpoints: restored exactly, whole or not there, and whatever happens to the newest, the one before it is found."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gancompile.folder import CheckpointFiles, FullDisk, NoCheckpointError, list_checkpoints, newest_whole
from gancompile.runtime.game.named_state import named_state
from gancompile.runtime.training import (
    CheckpointStore,
    NotFiniteError,
    Retention,
)

Make = Callable[..., Any]


@pytest.fixture
def game(make_game: Make, tiny: Make) -> Any:
    return make_game(tiny())


@pytest.fixture
def store(game: Any, tmp_path: Path) -> CheckpointStore:
    """A store with checkpoints after rounds 10, 20 and 30, in which the generator's first weight is the number of the round."""
    made = CheckpointStore(tmp_path / "checkpoints", game)
    for round in (10, 20, 30):
        game.round.assign(round)
        game.generator.weights[0].assign(np.full(game.generator.weights[0].shape, round, np.float32))
        made.notes["round"] = round
        made.save(at_picture=True)
    return made


def rounds(folder: Path) -> list[int]:
    return [one.round for one in list_checkpoints(folder) if isinstance(one, CheckpointFiles)]


def test_a_checkpoint_restores_everything(store: CheckpointStore, make_game: Make, tiny: Make) -> None:
    other = make_game(tiny(), name="other")
    second = CheckpointStore(store.folder, other)
    newest = newest_whole(store.folder, pytest.fail)
    assert newest is not None
    second.restore(newest)
    assert second.notes == {"round": 30}
    for name, variable in named_state(store.game).items():
        np.testing.assert_array_equal(np.array(variable), np.array(named_state(other)[name]), err_msg=name)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


NAME = "round_00000030"
DAMAGES: dict[str, Callable[[Path], object]] = {
    "a bit of the weights": lambda f: flip(f / f"{NAME}.data-00000-of-00001"),
    "a bit of the index": lambda f: flip(f / f"{NAME}.index"),
    "truncated weights": lambda f: truncate(f / f"{NAME}.data-00000-of-00001"),
    "missing shard": lambda f: (f / f"{NAME}.data-00000-of-00001").unlink(),
    "missing index": lambda f: (f / f"{NAME}.index").unlink(),
    "empty description": lambda f: (f / f"{NAME}.json").write_text(""),
    "other JSON": lambda f: (f / f"{NAME}.json").write_text('["any", {"json": 3}]'),
    "a wrong checksum": lambda f: (f / f"{NAME}.json").write_text(
        (f / f"{NAME}.json").read_text().replace('"files": {', '"files": {"round_00000020.index": "0",', 1)
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_newest_one_gives_way_to_the_one_before(store: CheckpointStore, damage: str) -> None:
    DAMAGES[damage](store.folder)
    warnings: list[str] = []
    found = newest_whole(store.folder, warnings.append)
    assert found is not None
    assert found.round == 20
    assert len(warnings) == 1
    assert NAME in warnings[0]
    assert "going on from the checkpoint after round 20" in warnings[0]


def test_a_checkpoint_of_another_game_is_not_restored(store: CheckpointStore, make_game: Make, tiny: Make) -> None:
    other = make_game(tiny(), "networks.generator.layers.0.dense.units=9", name="other")
    newest = newest_whole(store.folder, pytest.fail)
    assert newest is not None
    with pytest.raises(NoCheckpointError, match="another game"):
        CheckpointStore(store.folder, other).restore(newest)


def test_where_all_are_damaged_it_is_an_error_and_not_round_0(store: CheckpointStore) -> None:
    for path in store.folder.glob("*.index"):
        flip(path)
    with pytest.raises(NoCheckpointError, match="No checkpoint is whole"):
        newest_whole(store.folder, pytest.fail)


def test_no_checkpoint_is_none(tmp_path: Path) -> None:
    assert newest_whole(tmp_path / "nothing", pytest.fail) is None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EDQUOT])
def test_a_full_disk_keeps_the_checkpoints_that_there_are(
    store: CheckpointStore, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fail(path: Path) -> None:
        raise OSError(number, "no", str(path))

    store.game.round.assign(40)
    with monkeypatch.context() as patched:
        patched.setattr("gancompile.runtime.training.checkpoint.sync", fail)
        with pytest.raises(FullDisk, match="the checkpoint after round 40"):
            store.save()
    assert rounds(store.folder) == [30, 20, 10]
    assert not [path for path in store.folder.iterdir() if path.name.startswith(".")]
    store.save()
    assert rounds(store.folder)[0] == 40


def test_what_a_killed_save_has_left_is_no_checkpoint(store: CheckpointStore) -> None:
    (store.folder / ".saving-x-1").mkdir()
    (store.folder / "round_00000040.index").write_text("half")
    newest = newest_whole(store.folder, pytest.fail)
    assert newest is not None
    assert newest.round == 30
    store.game.round.assign(40)
    store.save()
    assert not (store.folder / ".saving-x-1").exists()
    assert rounds(store.folder)[0] == 40


@pytest.mark.parametrize(
    ("value", "name"), [(np.nan, "generator/dense/kernel"), (np.inf, "generator/dense/kernel"), (1.8e35, "generator/dense/kernel")]
)  # fmt: skip
def test_weights_that_are_not_finite_are_not_saved(store: CheckpointStore, value: float, name: str) -> None:
    store.game.generator.weights[0].assign(np.full(store.game.generator.weights[0].shape, value, np.float32))
    store.game.round.assign(40)
    with pytest.raises(NotFiniteError, match=name):
        store.save()
    assert rounds(store.folder) == [30, 20, 10]


def test_large_second_moments_are_no_trouble(store: CheckpointStore) -> None:
    state = named_state(store.game)
    velocity = next(one for name, one in state.items() if "/velocity/" in name)
    velocity.assign(np.full(velocity.shape, 1e30, np.float32))
    store.save()


def test_numbers_that_are_not_finite_leave_the_description_readable(store: CheckpointStore) -> None:
    store.numbers = {"loss": float("nan"), "other": 2.0}
    store.game.round.assign(40)
    made = store.save()
    assert json.loads((store.folder / f"{made.name}.json").read_text())["numbers"] == {"other": 2.0}


@pytest.mark.parametrize(
    ("retention", "kept"),
    [
        (Retention(), [60, 55, 50, 40]),
        (Retention(keep=1), [60, 55]),
        (Retention(keep=None), [60, 55, 50, 40, 30, 20, 10]),
        (Retention(keep=1, best="loss"), [60, 55, 20]),
        (Retention(keep=1, best="loss", highest=True), [60, 55, 30]),
        (Retention(keep=1, best="unknown"), [60, 55]),
    ],
)
def test_which_checkpoints_are_kept(game: Any, tmp_path: Path, retention: Retention, kept: list[int]) -> None:
    """The newest two, the newest at pictures, the best, the pinned."""
    store = CheckpointStore(tmp_path / "checkpoints", game, retention=retention)
    losses = {10: 3.0, 20: 1.0, 30: 9.0, 40: 2.0, 50: 2.0, 60: 2.0}
    for round in (10, 20, 30, 40, 50, 55, 60):
        game.round.assign(round)
        store.numbers = {"loss": losses[round]} if round in losses else {}
        store.save(at_picture=round % 10 == 0)
    assert rounds(store.folder) == kept
    assert {path.stem for path in store.folder.iterdir()} == {f"round_{round:08d}" for round in kept}


def test_checkpoints_of_an_earlier_leg_stay(game: Any, tmp_path: Path) -> None:
    for leg, played in enumerate(((10, 20, 30), (40, 50, 60, 70))):
        store = CheckpointStore(tmp_path / "checkpoints", game, leg=leg, retention=Retention(keep=1))
        for round in played:
            game.round.assign(round)
            store.save(at_picture=True)
    assert rounds(tmp_path / "checkpoints") == [70, 60, 30, 20]
