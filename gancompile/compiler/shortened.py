"""`--steps N`: the same spec with every phase a few rounds long, to see whether it runs."""

from __future__ import annotations

from dataclasses import replace

from gancompile.compiler.elaborate.schedule import LENGTHS
from gancompile.compiler.syntax import Entry, Mapping, Node, Sequence, word
from gancompile.compiler.syntax.tree import from_plain


def shortened(root: Mapping, steps: int) -> Mapping:
    """The spec with `steps` rounds in each of its phases; one phase where it says none."""
    schedule = root.get("schedule")
    if isinstance(schedule, Sequence):
        made: Node = replace(schedule, items=tuple(_phase(item, steps) for item in schedule.items))
        return root.with_value("schedule", made)
    if schedule is not None:
        return root  # what is no list is told by the schema
    key = word("schedule", root.span)
    return replace(root, entries=(*root.entries, Entry(key=key, value=from_plain([{"steps": steps}], root.span))))


def _phase(node: Node, steps: int) -> Node:
    if not isinstance(node, Mapping):
        return node
    kept = tuple(entry for entry in node.entries if entry.key.text not in LENGTHS)
    length = next((entry for entry in node.entries if entry.key.text in LENGTHS), None)
    at = length.value.span if length is not None else node.span
    key = word("steps", at)
    return replace(node, entries=(*kept, Entry(key=key, value=from_plain(steps, at))))
