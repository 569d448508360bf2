"""The result of a compilation: diagnostics, and, where none of them is an error, programs and the files of a compiled folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.compiler.diagnostics import Diagnostic, InternalError, Source
from gancompile.compiler.emit import emit_model, emit_program, file_of
from gancompile.compiler.ir.program import Program, Programs
from gancompile.compiler.lockfile.lock_text import lock_text
from gancompile.compiler.plan import make_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Compilation:
    """A compiled spec. ir: None where a diagnostic is an error."""

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    ir: Programs | None = None

    @property
    def failed(self) -> bool:
        """Whether the spec has an error."""
        return self.ir is None

    @property
    def programs(self) -> tuple[Program, ...]:
        """The programs, in the order in which they are trained; none where the spec has an error."""
        return self.ir.stages if self.ir else ()

    @property
    def program(self) -> Program:
        """The program that is trained last and exported. Raises InternalError where the spec has an error."""
        return self._compiled.stages[-1]

    @property
    def specs(self) -> tuple[Mapping[str, Any], ...]:
        """The resolved spec of each stage."""
        return self.ir.resolved if self.ir else ()

    @property
    def resolved(self) -> Mapping[str, Any]:
        """The resolved spec of the last stage. Raises InternalError where the spec has an error."""
        return self._compiled.resolved[-1]

    def model_source(self) -> str:
        """The text of `model.py`, which is trained last and exported."""
        return emit_model(make_plan(self.program))

    def program_json(self) -> str:
        """The text of `program.json`."""
        return emit_program(make_plan(self.program), earlier=self.earlier)

    @property
    def earlier(self) -> tuple[str, ...]:
        """The folders of the stages before the last, relative to the compiled folder."""
        return tuple(f"stages/{number}" for number in range(1, len(self.programs)))

    def stage_files(self) -> dict[str, tuple[str, str]]:
        """The texts of `model.py` and `program.json` of those stages, by folder."""
        return {
            folder: (emit_model(make_plan(program)), emit_program(make_plan(program)))
            for folder, program in zip(self.earlier, self.programs[:-1], strict=True)
        }

    def network_files(self) -> dict[str, Path]:
        """The loaded networks, by the name that each `model.py` has for them in the compiled folder."""
        folders = [*(f"{folder}/" for folder in self.earlier), ""]
        return {
            f"{folder}{file_of(network)}": Path(network.loads)
            for folder, program in zip(folders, self.programs, strict=True)
            for network in program.networks
            if network.loads
        }

    def lock(self) -> str:
        """The text of `spec.lock.yaml`, which gives the same build."""
        unsplit = self._compiled.unsplit
        if unsplit is not None:
            return lock_text(unsplit, self.source.name, filled=False)
        return lock_text(self.resolved, self.source.name)

    @property
    def _compiled(self) -> Programs:
        if self.ir is None:
            raise InternalError(f"{self.source.name} has errors, and so no program")
        return self.ir
