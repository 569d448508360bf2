"""The first layer of a branch, a block or a round of a repeat, which reads what comes in."""

from __future__ import annotations

from dataclasses import replace

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.elaborate.networks.layer_scope import LayerScope
from gancompile.compiler.elaborate.networks.substituted_layer import substituted_layer
from gancompile.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence, word


def entered(layers: Sequence, start: int, last: int, scope: LayerScope, report: Report) -> Sequence:
    """The layers, the first with `from: input` where it would read another value.

    start: the position of what comes in. last: that of the value before. scope: the constants of the layers.
    """
    first = layers.items[0]
    if start == last or (isinstance(first, Mapping) and first.get("from") is not None):
        return layers
    return replace(layers, items=(_reading_input(first, scope, report), *layers.items[1:]))


def _reading_input(node: Node, scope: LayerScope, report: Report) -> Node:
    reads = Entry(key=word("from", node.span), value=word("input", node.span))
    if isinstance(node, Mapping):
        return replace(node, entries=(*node.entries, reads))
    # A bare layer becomes the key of a mapping, and keys are not substituted.
    kind = substituted_layer(node, scope.constants, report)
    if not isinstance(kind, Scalar):
        return node
    nothing = Scalar(value=None, text="", plain=True, span=node.span)
    return Mapping(entries=(Entry(key=kind, value=nothing), reads), span=node.span)
