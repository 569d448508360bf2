"""The substitution of `${...}` in one layer, with the constants of the block or repeat that it stands in."""

from __future__ import annotations

from dataclasses import replace

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.elaborate.networks.layer_arguments import layer_parts
from gancompile.compiler.schema import validate_layer
from gancompile.compiler.schema.network_schema import COMPOSITES
from gancompile.compiler.syntax import Constants, Entry, Mapping, Node, interpolate

NESTED = frozenset({"layers", "shortcut", "branches"})
"""The arguments of a composite that hold layers."""
UNTIL = "until"
"""The argument of a repeat that the repeat substitutes itself: its messages need the field of the data that was written."""


def substituted_layer(node: Node, constants: Constants, report: Report) -> Node | None:
    """The layer after substitution, nested layers as written; None where it has no value or an invalid one, which is reported."""
    kind, arguments, _ = layer_parts(node)
    if kind in COMPOSITES and isinstance(node, Mapping):
        inner = arguments if isinstance(arguments, Mapping) else None
        return _composite(kind, node, inner, constants, report)
    filled = interpolate(node, constants, report)
    if filled is None or (filled is not node and not validate_layer(filled, report)):
        return None
    return filled


def _composite(
    kind: str, node: Mapping, arguments: Mapping | None, constants: Constants, report: Report
) -> Mapping | None:
    """Nested layers and `until` are taken out, and put back after the substitution of the rest."""
    kept = tuple(e for e in arguments.entries if e.key.text in NESTED or e.key.text == UNTIL) if arguments else ()
    outer = _with_arguments(kind, node, tuple(e for e in arguments.entries if e not in kept)) if arguments else node
    filled = interpolate(outer, constants, report)
    if filled is outer:
        return node
    if not isinstance(filled, Mapping):
        return None
    # What `with` gives is of any type, and validated where the block uses it.
    checked = _with_more(kind, filled, tuple(e for e in kept if e.key.text in NESTED)).without("with")
    return _with_more(kind, filled, kept) if validate_layer(checked, report) else None


def _with_arguments(kind: str, node: Mapping, entries: tuple[Entry, ...]) -> Mapping:
    arguments = node.get(kind)
    return node.with_value(kind, replace(arguments, entries=entries)) if isinstance(arguments, Mapping) else node


def _with_more(kind: str, node: Mapping, entries: tuple[Entry, ...]) -> Mapping:
    arguments = node.get(kind)
    return _with_arguments(kind, node, (*arguments.entries, *entries)) if isinstance(arguments, Mapping) else node
