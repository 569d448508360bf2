"""The ejected file: its head, imports, the inlined parts of the runtime, the networks, the game and the program."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import PurePath

from gancompile.catalogue.sources import FieldFacts
from gancompile.compiler.eject.layout import import_lines
from gancompile.compiler.eject.module import Module, inlined_module, read_module
from gancompile.compiler.eject.naming import named
from gancompile.compiler.eject.plan import emit_plan, fields_of
from gancompile.compiler.eject.reach import reached
from gancompile.compiler.eject.source import pieces_of, without_remarks
from gancompile.compiler.eject.stages import files_of, models_of, prefixes_of
from gancompile.compiler.emit.text import WIDTH, docstring, shape_comment
from gancompile.compiler.ir.program import Program
from gancompile.compiler.plan import Plan
from gancompile.version import __version__

PLAN = "gancompile.plan"
"""The name of the emitted module with the plan."""


def eject(plans: Sequence[Plan], file: str = "my_gan.py") -> str:
    """One file of Python that trains what is planned, one plan for each stage, with TensorFlow and Keras alone.

    file: what it is called in its own head. The same plans give the same bytes.
    """
    models, programs = models_of(plans), [plan.program for plan in plans]
    plan = read_module(PLAN, emit_plan(plans, models))
    emitted = {model.name: model for model in models}

    def read(name: str) -> Module:
        return emitted.get(name) or inlined_module(name)

    found = reached([*models, plan], read)
    names = named(found, models, read)
    about = _about_emitted(programs, models)
    sections = [_section(module, about, pieces_of(module, found, names, read)) for module in found.modules]
    body = "\n\n\n".join(section for section in sections if section)
    head = "\n".join([*_about(plans, file), "", "from __future__ import annotations", "", *import_lines(names.imports)])
    return without_remarks(f"{head}\n\n{body}\n")


def _about_emitted(programs: Sequence[Program], models: Sequence[Module]) -> dict[str, str]:
    """The headings of what is no part of the runtime."""
    what = f"The networks and the game of {programs[0].name}"
    lines = {PLAN: "What is trained here, and how long."}
    if len(programs) == 1:
        return {**lines, models[0].name: f"{what}."}
    for number, (program, model) in enumerate(zip(programs, models, strict=True), 1):
        phases = " and ".join(f"`{phase.name}`" for phase in program.phases)
        lines[model.name] = f"{what}, stage {number} ({phases}): what no stage before has."
    return lines


def _section(module: Module, emitted: Mapping[str, str], pieces: Sequence[str]) -> str:
    """The pieces of a module under a heading."""
    if not pieces:
        return ""
    about = emitted.get(module.name) or f"{module.name}: {module.about}"
    paragraphs = [textwrap.wrap(one, WIDTH - 2) for one in about.split("\n\n")]
    rule = f"# {'-' * (WIDTH - 2)}"
    heading = [rule, *(f"# {line}" for line in paragraphs[0])]
    return "\n".join(heading) + "\n\n\n" + _spaced(pieces)


def _spaced(pieces: Sequence[str]) -> str:
    """Pieces with two empty lines around functions and classes, one between others."""
    made = pieces[0]
    for before, piece in pairwise(pieces):
        alone = any(
            line.startswith(("def ", "class ", "@", "async ", "if "))
            for one in (before, piece)
            for line in one.splitlines()
        )
        made += ("\n\n\n" if alone else "\n") + piece
    return made


def _about(plans: Sequence[Plan], file: str) -> list[str]:
    programs = [plan.program for plan in plans]
    name, program = PurePath(file).name, programs[-1]
    origin = f"ejected by gancompile {__version__} from {program.spec_name} (resolved sha256 {program.digest[:12]})"
    made = all(here for _, _, here in fields_of(programs))
    line = f"    python {name} {'' if made else '--data examples.npz '}--rounds {program.rounds} --out weights"
    paragraphs = [
        f"{program.name}: {origin}.",
        "It needs `tensorflow` and `keras` alone. What is inlined of gancompile's runtime is licensed under Apache-2.0.",
        line,
        "`TF_ENABLE_ONEDNN_OPTS=1` before it makes it several times as fast on x86-64 without AVX512.",
        *_about_stages(programs),
        *_about_data(programs),
        *_about_rest(plans),
    ]
    return docstring("\n\n".join(paragraphs), indent=0)


def _about_stages(programs: Sequence[Program]) -> Iterator[str]:
    if len(programs) > 1:
        yield (
            f"It trains {len(programs)} stages one after the other. Each has networks of its own, which begin with those weights "
            "of the stage before that fit; those of the last stage that is reached are written."
        )


def _about_data(programs: Sequence[Program]) -> Iterator[str]:
    fields = {name: facts for name, facts, here in fields_of(programs) if not here}
    if not fields:
        yield "It makes its examples itself; `--data FILE.npz` takes others."
        return
    listed = "\n".join(f"    {name}: {_kind(facts)}" for name, facts in fields.items())
    yield (
        "`--data FILE.npz` holds these arrays, as the game sees them; `gancompile eject --with-data FILE.npz` writes those of the "
        f"spec:\n{listed}"
    )
    yield from _about_places(programs, fields)
    if any(len(facts.shape) == 3 for facts in fields.values()):
        size = "that size" if len(programs) == 1 else "each size"
        yield (
            f"`--data FOLDER` holds PNG and JPEG files instead, which are brought to {size} and range; sub-folders are "
            "labels, and the sets of a game with several lie in sub-folders of their names."
        )


def _about_places(programs: Sequence[Program], fields: Iterable[str]) -> Iterator[str]:
    """Which stages have the examples of another one."""
    had = {name.partition("/")[0] for name in fields if "/" in name}
    later: dict[str, list[int]] = {}
    for number, prefixes in enumerate(prefixes_of(programs), 1):
        for prefix in sorted({*prefixes.values()} & had - {f"stage_{number}"}):
            later.setdefault(prefix, []).append(number)
    if later:
        lines = [
            f"`{prefix}` are those of stage {' and '.join(map(str, numbers))} as well"
            for prefix, numbers in later.items()
        ]
        yield f"The examples of {', and those of '.join(lines)}."


def _kind(facts: FieldFacts) -> str:
    known = facts.low is not None and facts.high is not None
    bounds = f" from {facts.low:g} to {facts.high:g}" if known else ""
    if facts.classes:
        bounds = f" from 0 to {facts.classes - 1}"
    return f"{shape_comment(facts.shape).replace('batch', 'examples')} {facts.dtype}{bounds}"


def _about_rest(plans: Sequence[Plan]) -> Iterator[str]:
    programs = [plan.program for plan in plans]
    loaded = [f"`{file}`" for file in files_of(plans)]
    if loaded:
        yield f"It reads {' and '.join(loaded)} from the folder in which it lies."
    if any(phase.until for program in programs for phase in program.phases):
        yield "Its phases last as long as they may: no number ends one before its time."
