"""Layers misplaced by an indent or a missing `-`, reported as such before the schema reports unknown keys."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from gancompile.catalogue import layer_rows
from gancompile.catalogue.alias import alias_of
from gancompile.compiler.diagnostics import Mark, Report, Span
from gancompile.compiler.schema.network_schema import COMPANIONS, COMPOSITES
from gancompile.compiler.schema.spec_schema import spec_schema
from gancompile.compiler.syntax.tree import Entry, Mapping, Node, Scalar, Sequence, is_nothing

Path = tuple[str | int, ...]
LISTS_OF_LAYERS = frozenset({"layers", "shortcut"})


def misplaced_layers(node: Node, report: Report, path: Path = ()) -> Iterator[Path]:
    """The paths of layers, and of lists of them, that stand wrongly. A layer is one layer key and what may stand beside one."""
    match node:
        case Sequence(items=items):
            for index, item in enumerate(items):
                yield from misplaced_layers(item, report, (*path, index))
        case Mapping():
            for entry in node.entries:
                here = (*path, entry.key.text)
                if entry.key.text in LISTS_OF_LAYERS:
                    if isinstance(entry.value, Mapping) and _without_dashes(entry.key, entry.value, report):
                        yield here
                        continue
                    if isinstance(entry.value, Sequence):
                        yield from _miscounted(entry.value, here, report)
                yield from misplaced_layers(entry.value, report, here)


def misplaced_sections(root: Mapping, report: Report) -> Iterator[Path]:
    """Sections that an indent has put into another one, where names of the author's choice hide them."""
    for section in NAMED:
        node = root.get(section)
        entries = node.entries if isinstance(node, Mapping) else ()
        for place, entry in enumerate(entries):
            name = entry.key.text
            if name not in SECTIONS or root.get(name) is not None or _is_own(section, entry.value):
                continue
            message = f"`{name}` is a section of the spec, but stands inside of `{section}`"
            report.add("GC0202", entry.key.span, message, help="let it begin in column 1")
            yield (section, name)
            if is_nothing(entry.value):
                # What was to be in it has become its neighbours.
                own = _keys_of(name)
                yield from ((section, one.key.text) for one in entries[place + 1 :] if one.key.text in own)


def outdented_keys(root: Mapping, report: Report) -> Iterator[Path]:
    """Keys that an indent has put beside their section; the section's missing keys are then not reported."""
    sections = spec_schema()["properties"]
    for place, entry in enumerate(root.entries):
        if entry.key.text not in sections:
            own = {"networks"} if _is_own("networks", entry.value) else set()
            before = [
                one.key.text
                for one in root.entries[:place]
                if entry.key.text in _keys_of(one.key.text) or one.key.text in own
            ]
            if before:
                owner, next_above = before[-1], root.entries[place - 1].key.text
                help = _into(owner, root.get(owner), entry.key.text, is_next=owner == next_above)
                yield from _report_outdented(entry, f"`{owner}`", (entry.key.text,), (owner,), report, help)
    game = root.get("game")
    for above, entry in itertools.pairwise(game.entries if isinstance(game, Mapping) else ()):
        opens = above.key.text in {"draws", "let", "players"} and is_nothing(above.value)
        if opens and entry.key.text not in _keys_of("game"):
            paths = ("game", entry.key.text), ("game", above.key.text)
            yield from _report_outdented(entry, f"`{above.key.text}`", *paths, report)
    for section in ("blocks", "networks"):
        node = root.get(section)
        for above, entry in itertools.pairwise(node.entries if isinstance(node, Mapping) else ()):
            belongs = entry.key.text in {"inputs", "layers", "outputs", "params"} and not _is_own(section, entry.value)
            if belongs and isinstance(above.value, Mapping) and above.value.get(entry.key.text) is None:
                paths = (section, entry.key.text), (section, above.key.text)
                yield from _report_outdented(entry, f"`{above.key.text}`", *paths, report)


def _keys_of(section: str) -> Iterable[str]:
    """The keys of a section in all its forms."""
    schema = spec_schema()["properties"].get(section, {})
    forms = [schema, schema.get("else", {}), schema.get("then", {})]
    return [key for form in forms for key in form.get("properties", {})]


def _report_outdented(
    entry: Entry, owner: str, at: Path, of: Path, report: Report, help: str | None = None
) -> Iterator[Path]:
    message = f"`{entry.key.text}` belongs to {owner}, but stands beside it"
    report.add("GC0202", entry.key.span, message, help=help or f"indent it as far as what is in {owner}")
    yield from (at, of)


def _into(owner: str, section: Node | None, key: str, *, is_next: bool) -> str:
    """How a key comes into its section. is_next: whether it stands right behind it, so that an indent is all that is needed."""
    if isinstance(section, Mapping) and section.get(key) is not None:
        return f"`{owner}` has its own `{key}`: take this one away"
    in_braces = isinstance(section, Mapping) and section.span.source.line(section.span.line)[
        section.span.column - 1 :
    ].startswith("{")
    if in_braces:
        return f"write it inside of the braces of `{owner}`"
    if isinstance(section, Scalar) and not is_nothing(section):
        return f"make `{owner}` a mapping, and write it there"
    return (
        f"indent it as far as what is in `{owner}`"
        if is_next
        else f"move it into `{owner}`, indented as far as what is there"
    )


NAMED = ("blocks", "networks", "params")
"""Sections of which every word is a name."""
SECTIONS = frozenset({"blocks", "data", "evaluate", "export", "game", "networks", "params", "schedule"})


def _is_own(section: str, node: Node) -> bool:
    """Whether a value has the keys of the section, whatever its name."""
    if section == "params":
        return isinstance(node, Scalar)
    return isinstance(node, Mapping) and any(node.get(key) is not None for key in ("layers", "like", "load"))


def _without_dashes(key: Scalar, layers: Mapping, report: Report) -> bool:
    """Layers one below the other without a `-`, which YAML reads as one mapping."""
    kinds = [entry.key for entry in layers.entries if _is_kind(entry.key.text)]
    if not kinds:
        return False
    # The same layer twice is no repeated key of this mapping, which was not meant to be one.
    report.withdraw(lambda one: one.code == "GC0103" and _within(one.span, layers.span))
    report.add(
        "GC0115", kinds[0].span, f"`{key.text}` is a list, but its layers stand without `-`",
        label="the first of them", help=f"write `- {kinds[0].text}`, and so for each of them",
    )  # fmt: skip
    return True


def _miscounted(layers: Sequence, path: Path, report: Report) -> Iterator[Path]:
    for index, layer in enumerate(layers.items):
        if not isinstance(layer, Mapping):
            continue
        kinds = [entry.key for entry in layer.entries if entry.key.text not in COMPANIONS]
        shared = layer.get("share") is not None
        given = layer.key("with")
        if given is not None and layer.get("use") is None:
            report.add("GC0213", given.span, "`with` gives parameters to a block, but no block is used here")
        if len(kinds) == 1 or (shared and not kinds):
            continue
        if len(kinds) > 1:
            _report_two_kinds(kinds, report)
        else:
            at = layer.entries[0].key.span if layer.entries else layer.span
            what = "only what stands beside one" if layer.entries else "and nothing else"
            report.add("GC0212", at, f"this layer says no kind, {what}", help="name a layer, such as `dense: 64`")
        yield (*path, index)


def _report_two_kinds(kinds: list[Scalar], report: Report) -> None:
    first, second = kinds[0], kinds[1]
    alias = None if _is_kind(first.text) else alias_of(first.text, "layer")
    if alias is not None and alias.advice:
        report.add(
            "GC0204", first.span, f"there is no layer `{first.text}`", help=alias.advice.replace("VALUE", "relu")
        )
        return
    row = layer_rows().get(first.text)
    if row is not None and second.text in {argument.name for argument in row.arguments}:
        mark = Mark(span=first.span, label="the layer")
        report.add(
            "GC0114", second.span, f"`{second.text}` is an argument of `{first.text}`, but stands beside it",
            label="the argument", marks=(mark,), help=f"indent it further than `{first.text}`",
        )  # fmt: skip
        return
    report.add(
        "GC0212",
        second.span,
        f"one layer is both `{first.text}` and `{second.text}`",
        label="a second layer key",
        help="begin a new list item with `-`, or indent it under the layer that it belongs to",
    )


def _is_kind(word: str) -> bool:
    return word in COMPOSITES or word in layer_rows()


def _within(inner: Span, outer: Span) -> bool:
    """Whether a span lies within another of the same source."""
    if inner.source != outer.source:
        return False
    return (outer.line, outer.column) <= (inner.line, inner.column) < (outer.end_line, outer.end_column)
