"""`--steps N`: every phase lasts a few rounds, to see whether a spec runs."""

from __future__ import annotations

from dataclasses import replace

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.spec.spec_tree import SpecTree
from gancompile.compiler.syntax import Entry, Mapping, Node, Sequence, word
from gancompile.compiler.syntax.tree import from_plain

LENGTHS = ("steps", "images", "epochs")
"""The keys that give the length of a phase."""


def override_steps(tree: SpecTree, report: Report) -> SpecTree:
    """The spec with the same number of rounds in each of its phases; one phase where it has none."""
    if tree.text.steps is None:
        return tree
    return replace(tree, root=_with_steps(tree.root, tree.text.steps))


def _with_steps(root: Mapping, steps: int) -> Mapping:
    schedule = root.get("schedule")
    if isinstance(schedule, Sequence):
        made: Node = replace(schedule, items=tuple(_phase(item, steps) for item in schedule.items))
        return root.with_value("schedule", made)
    if schedule is not None:
        return root  # a schedule that is no list is an error of the schema
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
