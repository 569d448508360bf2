"""Unused parts of a spec, often the sign of a misspelt name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gancompile.compiler.diagnostics import Diagnostic, did_you_mean
from gancompile.compiler.ir.value import Value, walk
from gancompile.compiler.lint.context import LintContext, warning
from gancompile.compiler.syntax import Mapping, Node, Scalar, Sequence

SUBSTITUTIONS = re.compile(r"\$\{([^{}]*)\}")
WORDS = re.compile(r"[A-Za-z_]\w*")


def unused_parameters(context: LintContext) -> Iterator[Diagnostic]:
    """GW0302: a parameter that no `${...}` uses."""
    params = context.written.get("params")
    used = {
        word
        for text in _texts(context.written)
        for substitution in SUBSTITUTIONS.findall(text)
        for word in WORDS.findall(substitution)
    }
    for entry in params.entries if isinstance(params, Mapping) else ():
        if entry.key.text not in used:
            yield warning(
                "GW0302", entry.key.span, f"parameter `{entry.key.text}` is used nowhere",
                help=f"write `${{{entry.key.text}}}` where it is meant, or remove it",
            )  # fmt: skip


def unused_blocks(context: LintContext) -> Iterator[Diagnostic]:
    """GW0303: a block that nothing uses."""
    blocks = context.written.get("blocks")
    used = set(_uses(context.written))
    for entry in blocks.entries if isinstance(blocks, Mapping) else ():
        if entry.key.text not in used:
            hint = did_you_mean(entry.key.text, used)
            yield warning(
                "GW0303", entry.key.span, f"block `{entry.key.text}` is used nowhere", label=hint,
                help=f"write `use: {entry.key.text}` as a layer, or remove it",
            )  # fmt: skip


def unused_values(context: LintContext) -> Iterator[Diagnostic]:
    """GW0304: a draw or a named value that no player's formula comes to."""
    reached: set[Value] = set()
    for player in context.game.players:
        for term in (*player.terms, *player.watch):
            reached |= set(walk(term.value))
    game = context.written.get("game")
    for section in ("draws", "let"):
        node = game.get(section) if isinstance(game, Mapping) else None
        values = {draw.name: draw for draw in context.game.draws} | {let.name: let.value for let in context.game.lets}
        for entry in node.entries if isinstance(node, Mapping) else ():
            if entry.key.text in values and values[entry.key.text] not in reached:
                yield warning(
                    "GW0304", entry.key.span, f"`{entry.key.text}` has no part in what any player is after",
                    help="use it in a formula, or remove it",
                )  # fmt: skip


def _texts(node: Node) -> Iterator[str]:
    match node:
        case Scalar(text=text):
            yield text
        case Sequence(items=items):
            for item in items:
                yield from _texts(item)
        case Mapping(entries=entries):
            for entry in entries:
                yield from _texts(entry.value)


def _uses(node: Node) -> Iterator[str]:
    match node:
        case Sequence(items=items):
            for item in items:
                yield from _uses(item)
        case Mapping(entries=entries):
            for entry in entries:
                if entry.key.text == "use" and isinstance(entry.value, Scalar):
                    yield entry.value.text
                yield from _uses(entry.value)


RULES = (unused_parameters, unused_blocks, unused_values)
