"""The files of a compiled folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.emit.module import emit_model
from gancompile.compiler.emit.network import file_of
from gancompile.compiler.emit.program_json import emit_program
from gancompile.compiler.ir.program import Programs
from gancompile.compiler.lockfile.lock_text import lock_text
from gancompile.compiler.plan import Plans

MODEL, PROGRAM, LOCK = "model.py", "program.json", "spec.lock.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledFiles:
    """texts: by path relative to the folder. copies: loaded networks, by that path and where they are now."""

    texts: Mapping[str, str]
    copies: Mapping[str, Path]

    @property
    def model(self) -> str:
        """The text of `model.py`, which is trained last and exported."""
        return self.texts[MODEL]

    @property
    def program(self) -> str:
        """The text of `program.json`."""
        return self.texts[PROGRAM]

    @property
    def lock(self) -> str:
        """The text of `spec.lock.yaml`, which gives the same build."""
        return self.texts[LOCK]


def emit_files(plans: Plans, report: Report) -> CompiledFiles:
    """`model.py` and `program.json` of each stage, those before the last in folders of their own, and the lock file."""
    earlier = [f"stages/{number}" for number in range(1, len(plans.stages))]
    texts, copies = {LOCK: lock(plans.programs)}, dict[str, Path]()
    for folder, plan in zip([*earlier, ""], plans.stages, strict=True):
        prefix = f"{folder}/" if folder else ""
        texts[f"{prefix}{MODEL}"] = emit_model(plan)
        texts[f"{prefix}{PROGRAM}"] = emit_program(plan, earlier=() if folder else earlier)
        loaded = (network for network in plan.program.networks if network.loads)
        copies |= {f"{prefix}{file_of(network)}": Path(network.loads or "") for network in loaded}
    return CompiledFiles(texts=texts, copies=copies)


def lock(programs: Programs) -> str:
    """The text of `spec.lock.yaml`: the resolved spec, or, of a spec in stages, the spec as it is written."""
    name = programs.stages[-1].spec_name
    if programs.unsplit is not None:
        return lock_text(programs.unsplit, name, filled=False)
    return lock_text(programs.resolved[-1], name)
