"""The result of a compilation: diagnostics, and, where none of them is an error, the programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gancompile.compiler.diagnostics import Diagnostic, InternalError, Source
from gancompile.compiler.ir.program import Program, Programs


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
    def compiled(self) -> Programs:
        """The typed programs. Raises InternalError where the spec has an error."""
        if self.ir is None:
            raise InternalError(f"{self.source.name} has errors, and so no program")
        return self.ir

    @property
    def programs(self) -> tuple[Program, ...]:
        """The programs of the stages, in the order in which they are trained; none where the spec has an error."""
        return self.ir.stages if self.ir else ()

    @property
    def program(self) -> Program:
        """The program that is trained last and exported. Raises InternalError where the spec has an error."""
        return self.compiled.stages[-1]

    @property
    def specs(self) -> tuple[Mapping[str, Any], ...]:
        """The resolved spec of each stage."""
        return self.ir.resolved if self.ir else ()

    @property
    def resolved(self) -> Mapping[str, Any]:
        """The resolved spec of the last stage. Raises InternalError where the spec has an error."""
        return self.compiled.resolved[-1]
