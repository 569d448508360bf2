"""A tree against the schema, with every violation told in the author's words at the author's line."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from gancompile.compiler.diagnostics import Report, Span, did_you_mean
from gancompile.compiler.schema.spec_schema import spec_schema
from gancompile.compiler.syntax.tree import Mapping, Node, Scalar, Sequence, find, to_plain

TYPE_NAMES = {
    "integer": "a whole number", "number": "a number", "string": "a text", "boolean": "true or false",
    "array": "a list", "object": "a mapping", "null": "nothing",
}  # fmt: skip
Path = tuple[str | int, ...]


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
            _tell(error, node, path, root, report)
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
            report.add("GC0208", node.span, f"{_subject(path)} is {node.text}, but must be a finite number")
            yield path
        case Sequence(items=items):
            for index, item in enumerate(items):
                yield from _infinite(item, (*path, index), report)
        case Mapping():
            for key, inner in node:
                yield from _infinite(inner, (*path, key), report)


def _tell(error: ValidationError, node: Node, path: Path, root: Mapping, report: Report) -> None:
    schema: dict[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    subject = schema.get("x-subject") or _subject(path)
    wanted: Any = error.validator_value
    instance: Any = error.instance
    match error.validator:
        case "additionalProperties":
            _tell_unknown_keys(schema, node, subject, path, report)
        case "required":
            if not isinstance(instance, dict):
                missing = ", ".join(f"`{key}`" for key in wanted)
                report.add("GC0205", _key_span(root, path, node), f"{subject} needs {missing}")
                return
            misspelt = [key for key in instance if key not in schema.get("properties", {})]
            for key in wanted:
                # One that is there and misspelt is told as that.
                if f"'{key}'" in error.message and not any(did_you_mean(word, [key]) for word in misspelt):
                    report.add("GC0205", _head(node, root, path), f"{subject} needs `{key}`")
        case "type":
            kinds = wanted if isinstance(wanted, list) else [wanted]
            report.add(
                "GC0206",
                _nothing_span(root, path, node) if _is_nothing(node) else node.span,
                f"{_subject(path)} is {_found(instance)}, but {_either(kinds)} is wanted",
                help=_type_help(instance, kinds),
            )
        case "enum":
            _tell_enum(error, schema, node, path, report)
        case "const":
            report.add(
                "GC0201",
                node.span,
                f"this is language version {instance!r}, but only version {wanted} is known",
                help=f"write `gancompile: {wanted}`",
            )
        case "minimum" | "exclusiveMinimum" | "maximum" | "exclusiveMaximum":
            bound = {
                "minimum": "at least",
                "exclusiveMinimum": "above",
                "maximum": "at most",
                "exclusiveMaximum": "below",
            }
            report.add(
                "GC0208",
                node.span,
                f"{_subject(path)} is {instance}, but must be {bound[error.validator]} {wanted}",
            )
        case "pattern":
            where = node.span if error.parent is None else _named_key(node, str(instance))
            report.add(
                "GC0209",
                where,
                f"`{instance}` is no name",
                help="a name is of letters from a to z, digits and `_`, begins with a letter, and has at most 64 of them",
            )
        case "minItems" | "maxItems":
            count = len(instance)
            words = "at least" if error.validator == "minItems" else "at most"
            report.add(
                "GC0210",
                node.span,
                f"{_subject(path)} has {count} item{'s' * (count != 1)}, but must have {words} {wanted}",
            )
        case "minProperties" | "maxProperties":
            noun = schema.get("x-noun", "key")
            words = "at least" if error.validator == "minProperties" else "at most"
            report.add(
                "GC0211",
                _head(node, root, path),
                f"{subject} has {len(instance)} {noun}s, but must have {words} {wanted}",
            )
        case _:
            report.add("GC0206", node.span, f"{_subject(path)} is not as the language wants it")


def _tell_unknown_keys(schema: dict[str, Any], node: Node, subject: str, path: Path, report: Report) -> None:
    known = list(schema.get("properties", {}))
    noun = schema.get("x-noun", "key")
    for entry in node.entries if isinstance(node, Mapping) else ():
        if entry.key.text in known:
            continue
        if "x-choice" in schema:
            code = "GC0204"
            message = f"there is no {noun} `{entry.key.text}`"
        else:
            code = "GC0203" if noun == "argument" else "GC0202"
            message = f"{subject} has no {noun} `{entry.key.text}`"
        hint = did_you_mean(entry.key.text, known)
        listing = None if hint or len(known) > 30 or not known else f"known are {', '.join(known)}"
        report.add(code, entry.key.span, message, label=hint, help=listing)


def _tell_enum(error: ValidationError, schema: dict[str, Any], node: Node, path: Path, report: Report) -> None:
    choices: Any = error.validator_value
    known = [str(value) for value in choices if value is not None]
    word = str(error.instance)
    hint = did_you_mean(word, known)
    listing = None if hint or len(known) > 30 else f"known are {', '.join(known)}"
    if "x-choice" in schema:
        noun = schema["x-noun"]
        if word in schema["x-choice"]:
            report.add("GC0205", node.span, f"{noun} `{word}` needs arguments", help=f"write `{word}: {{...}}`")
        else:
            hint = did_you_mean(word, schema["x-choice"])
            report.add("GC0204", node.span, f"there is no {noun} `{word}`", label=hint, help=listing)
        return
    report.add(
        "GC0207", node.span, f"{_subject(path)} is `{word}`, which is not one of its choices", label=hint, help=listing
    )


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


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None


def _nothing_span(root: Mapping, path: Path, node: Node) -> Span:
    """Nothing is pointed at by its key, which is there to be seen; by itself where a `--set` wrote it."""
    key = _key_span(root, path, node)
    return key if key.source == node.span.source else node.span


def _subject(path: Path) -> str:
    """The value at a path as a person names it: by its key, or by its place in a list."""
    if not path:
        return "a spec"
    last = path[-1]
    return (
        f"`{last}`"
        if isinstance(last, str)
        else f"item {last + 1} of `{next((p for p in reversed(path) if isinstance(p, str)), '')}`"
    )


def _found(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return f"`{str(value).lower()}`"
        case str():
            return f"the text `{value if len(value) < 40 else value[:37] + '...'}`"
        case int() | float():
            return f"the number {value}"
        case list():
            return "a list"
    return "a mapping"


def _either(types: list[str]) -> str:
    names = [TYPE_NAMES[t] for t in types if t != "null"] or ["nothing"]
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _type_help(value: Any, wanted: list[str]) -> str | None:
    if isinstance(value, str) and {"integer", "number"} & set(wanted):
        try:
            float(value)
        except ValueError:
            return None
        return f"write it without quotes: {value}"
    if isinstance(value, float) and "integer" in wanted and "number" not in wanted:
        return f"write {round(value)}" if abs(value) < 1e15 else None
    return None


def _head(node: Node, root: Mapping, path: Path) -> Span:
    """The place of a mapping as a person points at it: its key where it has one, or its first line."""
    key = _key_span(root, path, node)
    if key is not node.span:
        return key
    if isinstance(node, Mapping) and node.entries:
        return node.entries[0].key.span
    return node.span


def _key_span(root: Mapping, path: Path, node: Node) -> Span:
    """The place of the key that holds the node at a path."""
    if not path or not isinstance(path[-1], str):
        return node.span
    parent = find(root, path[:-1])
    key = parent.key(path[-1]) if isinstance(parent, Mapping) else None
    return key.span if key else node.span


def _named_key(node: Node, name: str) -> Span:
    key = node.key(name) if isinstance(node, Mapping) else None
    return key.span if key else node.span
