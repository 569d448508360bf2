"""Where a branch, a block or a round of a repeat begins."""

from __future__ import annotations

from dataclasses import replace

from gancompile.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence, word


def entered(layers: Sequence, start: int, last: int) -> Sequence:
    """The layers of a branch or block, of which the first reads what comes in where that is not the value before.

    start: the position of what comes in. last: that of the value before.
    """
    if start == last or _says_from(layers.items[0]):
        return layers
    return replace(layers, items=(_reading_input(layers.items[0]), *layers.items[1:]))


def _says_from(node: Node) -> bool:
    return isinstance(node, Mapping) and node.get("from") is not None


def _reading_input(node: Node) -> Node:
    """The layer with `from: input`."""
    reads = Entry(key=word("from", node.span), value=word("input", node.span))
    if isinstance(node, Mapping):
        return replace(node, entries=(*node.entries, reads))
    assert isinstance(node, Scalar)
    nothing = Scalar(value=None, text="", plain=True, span=node.span)
    return Mapping(entries=(Entry(key=node, value=nothing), reads), span=node.span)
