"""`--set KEY=VALUE`: one value of the tree replaced from the command line."""

from __future__ import annotations

from pathlib import Path

from gancompile.compiler.diagnostics import Report, Source, Span
from gancompile.compiler.syntax.tree import Entry, Mapping, Node, Scalar, Sequence
from gancompile.compiler.syntax.yaml_reader import read_yaml


def apply_override(root: Mapping, assignment: str, report: Report) -> Mapping:
    """The tree with the value at a dotted path replaced or added: `data.batch=32`, `schedule.0.steps=100`.

    Paths of files in the value are relative to the working folder, not to the spec's.
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
    value: Node | None = (
        Scalar(value=None, text="", plain=True, span=whole) if not text.strip() else read_yaml(source, report)
    )
    if value is None:
        return root
    changed = _replaced(root, tuple(path.split(".")), value, whole, report)
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
