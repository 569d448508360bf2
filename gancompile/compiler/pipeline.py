"""The compiler from end to end: the one order of its steps, from a spec's text to programs."""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Sequence as SequenceOf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gancompile.compiler.compilation import Compilation
from gancompile.compiler.diagnostics import Diagnostic, InternalError, Report, Severity, Source, Span
from gancompile.compiler.elaborate import (
    adapt_augmentations,
    assemble_programs,
    check_broken_stages,
    check_consistency,
    check_division,
    check_upkeep,
    choose_served_networks,
    elaborate_data,
    elaborate_evaluations,
    elaborate_games,
    elaborate_networks,
    elaborate_schedules,
    elaborate_signatures,
    expand_objectives,
    parse_formulas,
    set_by_phase,
    substitute_data_numbers,
)
from gancompile.compiler.ir.program import Programs
from gancompile.compiler.lint import lint
from gancompile.compiler.passes import (
    carried_weights,
    curve_durations,
    evaluation_durations,
    expose_logits,
    float32_outputs,
    phase_durations,
    phase_settings,
    stable_form,
)
from gancompile.compiler.spec.bases import extend_bases, read_source
from gancompile.compiler.spec.copied_networks import copy_networks
from gancompile.compiler.spec.feedback import expand_feedback
from gancompile.compiler.spec.override_steps import override_steps
from gancompile.compiler.spec.overrides import apply_overrides
from gancompile.compiler.spec.spec_text import MAX_PARAMETERS, SpecText
from gancompile.compiler.spec.spec_tree import SpecTree, parse_yaml
from gancompile.compiler.spec.stages import split_stages
from gancompile.compiler.spec.substitution import substitute_params
from gancompile.compiler.spec.validation import check_schema
from gancompile.compiler.syntax import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from gancompile.compiler.emit import CompiledFiles
    from gancompile.compiler.plan import Plan, Plans


def make_plans(programs: Programs, report: Report) -> Plans:
    """The plan of each stage. Its room is imported here: `check` ends before it, and starts sooner without it."""
    from gancompile.compiler.plan import make_plans as plans_of

    return plans_of(programs, report)


def emit_files(plans: Plans, report: Report) -> CompiledFiles:
    """The files of a compiled folder. Its room is imported here, as that of the plans."""
    from gancompile.compiler.emit import emit_files as files_of

    return files_of(plans, report)


Step = Callable[[Any, Report], Any]
"""Takes one thing and gives the next, None where nothing follows; mistakes of the author go into the report."""

STEPS: tuple[Step, ...] = (
    # text -> tree
    parse_yaml,
    extend_bases,
    apply_overrides,
    override_steps,
    check_schema,
    expand_feedback,
    copy_networks,
    # tree -> a tree for each stage
    split_stages,
    substitute_params,
    # trees -> typed parts
    elaborate_data,
    substitute_data_numbers,
    parse_formulas,
    elaborate_networks,
    expand_objectives,
    adapt_augmentations,
    set_by_phase,
    elaborate_games,
    choose_served_networks,
    elaborate_signatures,
    elaborate_evaluations,
    elaborate_schedules,
    check_upkeep,
    check_consistency,
    check_division,
    check_broken_stages,
    # parts -> IR
    assemble_programs,
    # IR -> IR
    phase_durations,
    phase_settings,
    curve_durations,
    evaluation_durations,
    lint,
    expose_logits,
    stable_form,
    float32_outputs,
    carried_weights,
    # IR -> plan -> files
    make_plans,
    emit_files,
)
"""A test holds that each step takes what the one before it gives."""
LAST_CHECK = STEPS.index(make_plans)
"""The steps after this one report nothing; only `compiled_files` takes them."""
IR_STEPS = tuple(step.__name__ for step in STEPS[STEPS.index(assemble_programs) : LAST_CHECK])
"""The names of the steps after which there is an IR."""


def compile_file(
    path: Path,
    *,
    overrides: SequenceOf[str] = (),
    seed: int | None = None,
    max_parameters: int = MAX_PARAMETERS,
    steps: int | None = None,
    after: str | None = None,
    all_data: bool = False,
) -> Compilation:
    """Compiles the spec at a path.

    overrides: `KEY=VALUE` texts of `--set`. steps: rounds of each phase, instead of its own length. after: the name of the last
    step to take. all_data: all examples are read, instead of headers and some. A file that cannot be read is a diagnostic, too.
    """
    source = read_source(path)
    if isinstance(source, str):
        empty = Source(name=str(path), text="", folder=path.parent)
        at = Span(source=empty, line=0, column=0, end_line=0, end_column=0)
        unreadable = Diagnostic(code="GC0100", message=f"cannot read `{path}`: {source}", span=at)
        return Compilation(source=empty, diagnostics=(unreadable,))
    text = SpecText(
        source=source,
        overrides=tuple(overrides),
        seed=seed,
        steps=steps,
        max_parameters=max_parameters,
        all_data=all_data,
    )
    return compile_spec(text, after=after)


def compile_text(
    text: str,
    *,
    name: str = "spec.yaml",
    folder: Path | None = None,
    overrides: SequenceOf[str] = (),
    seed: int | None = None,
) -> Compilation:
    """Compiles the text of a spec. name: for diagnostics. folder: the one that paths in it are relative to."""
    source = Source(name=name, text=text, folder=folder or Path())
    return compile_spec(SpecText(source=source, overrides=tuple(overrides), seed=seed))


def compile_spec(text: SpecText, *, after: str | None = None) -> Compilation:
    """Compiles a spec that has been read. after: the name of the last step to take, for a look at the IR in between.

    Raises ValueError where no step has the name, and InternalError for a bug of the compiler.
    """
    if after is not None and after not in {step.__name__ for step in STEPS}:
        raise ValueError(f"there is no step `{after}`")
    report = Report()
    root, programs = _run(text, report, after)
    if programs is None and not report.failed and after is None:
        raise InternalError("a spec was refused, and no diagnostic says why")
    diagnostics = _reported(report, root)
    if programs is None or report.failed:
        return Compilation(source=text.source, diagnostics=diagnostics)
    return Compilation(source=text.source, diagnostics=diagnostics, ir=programs)


def compiled_plans(compilation: Compilation) -> tuple[Plan, ...]:
    """The plan of each stage. Raises InternalError where the spec has an error."""
    plans: Plans = _next(make_plans, compilation.compiled, Report())
    return plans.stages


def compiled_files(compilation: Compilation) -> CompiledFiles:
    """The files of a compiled folder: the rest of the steps. Raises InternalError where the spec has an error."""
    thing: Any = compilation.compiled
    for step in STEPS[LAST_CHECK:]:
        thing = _next(step, thing, Report())
    files: CompiledFiles = thing
    return files


def _run(text: SpecText, report: Report, after: str | None) -> tuple[Mapping | None, Programs | None]:
    """Takes the steps in their order. Gives the spec's tree, and its programs where they were reached without an error."""
    thing: Any = text
    root: Mapping | None = None
    verified = os.environ.get("GANCOMPILE_VERIFY") == "1"
    for step in STEPS[:LAST_CHECK]:
        thing = _next(step, thing, report)
        if isinstance(thing, SpecTree):
            root = thing.root
        if verified and isinstance(thing, Programs) and not report.failed:
            from gancompile.compiler.ir.verify import verify

            verify(thing, step.__name__)
        if thing is None or step.__name__ == after:
            break
    return root, thing if isinstance(thing, Programs) else None


def _next(step: Step, thing: Any, report: Report) -> Any:
    """The result of a step. A broken invariant is raised again with the name of the step, and with the IR that it was given."""
    try:
        return step(thing, report)
    except InternalError as error:
        message = f"in the step `{step.__name__}`: {error}"
        if isinstance(thing, Programs):
            from gancompile.compiler.ir.printer import print_programs

            message += f"\n\n{print_programs(thing)}"
        raise InternalError(message) from error


def _reported(report: Report, root: Mapping | None) -> tuple[Diagnostic, ...]:
    """Errors and warnings by position, but for warnings that the spec allows, and those of a line with an error."""
    wrong = {(d.span.source.name, d.span.line) for d in report.diagnostics if d.severity is Severity.ERROR}
    listed = root.get("allow") if root is not None else None
    items = listed.items if isinstance(listed, Sequence) else ()
    allowed = {item.text for item in items if isinstance(item, Scalar)}
    return tuple(
        d
        for d in report.sorted()
        if d.severity is Severity.ERROR or (d.code not in allowed and (d.span.source.name, d.span.line) not in wrong)
    )
