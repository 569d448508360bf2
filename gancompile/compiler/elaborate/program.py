"""Stages as programs: the end of elaboration."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from pathlib import Path
from typing import Any

from gancompile.compiler.diagnostics import InternalError, Report
from gancompile.compiler.elaborate.division import devices_of
from gancompile.compiler.elaborate.hyperparameters import hyperparameters
from gancompile.compiler.elaborate.stage import Stage, Stages
from gancompile.compiler.elaborate.upkeep import read_upkeep
from gancompile.compiler.ir.evaluation import Evaluation
from gancompile.compiler.ir.program import Program, Programs
from gancompile.compiler.ir.target_field import target_field
from gancompile.compiler.lockfile.digest import digest, digest_of_stages, digests_of_parts
from gancompile.compiler.lockfile.resolved import resolved_spec, staged_spec
from gancompile.compiler.syntax import Mapping, Node, Scalar
from gancompile.compiler.syntax.choice import chosen


def assemble_programs(stages: Stages, report: Report) -> Programs | None:
    """The programs of all stages under one digest; None where the spec has an error."""
    if report.failed:
        return None
    resolved = tuple(_resolved(stage) for stage in stages.stages)
    digests = [digest(spec, stage.data) for spec, stage in zip(resolved, stages.stages, strict=True)]
    whole = digest_of_stages(digests)
    parts = digests_of_parts(list(zip(resolved, (stage.data for stage in stages.stages), strict=True)))
    name = Path(stages.text.source.name).name
    programs = tuple(_program(*pair, name, whole, parts) for pair in zip(stages.stages, resolved, strict=True))
    return Programs(
        stages=programs,
        trees=tuple(stage.tree for stage in stages.stages),
        resolved=resolved,
        unsplit=staged_spec(stages.root, resolved[0]) if len(programs) > 1 else None,
    )


def _resolved(stage: Stage) -> dict[str, Any]:
    if stage.long_form is None or stage.data is None or stage.networks is None:
        raise _missing(stage)
    made = resolved_spec(stage.tree.root, stage.long_form, stage.data, tuple(stage.networks.values()))
    return {**made, **_resolved_evaluation(made, stage.evaluation)}


def _resolved_evaluation(resolved: Dict[str, Any], evaluation: Evaluation | None) -> dict[str, Any]:
    """The section `evaluate` with absolute paths; nothing where the spec has none."""
    if evaluation is None or not evaluation.is_asked_for:
        return {}
    section = dict(resolved["evaluate"])
    if "features" in section:
        section["features"] = {evaluation.features: dict(evaluation.feature_arguments) or None}
    if evaluation.statistics is not None:
        section["statistics"] = evaluation.statistics
    return {"evaluate": section}


def _program(stage: Stage, resolved: dict[str, Any], spec_name: str, digest: str, parts: Dict[str, str]) -> Program:
    data, networks, game, phases, generator = stage.data, stage.networks, stage.game, stage.phases, stage.generator
    if data is None or networks is None or game is None or phases is None or generator is None:
        raise _missing(stage)
    seed, name = stage.tree.root.get("seed"), stage.tree.root.get("name")
    return Program(
        name=name.text if isinstance(name, Scalar) else "",
        spec_name=spec_name,
        seed=seed.value if isinstance(seed, Scalar) and isinstance(seed.value, int) else 0,
        digest=digest,
        networks=tuple(networks.values()),
        game=game,
        phases=phases,
        data=data,
        generator=generator,
        discriminator=stage.discriminator,
        signatures=stage.signatures,
        example=target_field(networks[generator], game, data.facts),
        objective=_objective(stage.tree.root.get("game")),
        upkeep=read_upkeep(stage.tree.root, stage.evaluation),
        evaluation=stage.evaluation,
        devices=devices_of(stage.tree.root),
        parts=parts,
        report=resolved.get("report", {}),
        export=resolved.get("export") or {},
        hyperparameters=hyperparameters(resolved["game"]),
    )


def _objective(game: Node | None) -> str | None:
    """The named objective that the game says, if any."""
    named = game.get("objective") if isinstance(game, Mapping) else None
    return chosen(named)[0] if named is not None else None


def _missing(stage: Stage) -> InternalError:
    parts = ("data", "networks", "long_form", "game", "phases", "generator")
    missing = ", ".join(part for part in parts if getattr(stage, part) is None)
    return InternalError(f"a stage has no {missing}, and no error has been reported")
