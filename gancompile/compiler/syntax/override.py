"""`--set KEY=VALUE`: one value of the tree replaced from the command line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gancompile.compiler.diagnostics import Report, Source, Span
from gancompile.compiler.syntax.tree import Entry, Mapping, Node, Scalar, Sequence, find
from gancompile.compiler.syntax.yaml_reader import read_yaml


def apply_override(root: Mapping, assignment: str, report: Report) -> Mapping:
    """The tree with the value at a dotted path replaced or added: `data.batch=32`, `schedule.0.steps=100`.

    Nothing, as in `data.resize=`, takes the key away. Paths of files in the value are relative to the working folder, not to the spec's.
    """
    path, equals, text = assignment.partition("=")
    source = Source(name=f"--set {assignment}", text=text, folder=Path.cwd())
    whole = Span(source=source, line=1, column=1, end_line=1, end_column=max(len(text), 1) + 1)
    if not equals or not all(path.split(".")):
        report.add(
            "GC0304",
            whole,
            f"`--set {assignment}` is not of the form KEY=VALUE",
            help="for example `--set data.batch=32`",
        )
        return root
    if not text.strip():
        return _removed(root, tuple(path.split(".")), whole, report)
    value = read_yaml(source, report)
    if value is None:
        return root
    changed = _replaced(root, tuple(path.split(".")), value, whole, report)
    return changed if isinstance(changed, Mapping) else root


def _removed(root: Mapping, path: tuple[str, ...], whole: Span, report: Report) -> Mapping:
    """The tree without the key at a path."""
    parent = find(root, tuple(int(step) if step.isdigit() else step for step in path[:-1]))
    if not isinstance(parent, Mapping) or parent.get(path[-1]) is None:
        report.add("GC0304", whole, f"`--set {'.'.join(path)}=` finds no `{path[-1]}` to take away")
        return root
    kept = replace(parent, entries=tuple(entry for entry in parent.entries if entry.key.text != path[-1]))
    changed = _replaced(root, path[:-1], kept, whole, report)
    return changed if isinstance(changed, Mapping) else root


def _replaced(node: Node, path: tuple[str, ...], value: Node, whole: Span, report: Report) -> Node:
    if not path:
        return value
    head, rest = path[0], path[1:]
    match node:
        case Mapping(entries=entries):
            inner = node.get(head)
            if inner is None:
                key = Scalar(value=head, text=head, plain=True, span=whole)
                added = _replaced(Mapping(entries=(), span=whole), rest, value, whole, report)
                return Mapping(entries=(*entries, Entry(key=key, value=added)), span=node.span)
            done = _replaced(inner, rest, value, whole, report)
            return Mapping(
                entries=tuple(Entry(key=e.key, value=done) if e.key.text == head else e for e in entries),
                span=node.span,
            )
        case Sequence(items=items) if head.isdigit() and int(head) < len(items):
            index = int(head)
            return Sequence(
                items=tuple(
                    _replaced(item, rest, value, whole, report) if i == index else item for i, item in enumerate(items)
                ),
                span=node.span,
            )
        case Scalar(text=text) if text and text == head:
            # `optimizer: adam` is short for `optimizer: {adam: {}}`, so a path may go through it.
            return _replaced(Mapping(entries=(), span=node.span), path, value, whole, report)
        case Scalar(value=None):
            return _replaced(Mapping(entries=(), span=node.span), path, value, whole, report)
    known = f"a list of {len(node.items)}" if isinstance(node, Sequence) else "a single value"
    report.add("GC0304", whole, f"`--set` finds no `{head}` on its way: there is {known}")
    return node
