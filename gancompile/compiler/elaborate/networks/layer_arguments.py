"""The parts of a layer: its kind, its arguments as literals, its wrappers."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from typing import Any

from gancompile.catalogue import LayerRow, layer_rows
from gancompile.catalogue.value_rows import constraint_rows, initializer_rows, regularizer_rows
from gancompile.compiler.diagnostics import InternalError
from gancompile.compiler.elaborate.game.curve import read_curve
from gancompile.compiler.ir.network import Argument, KerasObject, Wrap
from gancompile.compiler.schema.network_schema import COMPANIONS
from gancompile.compiler.syntax import Mapping, Node, Scalar, Sequence, to_plain
from gancompile.compiler.syntax.choice import chosen

OBJECTS: Dict[str, Any] = {
    "initializer": initializer_rows,
    "regularizer": regularizer_rows,
    "constraint": constraint_rows,
}


def layer_parts(node: Node) -> tuple[str, Node | None, Scalar]:
    """The kind of a layer, its arguments, and the scalar of its kind; `share` alone is a kind of its own."""
    if isinstance(node, Mapping):
        entry = next((e for e in node.entries if e.key.text not in COMPANIONS), None)
        if entry is not None:
            return entry.key.text, entry.value, entry.key
        return "share", None, node.required_key("share")
    if not isinstance(node, Scalar):
        raise InternalError(f"a {type(node).__name__.lower()} passed the schema of a layer")
    return node.text, None, node


def argument_nodes(row: LayerRow, value: Node | None) -> dict[str, Node]:
    """Arguments by name; a scalar or a list is the one that the row's shorthand sets."""
    if value is None or (isinstance(value, Scalar) and value.value is None):
        return {}
    if isinstance(value, Mapping):
        return dict(value)
    if row.positional is None:
        raise InternalError(f"`{row.key}` has no shorthand, but a value without a name passed its schema")
    return {row.positional: value}


def literal_argument(row: LayerRow, name: str, node: Node, value: Any) -> Argument:
    """An argument of the IR. value: what the node comes to, with its `auto`s solved."""
    reference = next(a.schema.get("$ref", "") for a in row.arguments if a.name == name)
    kind = reference.rpartition("/")[2]
    if kind in OBJECTS and isinstance(node, Mapping):
        key, inner = chosen(node)
        given = to_plain(inner) if isinstance(inner, Mapping) else {}
        made = tuple(Argument(name=a, value=literal(v)) for a, v in given.items()) if isinstance(given, dict) else ()
        found = KerasObject(module=f"{kind}s", keras=OBJECTS[kind]()[key].keras, arguments=made)
        return Argument(name=name, value=found, span=node.span)
    if isinstance(node, Mapping) and kind.startswith("schedulable"):
        return Argument(name=name, value=read_curve(node), span=node.span)
    return Argument(name=name, value=literal(value), span=node.span)


def literal(value: Any) -> Any:
    """Lists as tuples, all the way down."""
    return tuple(literal(one) for one in value) if isinstance(value, list) else value


def wraps_of(node: Node) -> tuple[Wrap, ...]:
    """The wrappers of a layer, the innermost first."""
    written = node.get("wrap") if isinstance(node, Mapping) else None
    if written is None:
        return ()
    return tuple(_wrap(item) for item in (written.items if isinstance(written, Sequence) else (written,)))


def _wrap(node: Node) -> Wrap:
    kind, given = chosen(node)
    row = layer_rows()[kind]
    nodes = argument_nodes(row, given)
    return Wrap(
        kind=kind, arguments=tuple(literal_argument(row, name, one, to_plain(one)) for name, one in nodes.items())
    )
