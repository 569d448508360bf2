"""`--set KEY=VALUE`: one value of the tree replaced from the command line."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from gancompile.compiler.diagnostics import Report, Source, Span
from gancompile.compiler.spec.spec_tree import SpecTree
from gancompile.compiler.syntax.tree import Entry, Mapping, Node, Scalar, Sequence, find, word
from gancompile.compiler.syntax.yaml_reader import read_yaml


def apply_overrides(tree: SpecTree, report: Report) -> SpecTree:
    """The tree with every `--set`, and the seed of the command line, in its place."""
    text, root = tree.text, tree.root
    for assignment in (*text.overrides, *([] if text.seed is None else [f"seed={text.seed}"])):
        root = apply_override(root, assignment, report)
    return replace(tree, root=root)


def apply_override(root: Mapping, assignment: str, report: Report) -> Mapping:
    """The tree with the value at a dotted path replaced or added: `data.batch=32`, `schedule.0.steps=100`.

    Nothing, as in `data.resize=`, takes the key away. Paths of files in the value are relative to the working folder, not to the spec's.
    """
    path, equals, text = assignment.partition("=")
    steps = path.split(".")
    source = Source(name=f"--set {assignment}", text=text, folder=Path.cwd())
    if not equals or not all(steps):
        report.add(
            "GC0304",
            _span(replace(source, text=assignment), 0, assignment),
            f"`--set {assignment}` is not of the form KEY=VALUE",
            help="for example `--set data.batch=32`",
        )
        return root
    keys = replace(source, text=path)
    ends = list(accumulate(map(len, steps), lambda end, length: end + 1 + length))
    spans = [_span(keys, end - len(step), step) for step, end in zip(steps, ends, strict=True)]
    written = [word(step, span) for step, span in zip(steps, spans, strict=True)]
    if not text.strip():
        return _removed(root, written, report)
    value = _value(source, report)
    if value is None:
        return root
    changed = _replaced(root, written, value, report)
    return changed if isinstance(changed, Mapping) else root


def _value(source: Source, report: Report) -> Node | None:
    """The value of an assignment as YAML; what YAML reads as nothing, such as `---` or a comment, is the text that it is."""
    found = Report()
    value = read_yaml(source, found)
    is_comment = any(one.code == "GC0108" for one in found.diagnostics)
    if is_comment or (isinstance(value, Scalar) and value.plain and not value.text):
        return word(source.text, _span(source, 0, source.text))
    report.take(found)
    return value


def _span(source: Source, start: int, text: str) -> Span:
    """Of a text of one line that begins behind `start` characters."""
    return Span(source=source, line=1, column=start + 1, end_line=1, end_column=start + max(len(text), 1) + 1)


def _removed(root: Mapping, path: list[Scalar], report: Report) -> Mapping:
    """The tree without the key at a path."""
    *before, last = path
    parent = find(root, tuple(int(step.text) if step.text.isdigit() else step.text for step in before))
    if not isinstance(parent, Mapping) or parent.get(last.text) is None:
        whole = ".".join(step.text for step in path)
        report.add("GC0304", last.span, f"`--set {whole}=` finds no `{last.text}` to take away")
        return root
    changed = _replaced(root, before, parent.without(last.text), report)
    return changed if isinstance(changed, Mapping) else root


def _replaced(node: Node, path: list[Scalar], value: Node, report: Report) -> Node:
    """The tree with another value; the key before it is the one of the command line, so that it is what a diagnostic shows."""
    if not path:
        return value
    head, *rest = path
    match node:
        case Mapping(entries=entries):
            inner = node.get(head.text)
            if inner is None:
                added = _replaced(Mapping(entries=(), span=head.span), rest, value, report)
                return replace(node, entries=(*entries, Entry(key=head, value=added)))
            done = _replaced(inner, rest, value, report)
            made = [Entry(key=e.key if rest else head, value=done) if e.key.text == head.text else e for e in entries]
            return replace(node, entries=tuple(made))
        case Sequence(items=items) if head.text.isdigit() and int(head.text) < len(items):
            index = int(head.text)
            return replace(
                node,
                items=tuple(_replaced(one, rest, value, report) if i == index else one for i, one in enumerate(items)),
            )
        case Scalar(text=text) if text and text == head.text:
            # `optimizer: adam` is short for `optimizer: {adam: {}}`, so a path may go through it.
            return _replaced(Mapping(entries=(), span=node.span), path, value, report)
        case Scalar(value=None):
            return _replaced(Mapping(entries=(), span=node.span), path, value, report)
    known = f"a list of {len(node.items)}" if isinstance(node, Sequence) else "a single value"
    report.add("GC0304", head.span, f"`--set` finds no `{head.text}` on its way: there is {known}")
    return node
