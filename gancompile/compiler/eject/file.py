"""The whole ejected file: its head, imports, what is inlined of the runtime, the networks and the game, and the program."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePath

from gancompile.compiler.data.facts import FieldFacts
from gancompile.compiler.eject.layout import import_lines
from gancompile.compiler.eject.module import Module, read_module, runtime_module
from gancompile.compiler.eject.naming import named
from gancompile.compiler.eject.plan import GAME, emit_plan, fields_of
from gancompile.compiler.eject.reach import reached
from gancompile.compiler.eject.source import pieces_of, without_remarks
from gancompile.compiler.emit import emit_model, file_of
from gancompile.compiler.emit.module import class_name
from gancompile.compiler.emit.text import WIDTH, docstring, shape_comment
from gancompile.compiler.ir.program import Program
from gancompile.version import __version__

MODEL, PLAN = "gancompile.model", "gancompile.plan"
"""What the two modules are called here that are emitted and are no part of the runtime."""


def eject(program: Program, file: str = "my_gan.py") -> str:
    """One file of Python that trains the program with TensorFlow and Keras alone. file: what it is called in its own head.

    The same program gives the same bytes.
    """
    model = read_module(MODEL, emit_model(program))
    game = class_name(program.name)
    plan = read_module(PLAN, f"from {MODEL} import {game} as {GAME}\n{emit_plan(program)}")

    def read(name: str) -> Module:
        return model if name == MODEL else runtime_module(name)

    found = reached([model, plan], read)
    names = named(found, model, read)
    sections = [_section(module, program, pieces_of(module, found, names, read)) for module in found.modules]
    body = "\n\n\n".join(section for section in sections if section)
    head = "\n".join(
        [*_about(program, file), "", "from __future__ import annotations", "", *import_lines(names.imports)]
    )
    return without_remarks(f"{head}\n\n{body}\n")


def _section(module: Module, program: Program, pieces: Sequence[str]) -> str:
    """The pieces of a module under a heading."""
    if not pieces:
        return ""
    about = {
        MODEL: f"The networks and the game of {program.name}.",
        PLAN: "What is trained here, and how long.",
    }.get(module.name) or f"{module.name}: {module.about}"
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


def _about(program: Program, file: str) -> list[str]:
    name = PurePath(file).name
    origin = f"ejected by gancompile {__version__} from {program.spec_name} (resolved sha256 {program.digest[:12]})"
    made = all(here for _, _, here in fields_of(program))
    line = f"    python {name} {'' if made else '--data examples.npz '}--rounds {program.rounds} --out weights"
    paragraphs = [
        f"{program.name}: {origin}.",
        "It needs `tensorflow` and `keras` alone. What is inlined of gancompile's runtime is licensed under Apache-2.0.",
        line,
        *_about_data(program),
        *_about_rest(program),
    ]
    return docstring("\n\n".join(paragraphs), indent=0)


def _about_data(program: Program) -> Iterator[str]:
    fields = {name: facts for name, facts, here in fields_of(program) if not here}
    if not fields:
        yield "It makes its examples itself; `--data FILE.npz` takes others."
        return
    listed = "\n".join(f"    {name}: {_kind(facts)}" for name, facts in fields.items())
    yield (
        "`--data FILE.npz` holds these arrays, as the game sees them; `gancompile eject --with-data FILE.npz` writes those of the "
        f"spec:\n{listed}"
    )
    if any(len(facts.shape) == 3 for facts in fields.values()):
        yield (
            "`--data FOLDER` holds PNG and JPEG files instead, which are brought to that size and range; sub-folders are labels, "
            "and the sets of a game with several lie in sub-folders of their names."
        )


def _kind(facts: FieldFacts) -> str:
    known = facts.low is not None and facts.high is not None
    bounds = f" from {facts.low:g} to {facts.high:g}" if known else ""
    if facts.classes:
        bounds = f" from 0 to {facts.classes - 1}"
    return f"{shape_comment(facts.shape).replace('batch', 'examples')} {facts.dtype}{bounds}"


def _about_rest(program: Program) -> Iterator[str]:
    loaded = [f"`{file_of(network)}`" for network in program.networks if network.loads]
    if loaded:
        yield f"It reads {' and '.join(loaded)} from the folder in which it lies."
    if any(phase.until for phase in program.phases):
        yield "Its phases last as long as they may: no number ends one before its time."
