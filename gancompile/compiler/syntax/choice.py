"""A choice of one thing by name: `digits`, or `{digits: {...}}` with arguments."""

from __future__ import annotations

from gancompile.compiler.syntax.tree import Mapping, Node, Scalar


def chosen(node: Node | None) -> tuple[str, Node | None]:
    """The name and the arguments of a choice: `digits` or `{digits: {...}}`."""
    if isinstance(node, Mapping):
        return node.entries[0].key.text, node.entries[0].value
    return (node.text if isinstance(node, Scalar) else ""), None
