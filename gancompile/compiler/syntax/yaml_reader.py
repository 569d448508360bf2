"""YAML text into a tree, from PyYAML's events: no tag is ever constructed, no alias is ever copied without being counted."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import yaml

from gancompile.catalogue.core_schema import resolve_scalar, whole
from gancompile.compiler.diagnostics import Mark, Report, Source, Span, did_you_mean
from gancompile.compiler.syntax.tree import Entry, Mapping, Node, Scalar, Sequence
from gancompile.compiler.syntax.yaml_traps import report_cut_expression, report_syntax

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 60
MAX_NODES = 200_000
STRANGE_SPACE = re.compile(r"(?:^|[ :-])([\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]+)")
OVERRIDE = "!override"
CORE_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "seq", "map")} | {"!"}

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(source: Source, report: Report) -> Node | None:
    """The one document of a source, or None where it is not YAML (the report then says why)."""
    if len(source.text) > MAX_CHARACTERS:
        return _whole(
            source, report, "GC0107", f"the spec has {len(source.text):,} characters, the limit is {MAX_CHARACTERS:,}"
        )
    unprintable = next((i for i, c in enumerate(source.text) if not c.isprintable() and _is_refused(c)), None)
    if unprintable is not None:
        line = source.text.count("\n", 0, unprintable) + 1
        column = unprintable - source.text.rfind("\n", 0, unprintable)
        span = Span(source=source, line=line, column=column, end_line=line, end_column=column + 1)
        message = f"the character U+{ord(source.text[unprintable]):04X} may not stand in a spec"
        report.add("GC0101", span, message, help="remove it: it is not seen, and would change how the text is read")
        return None
    if _report_strange_space(source, report):
        return None
    builder = _Builder(source, report)
    try:
        for event in yaml.parse(source.text, Loader=Loader):
            if not builder.take(event):
                return None
    except yaml.MarkedYAMLError as error:
        report_syntax(source, report, error)
        return None
    except yaml.YAMLError as error:
        return _whole(source, report, "GC0101", f"this is not YAML: {error}")
    if builder.root is None:
        return _whole(source, report, "GC0108", "the spec is empty", help="begin with `gancompile: 1` and a `name`")
    return builder.root


def _report_strange_space(source: Source, report: Report) -> bool:
    """A space of another kind outside of comments and quotes, which YAML takes for a letter; whether there is one."""
    for number, line in enumerate(source.text.split("\n"), 1):
        found = STRANGE_SPACE.search(line)
        before = line[: found.start(1)] if found else ""
        if found and "#" not in before and '"' not in before and "'" not in before:
            column = found.start(1) + 1
            span = Span(
                source=source, line=number, column=column, end_line=number, end_column=column + len(found.group(1))
            )
            message = f"the character U+{ord(found.group(1)[0]):04X} looks like a space, but is none to YAML"
            report.add("GC0102", span, message, help="write an ordinary space")
            return True
    return False


def _is_refused(character: str) -> bool:
    """Control characters, separators of lines, and signs that turn the direction of writing: what is read would not be what is seen."""
    if character in "\n\r\t\ufeff":
        return False
    turns = unicodedata.bidirectional(character) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    return turns or unicodedata.category(character) in {"Cc", "Cn", "Co", "Cs", "Zl", "Zp"}


def _whole(source: Source, report: Report, code: str, message: str, *, help: str | None = None) -> Node | None:
    report.add(code, Span(source=source, line=1, column=1, end_line=1, end_column=2), message, help=help)
    return None


@dataclass(slots=True)
class _Open:
    """A collection that is still being read."""

    event: Any
    children: list[Node] = field(default_factory=list)
    size: int = 1


@dataclass(slots=True)
class _Builder:
    """Turns events into a tree with a stack of its own, so that no depth of nesting reaches Python's recursion."""

    source: Source
    report: Report
    root: Node | None = None
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int]] = field(default_factory=dict)

    def take(self, event: Any) -> bool:
        """Reads one event; False ends the reading."""
        if getattr(event, "tag", None) not in CORE_TAGS | {None, OVERRIDE}:
            self.report.add(
                "GC0104",
                self._span(event),
                f"the tag `{event.tag.replace('tag:yaml.org,2002:', '!!')}` is not allowed in a spec",
                label=did_you_mean(event.tag, [OVERRIDE]),
                help="a spec holds data only: write a plain value",
            )
            return False
        match event:
            case yaml.ScalarEvent():
                return self._add(self._scalar(event), 1, event)
            case yaml.AliasEvent():
                return self._alias(event)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                if len(self.stack) >= MAX_DEPTH:
                    self.report.add("GC0106", self._span(event), f"more than {MAX_DEPTH} levels of nesting")
                    return False
                self.stack.append(_Open(event))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                return self._close(event)
            case yaml.DocumentStartEvent() if self.root is not None:
                self.report.add(
                    "GC0109", self._span(event), "a second document begins here", help="keep one spec in one file"
                )
                return False
        return True

    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        return Span(
            source=self.source,
            line=start.line + 1,
            column=start.column + 1,
            end_line=end.line + 1,
            end_column=end.column + 1,
        )

    def _scalar(self, event: Any) -> Scalar:
        plain = not event.style and event.tag in {None, OVERRIDE}
        value = whole(resolve_scalar(event.value)) if plain else event.value
        return Scalar(value=value, text=event.value, plain=plain, span=self._span(event))

    def _alias(self, event: Any) -> bool:
        if event.anchor not in self.anchors:
            self.report.add(
                "GC0105",
                self._span(event),
                f"the alias `*{event.anchor}` has no anchor before it",
                help=f"define it before with `&{event.anchor}`",
            )
            return False
        node, size = self.anchors[event.anchor]
        return self._add(node, size, event)

    def _add(self, node: Node, size: int, event: Any) -> bool:
        if getattr(event, "anchor", None) and not isinstance(event, yaml.AliasEvent):
            self.anchors[event.anchor] = (node, size)
        if not self.stack:
            self.root = node
            return True
        parent = self.stack[-1]
        parent.children.append(node)
        parent.size += size
        if parent.size > MAX_NODES:
            self.report.add("GC0106", self._span(event), f"aliases expand this spec to more than {MAX_NODES:,} values")
            return False
        return True

    def _close(self, event: Any) -> bool:
        top = self.stack.pop()
        start, end = top.event.start_mark, event.end_mark
        span = Span(
            source=self.source,
            line=start.line + 1,
            column=start.column + 1,
            end_line=end.line + 1,
            end_column=end.column + 1,
        )
        replaces = top.event.tag == OVERRIDE
        if isinstance(top.event, yaml.SequenceStartEvent):
            node: Node = Sequence(items=tuple(top.children), replaces=replaces, span=span)
            return self._add(node, top.size, top.event)
        entries = self._entries(top.children, flow=bool(top.event.flow_style))
        if entries is None:
            return False
        return self._add(Mapping(entries=entries, replaces=replaces, span=span), top.size, top.event)

    def _entries(self, children: list[Node], *, flow: bool) -> tuple[Entry, ...] | None:
        """Pairs keys with values; a repeated key is reported, with the position of the first."""
        entries: dict[str, Entry] = {}
        merged: dict[str, Entry] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.report.add(
                    "GC0110",
                    key.span,
                    "a key must be a single word, not a list or a mapping",
                    help="put an expression in quotes",
                )
                return None
            if key.text == "<<" and key.plain:
                bases = value.items if isinstance(value, Sequence) else (value,)
                for base in bases:
                    if not isinstance(base, Mapping):
                        self.report.add(
                            "GC0110",
                            base.span,
                            "`<<` merges a mapping, and this is none",
                            help="name an anchor: `<<: *base`",
                        )
                    for entry in base.entries if isinstance(base, Mapping) else ():
                        merged.setdefault(entry.key.text, entry)
            elif key.text in entries:
                first = Mark(span=entries[key.text].key.span, label="it stands here first")
                self.report.add(
                    "GC0103", key.span, f"the key `{key.text}` is given twice", label="and again here", marks=(first,)
                )
                if isinstance(entries[key.text].value, Scalar):
                    # Of a line that was written twice, the first has nothing in it.
                    entries[key.text] = Entry(key=key, value=value)
            else:
                entries[key.text] = Entry(key=key, value=value)
        found = tuple({**merged, **entries}.values())
        return None if flow and report_cut_expression(found, self.report) else found
