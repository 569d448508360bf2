"""The decision about a build, from the compiled spec and the files of the folder, without TensorFlow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from gancompile.compiler import Compilation, compile_file
from gancompile.compiler.ir.played import played
from gancompile.continuation.decision import Decision, Outcome, Wish
from gancompile.folder import (
    CheckpointFiles,
    DataChange,
    compare_fingerprints,
    list_checkpoints,
    read_memory,
    take_fingerprint,
)
from gancompile.folder.manifest import read_made
from gancompile.folder.memory import WEIGHTS

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

    report: called with a sentence now and then while many data are read. Raises OSError.
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
        return Decision(
            outcome=outcome,
            folder=self.folder,
            round=self.round,
            rounds=self.compilation.program.rounds,
            data=self._data,
            data_change=self._data_change,
            differences=differences,
            reason=reason,
        )

    def _outcome(self) -> tuple[Outcome, tuple[str, ...], str]:
        if self.wish is Wish.FRESH:
            return Outcome.FRESH, (), ""
        if not self._checkpoints:
            return (Outcome.UP_TO_DATE if self._is_up_to_date() else Outcome.BEGIN), (), ""
        exact = self._exact()
        if exact is not None:
            return self._with_training(exact)
        differences = self._differences()
        if not self.trained:
            return Outcome.STOP, differences, self._untrained()
        if self.wish is Wish.NONE:
            return Outcome.STOP, differences, ""
        if self.round >= self.compilation.program.rounds:
            return Outcome.STOP, differences, self._nothing_left()
        return Outcome.CONTINUE, differences, ""

    def _with_training(self, exact: Outcome) -> tuple[Outcome, tuple[str, ...], str]:
        """What goes on exactly, unless no training is wanted where some is left."""
        if self.trained or exact in {Outcome.UP_TO_DATE, Outcome.REMAKE}:
            return exact, (), ""
        return Outcome.STOP, (), self._untrained()

    def _exact(self) -> Outcome | None:
        """How to go on where the rounds so far are those of this spec; None where they are not."""
        if self._data_change:
            return None
        program = self.compilation.program
        if self._same(WEIGHTS):
            if self.round < program.rounds:
                return Outcome.RESUME
            return Outcome.UP_TO_DATE if self._is_up_to_date() else Outcome.REMAKE
        if self.round <= program.rounds and self._same(("data", "seed")) and self._played_the_same():
            return Outcome.EXTEND if self.round < program.rounds else Outcome.REMAKE
        return None

    def _untrained(self) -> str:
        return (
            f"`{self.folder}` holds {self.round:,} trained rounds, and `--no-train` would export initial weights beside them; "
            "nothing has been changed"
        )

    def _nothing_left(self) -> str:
        rounds = self.compilation.program.rounds
        return (
            f"the schedule has {rounds:,} rounds, and `{self.folder}` holds {self.round:,} already, so nothing is left to go on with: "
            f"make the schedule longer, such as by `--set schedule.0.steps={self.round + rounds}`"
        )

    @cached_property
    def _checkpoints(self) -> tuple[Any, ...]:
        return list_checkpoints(self.folder / "checkpoints")

    @cached_property
    def round(self) -> int:
        """The round of the newest checkpoint that can be read; 0 where there is none."""
        return next((one.round for one in self._checkpoints if isinstance(one, CheckpointFiles)), 0)

    @cached_property
    def _memory(self) -> Any:
        return read_memory(self.folder)

    @cached_property
    def _data(self) -> Any:
        sets = self.compilation.program.data.sets
        known = self._memory.data if self._memory is not None else None
        return take_fingerprint({one.name: one.native.files for one in sets}, known, self.report)

    @cached_property
    def _data_change(self) -> DataChange:
        if not self._checkpoints or self._memory is None:
            return DataChange()
        return compare_fingerprints(self._memory.data, self._data)

    @cached_property
    def _old(self) -> Compilation | None:
        """The spec that the folder was made from; None where it does not compile any more."""
        lock = self.folder / LOCK
        compilation = compile_file(lock) if lock.exists() else None
        return compilation if compilation is not None and not compilation.failed else None

    @cached_property
    def _parts(self) -> Mapping[str, str]:
        """The digests of the parts of the spec that the folder was made from; none where that is not known."""
        if self._memory is not None:
            parts: Mapping[str, str] = self._memory.leg.parts
            return parts
        return self._old.program.parts if self._old is not None else {}

    def _same(self, names: tuple[str, ...]) -> bool:
        return all(self._parts.get(name) == self.compilation.program.parts[name] for name in names)

    def _played_the_same(self) -> bool:
        """Whether the rounds so far are the same by the old spec and by this one."""
        old = self._old
        return old is not None and played(old.compiled, self.round) == played(self.compilation.compiled, self.round)

    def _is_up_to_date(self) -> bool:
        """Whether the manifest lists all of what this spec makes, and the exports are there."""
        made = read_made(self.folder)
        if made is None or made.parts != dict(self.compilation.program.parts) or made.trained < self.trained:
            return False
        return bool(made.exports) and all((self.folder / one.path).exists() for one in made.exports)

    def _differences(self) -> tuple[str, ...]:
        """The difference in meaning, a line each; the parts that differ where the old spec does not compile any more."""
        from gancompile.compiler.describe.difference import differences

        if self._old is not None and self._old.program.parts.get("data") == self._parts.get("data"):
            found = differences(self._old, self.compilation)
            real = [str(change) for change in found if not change.is_remark]
            if real or not self._data_change:
                return tuple(real or [str(change) for change in found])
        parts = [name for name in WEIGHTS if self._parts.get(name) != self.compilation.program.parts[name]]
        return tuple(f"{name}: not what it was" for name in parts)
