"""A tree against the schema, with every violation told in the author's words at the author's line."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache

from jsonschema import Draft202012Validator

from gancompile.compiler.diagnostics import Report
from gancompile.compiler.schema.spec_schema import spec_schema
from gancompile.compiler.schema.violation import Path, Violation, subject_of, tell
from gancompile.compiler.syntax.tree import Mapping, Node, Scalar, Sequence, find, to_plain


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(spec_schema())


def validate(root: Mapping, report: Report) -> frozenset[Path]:
    """Tells every violation; returns the paths at which there is one, so that nothing is concluded from a broken part."""
    broken: set[Path] = set()
    for error in _validator().iter_errors(to_plain(root)):
        path: Path = tuple(error.absolute_path)
        broken.add(path)
        node = find(root, path)
        if not _told_of(node, report):
            tell(Violation.of(error, node, path, root), report)
    return frozenset(broken | set(_layers_without_one_kind(root, report)) | set(_infinite(root, (), report)))


def _told_of(node: Node, report: Report) -> bool:
    """Whether something within this very value was told already, of which the violation would only follow."""
    at = node.span
    return isinstance(node, Scalar) and any(
        d.span.source == at.source and d.span.line == at.line and at.column <= d.span.column < at.end_column
        for d in report.diagnostics
    )


def _infinite(node: Node, path: Path, report: Report) -> Iterable[Path]:
    """Numbers that are none: JSON has no word for them, and no setting of a game means anything with one."""
    match node:
        case Scalar(value=float() as value) if not math.isfinite(value):
            report.add("GC0208", node.span, f"{subject_of(path)} is {node.text}, but must be a finite number")
            yield path
        case Sequence(items=items):
            for index, item in enumerate(items):
                yield from _infinite(item, (*path, index), report)
        case Mapping():
            for key, inner in node:
                yield from _infinite(inner, (*path, key), report)


def _layers_without_one_kind(root: Mapping, report: Report) -> Iterable[Path]:
    """A layer is one layer key with `name`, `from` and `trainable` beside it: two layer keys or none are told here."""
    beside = {"name", "from", "trainable"}
    networks = root.get("networks")
    for name, network in networks if isinstance(networks, Mapping) else ():
        layers = network.get("layers") if isinstance(network, Mapping) else None
        for index, layer in enumerate(layers.items if isinstance(layers, Sequence) else ()):
            if not isinstance(layer, Mapping):
                continue
            kinds = [entry.key for entry in layer.entries if entry.key.text not in beside]
            if len(kinds) > 1:
                names = " and ".join(f"`{kind.text}`" for kind in kinds[:2])
                report.add(
                    "GC0212",
                    kinds[1].span,
                    f"one layer is both {names}",
                    label="a second layer key",
                    help="begin a new list item with `-`, or indent it under the layer that it belongs to",
                )
            if not kinds and layer.entries:
                report.add("GC0212", layer.entries[0].key.span, "this layer says no kind, only what stands beside one")
            if len(kinds) != 1:
                yield ("networks", name, "layers", index)
