"""`extends`: a spec merged over one or several base specs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gancompile.compiler.diagnostics import Mark, Report, Source, Span
from gancompile.compiler.spec.spec_tree import SpecTree
from gancompile.compiler.syntax.tree import Entry, Mapping, Node, Scalar, Sequence, is_nothing
from gancompile.compiler.syntax.yaml_reader import MAX_CHARACTERS, read_yaml
from gancompile.files import read_bounded

MAX_BASES = 50
"""Of a spec, all those of its bases counted."""
MAX_BYTES = 4 * MAX_CHARACTERS
"""Of a file: the characters of a spec, in UTF-8."""


def read_source(path: Path, *, included_from: Span | None = None) -> Source | str:
    """A file's text, or why it cannot be read."""
    try:
        text = read_bounded(path, MAX_BYTES).decode("utf-8")
    except IsADirectoryError:
        return "it is a folder, and a spec is a file"
    except OSError as error:
        return error.strerror or "it cannot be opened"
    except UnicodeDecodeError:
        return "it is not UTF-8 text"
    return Source(name=str(path), text=text, folder=path.parent, included_from=included_from)


def extend_bases(tree: SpecTree, report: Report) -> SpecTree | None:
    """The spec merged over the bases that it names; None where one of them cannot be read.

    Mappings are merged key by key, everything else is replaced; `!override` replaces a mapping as a whole, and nothing (`key:`)
    removes a key of the base.
    """
    root = _Extension(report=report).over_bases(tree.root, ())
    return replace(tree, root=root) if root is not None else None


class _Extension:
    def __init__(self, *, report: Report) -> None:
        self.report = report
        self.read = 0

    def over_bases(self, root: Mapping, below: tuple[Path, ...]) -> Mapping | None:
        """below: the files whose bases are being read, outermost first."""
        named = root.get("extends")
        if named is None:
            return root
        items = named.items if isinstance(named, Sequence) else (named,)
        if not items:
            self.report.add("GC0111", named.span, "`extends` names no spec", help="take it out, or name a file")
            return None
        base: Mapping | None = None
        for item in items:
            found = self._base(item, below)
            if found is None:
                return None
            base = found if base is None else merged(base, found)
        own = root.without("extends")
        return own if base is None else merged(base, own)

    def _base(self, item: Node, below: tuple[Path, ...]) -> Mapping | None:
        if not isinstance(item, Scalar) or not isinstance(item.value, str):
            self.report.add("GC0111", item.span, "`extends` names a spec's file, or a list of them")
            return None
        path = item.span.source.folder / Path(item.text).expanduser()
        if path.absolute() in below or len(below) > MAX_BASES or self.read >= MAX_BASES:
            what = "extends itself" if path.absolute() in below else f"extends more than {MAX_BASES} bases"
            self.report.add("GC0112", item.span, f"this spec {what}", help="take this line out of one of them")
            return None
        self.read += 1
        source = read_source(path, included_from=item.span)
        if isinstance(source, str):
            self.report.add("GC0111", item.span, f"the base `{item.text}` cannot be read: {source}")
            return None
        root = read_yaml(source, self.report)
        if root is None:
            return None
        if not isinstance(root, Mapping):
            mark = Mark(span=root.span, label="this is no mapping of sections")
            self.report.add("GC0111", item.span, f"the base `{item.text}` is no spec", marks=(mark,))
            return None
        return self.over_bases(root, (*below, path.absolute()))


def merged(base: Mapping, over: Mapping) -> Mapping:
    """`over` laid over `base`, with the order of the base's keys kept."""
    if over.replaces:
        return over
    entries = {entry.key.text: entry for entry in base.entries}
    for entry in over.entries:
        old = entries.get(entry.key.text)
        if old is not None and is_nothing(entry.value):
            del entries[entry.key.text]
        elif old is not None and isinstance(old.value, Mapping) and isinstance(entry.value, Mapping):
            entries[entry.key.text] = Entry(key=entry.key, value=merged(old.value, entry.value))
        else:
            entries[entry.key.text] = entry
    return replace(over, entries=tuple(entries.values()))
