"""The decision about a build, from the compiled spec and the files of the folder, without TensorFlow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gancompile.compiler import Compilation, compile_file
from gancompile.compiler.emit.network import file_of
from gancompile.compiler.ir.played import played
from gancompile.compiler.ir.program import Program
from gancompile.compiler.lockfile.network_digest import network_digest
from gancompile.continuation.decision import Decision, Outcome, Wish
from gancompile.folder import (
    CheckpointFiles,
    DataChange,
    DataFingerprint,
    Memory,
    compare_fingerprints,
    newest_whole,
    read_memory,
    take_fingerprint,
)
from gancompile.folder.manifest import Made, read_made
from gancompile.folder.memory import FILE as MEMORY
from gancompile.folder.memory import WEIGHTS, leg_folder

RESULTS = ("report.html", "networks")
"""What a build makes beside its exports."""
LOCK = "spec.lock.yaml"


def decide(
    compilation: Compilation,
    folder: Path,
    *,
    trained: bool = True,
    wish: Wish = Wish.NONE,
    report: Callable[[str], None] = lambda _: None,
) -> Decision:
    """What a build of this spec does with the folder. trained: False for one that exports initial weights.

    report: called with a sentence now and then while many data are read. Raises OSError, NoCheckpointError.
    """
    return _Case(compilation=compilation, folder=folder, trained=trained, wish=wish, report=report).decision()


@dataclass(frozen=True, kw_only=True)
class _Case:
    compilation: Compilation
    folder: Path
    trained: bool
    wish: Wish
    report: Callable[[str], None]

    def decision(self) -> Decision:
        """The decision with what is behind it."""
        outcome, differences, reason = self._outcome()
        counts = outcome in {Outcome.STOP, Outcome.CONTINUE}
        return Decision(
            outcome=outcome,
            folder=self.folder,
            round=self._round(outcome),
            leg=0 if outcome is Outcome.FRESH else self._leg_number,
            rounds=self._program.rounds,
            data=self._data,
            data_change=self._data_change if counts else DataChange(),
            differences=differences,
            reason=reason,
        )

    def _round(self, outcome: Outcome) -> int:
        """The round that the build goes on from. Checksums are left alone where nothing is read from a checkpoint."""
        if outcome is Outcome.FRESH:
            return 0
        if outcome is Outcome.UP_TO_DATE:
            return self._program.rounds
        return self._newest.round if self._newest is not None else 0

    def _outcome(self) -> tuple[Outcome, tuple[str, ...], str]:
        if self.wish is Wish.FRESH:
            return Outcome.FRESH, (), ""
        if self._is_up_to_date:
            return Outcome.UP_TO_DATE, (), ""
        newest = self._newest
        if newest is None:
            reason = self._lost_checkpoints()
            return (Outcome.STOP, (), reason) if reason else (Outcome.BEGIN, (), "")
        if self._memory is None and newest.leg > 0:
            reason = f"`{self.folder / MEMORY}` is missing or damaged, which says what trained the rounds there; nothing has been changed"
            return Outcome.STOP, (), reason
        exact = self._exact(newest.round)
        if exact is not None:
            return self._with_training(exact)
        differences = self._differences()
        if not self.trained:
            return Outcome.STOP, differences, self._untrained()
        if self.wish is Wish.NONE:
            return Outcome.STOP, differences, ""
        if newest.round >= self._program.rounds:
            return Outcome.STOP, differences, self._nothing_left(newest.round)
        return Outcome.CONTINUE, differences, ""

    def _with_training(self, exact: Outcome) -> tuple[Outcome, tuple[str, ...], str]:
        """What goes on exactly, unless no training is wanted where some is left."""
        if self.trained or exact is Outcome.REMAKE:
            return exact, (), ""
        return Outcome.STOP, (), self._untrained()

    def _exact(self, round: int) -> Outcome | None:
        """How to go on where the rounds so far are those of this spec; None where they are not."""
        if self._data_change:
            return None
        if self._same(WEIGHTS):
            return Outcome.RESUME if round < self._program.rounds else Outcome.REMAKE
        if round <= self._program.rounds and self._played_the_same(round):
            return Outcome.EXTEND if round < self._program.rounds else Outcome.REMAKE
        return None

    def _lost_checkpoints(self) -> str:
        """Why a folder without a checkpoint is not begun in: it holds what a training has made; empty where it does not."""
        if self._made is None or not self._made.trained or not self.trained:
            return ""
        return f"`{self.folder}` holds a finished training, but its checkpoints are gone, so it cannot go on; nothing has been changed"

    def _untrained(self) -> str:
        return (
            f"`{self.folder}` holds trained rounds, and `--no-train` would export initial weights beside them; "
            "nothing has been changed"
        )

    def _nothing_left(self, round: int) -> str:
        rounds = self._program.rounds
        return (
            f"the schedule has {rounds:,} rounds, and `{self.folder}` holds {round:,} already, so nothing is left to go on with: "
            "make the schedule longer"
        )

    @property
    def _program(self) -> Program:
        return self.compilation.program

    @cached_property
    def _newest(self) -> CheckpointFiles | None:
        """The newest checkpoint that is whole. Raises NoCheckpointError where all of them are damaged."""
        return newest_whole(self.folder / "checkpoints", lambda _: None)

    @cached_property
    def _memory(self) -> Memory | None:
        return read_memory(self.folder)

    @cached_property
    def _made(self) -> Made | None:
        return read_made(self.folder)

    @cached_property
    def _leg_number(self) -> int:
        """The leg that this build goes on from: that of the newest checkpoint, or the last one where that is of this very spec."""
        if self._memory is None:
            return 0
        last = len(self._memory.legs) - 1
        if _same(self._memory.leg.parts, self._program.parts, WEIGHTS) or self._newest is None:
            return last
        return min(self._newest.leg, last)

    @cached_property
    def _data(self) -> DataFingerprint:
        known = self._memory.data if self._memory is not None else None
        return take_fingerprint({one.name: one.native.files for one in self._program.data.sets}, known, self.report)

    @cached_property
    def _data_change(self) -> DataChange:
        return compare_fingerprints(self._memory.data, self._data) if self._memory is not None else DataChange()

    @cached_property
    def _compiled(self) -> Path:
        """The compiled folder of the leg that this build goes on from."""
        return leg_folder(self.folder, self._leg_number, self._memory) if self._memory is not None else self.folder

    @cached_property
    def _old(self) -> Compilation | None:
        """The spec of that leg; None where it does not compile any more."""
        lock = self._compiled / LOCK
        compilation = compile_file(lock) if lock.exists() else None
        return compilation if compilation is not None and not compilation.failed else None

    @cached_property
    def _parts(self) -> Mapping[str, str]:
        """The digests of the parts of that spec; none where they are not known."""
        if self._memory is not None:
            return self._memory.legs[self._leg_number].parts
        return self._old.program.parts if self._old is not None else {}

    def _same(self, names: Sequence[str]) -> bool:
        return _same(self._parts, self._program.parts, names)

    def _played_the_same(self, round: int) -> bool:
        """Whether the rounds so far are the same by the old spec and by this one."""
        if not self._same(("data", "seed")) or self._old is None or self._changed_networks():
            return False
        return played(self._old.compiled, round) == played(self.compilation.compiled, round)

    def _changed_networks(self) -> tuple[str, ...]:
        """The networks that were loaded from a file with other content than it has now. The folder has copies of what was loaded."""
        changed = []
        for network in self._program.networks:
            copy = self._compiled / file_of(network)
            if network.loads and copy.exists() and network_digest(copy) != network_digest(Path(network.loads)):
                changed.append(network.name)
        return tuple(changed)

    @cached_property
    def _is_up_to_date(self) -> bool:
        """Whether the folder holds all of what this spec makes."""
        made, memory, parts = self._made, self._memory, dict(self._program.parts)
        if made is None or memory is None or not made.parts == memory.leg.parts == parts or made.trained < self.trained:
            return False
        results = [self.folder / one.path for one in made.exports] + [self.folder / name for name in RESULTS]
        return bool(made.exports) and all(path.exists() for path in results) and not self._data_change

    def _differences(self) -> tuple[str, ...]:
        """The difference in meaning, a line each; the parts that differ where the old spec does not compile any more."""
        from gancompile.compiler.describe.difference import differences

        loaded = [f"networks.{name}: the file that it was loaded from has changed" for name in self._changed_networks()]
        if self._old is not None:
            found = differences(self._old, self.compilation)
            real = [str(change) for change in found if not change.is_remark]
            if real or loaded or self._data_change:
                return (*loaded, *real)
            return tuple(str(change) for change in found)
        parts = [name for name in WEIGHTS if self._parts.get(name) != self._program.parts[name]]
        return (*loaded, *(f"{name}: not what it was" for name in parts))


def _same(old: Mapping[str, str], new: Mapping[str, str], names: Sequence[str]) -> bool:
    return all(old.get(name) == new[name] for name in names)
