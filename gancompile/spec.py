"""The Python door: a spec as an object that is checked, compiled and built."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gancompile.compiler import Compilation, Diagnostic, compile_file, compiled_files, compiled_plans
from gancompile.compiler.diagnostics import render
from gancompile.compiler.ir.strided_points import has_strided_points
from gancompile.continuation import BuildStopped, Decision, Outcome, Wish, decide, prepare
from gancompile.environment import choose_onednn
from gancompile.folder import folder_lock
from gancompile.folder.checkpoint_files import newest_onednn

if TYPE_CHECKING:
    from gancompile.runtime.game import Game
    from gancompile.runtime.training import Listener


class SpecError(ValueError):
    """A spec with mistakes; the message is what `gancompile check` prints. diagnostics: the same as data."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("\n" + "\n".join(render(diagnostic) for diagnostic in diagnostics))
        self.diagnostics = tuple(diagnostics)


class Spec:
    """A spec that has been read and checked. Nothing of TensorFlow is imported before `compile` or `build`."""

    def __init__(self, compilation: Compilation) -> None:
        self._compilation = compilation

    @property
    def name(self) -> str:
        """The spec's `name`."""
        return self._compilation.program.name

    @property
    def digest(self) -> str:
        """SHA-256 of the resolved spec, in hexadecimal."""
        return self._compilation.program.digest

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """The warnings of the check."""
        return self._compilation.diagnostics

    @property
    def resolved(self) -> Mapping[str, Any]:
        """The spec as it was understood, as plain data."""
        return self._compilation.resolved

    def emit(self) -> str:
        """The text of the compiled `model.py`."""
        return compiled_files(self._compilation).model

    def eject(self, path: str | Path) -> Path:
        """Writes one Python file that trains without gancompile, and beside it the networks that it loads. Returns its path."""
        from gancompile.compiler.eject import eject, files_of
        from gancompile.files import write_atomically

        path, plans = Path(path), compiled_plans(self._compilation)
        for name, file in files_of(plans).items():
            write_atomically(path.parent / name, file.read_bytes())
        write_atomically(path, eject(plans, path.name))
        return path

    def write(self, folder: str | Path) -> Path:
        """Writes the compiled folder: `model.py`, `program.json`, `spec.lock.yaml`, each atomically. Returns the folder."""
        from gancompile.files import write_atomically

        folder = Path(folder)
        files = compiled_files(self._compilation)
        for name, path in files.copies.items():
            write_atomically(folder / name, path.read_bytes())
        for name, text in files.texts.items():
            write_atomically(folder / name, text)
        return folder

    def compile(self, folder: str | Path | None = None) -> Game:
        """The Keras model, with initial weights, from source written to a folder: a temporary one when left out."""
        choose_onednn(self.onednn_choice(None))
        from gancompile.runtime.program import make_game, read_program

        if folder is not None:
            return make_game(read_program(self.write(folder)))
        with tempfile.TemporaryDirectory() as made:
            return make_game(read_program(self.write(made)))

    def onednn_choice(self, folder: Path | None) -> str | None:
        """Whether oneDNN's kernels are used: as the training in a folder has begun, `0` where they are not safe for this game, or None."""
        begun_with = newest_onednn(folder) if folder is not None else None
        return begun_with or ("0" if has_strided_points(self._compilation.programs) else None)

    def decide(self, folder: str | Path | None = None, *, train: bool = True, wish: Wish = Wish.NONE) -> Decision:
        """What `build` would do with the folder, and why; nothing is changed."""
        return decide(self._compilation, Path(folder or self.default_folder), trained=train, wish=wish)

    def prepare(self, decision: Decision) -> Path | None:
        """Writes the compiled folder as decided. Returns: where an earlier run was moved to, if one was."""
        return prepare(decision, self._compilation, compiled_files(self._compilation))

    def build(
        self,
        folder: str | Path | None = None,
        *,
        train: bool = True,
        wish: Wish = Wish.NONE,
        listener: Listener | None = None,
    ) -> Game:
        """Compiles, trains and exports. Returns the trained model.

        A training of this spec goes on from its newest checkpoint. wish: what is done with one of another spec: `Wish.CONTINUE` goes
        on from its weights, `Wish.FRESH` moves it to `runs/`. Raises BuildStopped where neither is asked for, FolderInUse where another
        process is at work in the folder.
        """
        folder = Path(folder or self.default_folder)
        with folder_lock(folder):
            decision = self.decide(folder, train=train, wish=wish)
            if decision.outcome is Outcome.STOP:
                raise BuildStopped(decision)
            choose_onednn(self.onednn_choice(None if decision.outcome is Outcome.FRESH else folder))
            from gancompile.runtime.builder import build_folder
            from gancompile.runtime.training import Silent

            self.prepare(decision)
            return build_folder(folder, listener or Silent(), trained=train)

    @property
    def default_folder(self) -> Path:
        """The default folder of a build: `build/NAME` in the working folder."""
        return Path("build") / self.name


def load(path: str | Path, *, set: Sequence[str] = (), seed: int | None = None, steps: int | None = None) -> Spec:
    """Reads and checks a spec. set: `KEY=VALUE` overrides, as on the command line; steps: rounds of each phase, instead of its own.

    Raises SpecError where it is wrong.
    """
    compilation = compile_file(Path(path), overrides=set, seed=seed, steps=steps)
    if compilation.failed:
        raise SpecError(compilation.diagnostics)
    return Spec(compilation)
