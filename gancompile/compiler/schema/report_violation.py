"""The diagnostic of a violation of the schema, in the author's words: one function for each keyword that can be violated."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gancompile.catalogue.alias import alias_of
from gancompile.catalogue.core_schema import resolve_scalar
from gancompile.compiler.diagnostics import Mark, Report, Span
from gancompile.compiler.schema.fragments import nearest_name
from gancompile.compiler.schema.layout import SECTIONS
from gancompile.compiler.schema.needed_form import needed_help
from gancompile.compiler.schema.unknown_word import Guess, guess, meant_word
from gancompile.compiler.schema.violation import Violation, subject_of
from gancompile.compiler.schema.violation_help import (
    bound_help,
    example_help,
    guess_word,
    is_one_choice,
    keyed,
    listed,
    mended_help,
    missing_help,
    moved_help,
    value_help,
)
from gancompile.compiler.syntax.flow_text import flow_text
from gancompile.compiler.syntax.tree import Entry, Mapping, find, is_nothing, to_plain

TYPE_NAMES = {
    "integer": "a whole number", "number": "a number", "string": "a text", "boolean": "true or false",
    "array": "a list", "object": "a mapping", "null": "nothing",
}  # fmt: skip
BOUNDS = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most", "exclusiveMaximum": "below"}


def report_violation(violation: Violation, report: Report) -> None:
    """Adds the diagnostic of a violation."""
    TELLERS.get(violation.keyword, _report_other)(violation, report)


def _report_unknown_keys(v: Violation, report: Report) -> None:
    known = list(v.schema.get("properties", {}))
    entries = v.node.entries if isinstance(v.node, Mapping) else ()
    unknown = [entry for entry in entries if entry.key.text not in known]
    if v.schema.get("x-noun") == "argument" and len(unknown) == len(entries) and all(map(_is_alone, entries)):
        _report_without_names(v, known, report)
        return
    for entry in unknown:
        if not any(other.span == entry.key.span for other in report.of_line(entry.key.span)):
            _report_unknown_key(entry, v, known, report)
        if is_one_choice(v) and len(unknown) == len(entries):
            return  # `{type: adam, lr: 1e-4}` is one mistake


def _is_alone(entry: Entry) -> bool:
    return is_nothing(entry.value) and "=" not in entry.key.text


def _report_unknown_key(entry: Entry, v: Violation, known: list[str], report: Report) -> None:
    word, noun = entry.key.text, v.schema.get("x-noun", "key")
    if "x-choice" in v.schema:
        code, message = "GC0204", f"there is no {noun} `{_short(word)}`"
    else:
        code, message = "GC0203" if noun == "argument" else "GC0202", f"{v.subject} has no {noun} `{_short(word)}`"
    near = _beside_its_owner(v) or guess_word(word, v, known, to_plain(entry.value))
    advice = moved_help(word, v) or near.help
    help = advice or (None if near.label else _needed(v)) or listed(known, near.label)
    report.add(code, entry.key.span, message, label=near.label, help=help)


def _beside_its_owner(v: Violation) -> Guess | None:
    """Where arguments stand beside the kind that they belong to, which is empty."""
    kinds = v.schema.get("properties", {}) if is_one_choice(v) else {}
    owner = next((key for key, value in v.instance.items() if key in kinds and value is None), None)
    return Guess(help=f"indent it further than `{owner}`, whose argument it is") if owner else None


def _needed(v: Violation) -> str | None:
    """What the mapping lacks, in whose place an unknown key may stand."""
    required = v.schema.get("required", ())
    missing = [f"`{key}`" for key in required if key not in v.instance and not _reported_elsewhere(key, v)]
    return f"it needs {' and '.join(missing)}" if missing else None


def _report_without_names(v: Violation, known: list[str], report: Report) -> None:
    """`{64, 3, 2}`: values as a call of Python has them."""
    form = {name: resolve_scalar(key) for name, key in zip(known, v.instance, strict=False)}
    message = f"{v.subject} takes its arguments by name"
    report.add(
        "GC0206", v.node.span, message, help=f"write `{flow_text(form)}`, each value behind the name of its argument"
    )


def _report_missing(v: Violation, report: Report) -> None:
    if not isinstance(v.instance, dict):
        missing = ", ".join(f"`{key}`" for key in v.wanted)
        report.add("GC0205", _key_span(v), f"{v.subject} needs {missing}")
        return
    if any(key not in v.schema.get("properties", {}) for key in v.instance):
        return  # an unknown key stands instead of the missing one, and its message names what is missing
    for key in v.wanted:
        if f"'{key}'" in v.message and not _reported_elsewhere(key, v):
            report.add("GC0205", _head(v), f"{v.subject} needs `{key}`", help=missing_help(key, v))


def _reported_elsewhere(key: str, v: Violation) -> bool:
    """Whether a missing section has been indented into another one."""
    if v.path or key not in SECTIONS or not isinstance(v.root, Mapping):
        return False
    return any(isinstance(node, Mapping) and node.get(key) is not None for _, node in v.root)


def _report_type(v: Violation, report: Report) -> None:
    kinds = v.schema.get("x-types") or (v.wanted if isinstance(v.wanted, list) else [v.wanted])
    nothing = is_nothing(v.node)
    if v.subject.startswith(("layer `", "wrapper `")) and kinds == ["object"] and "x-types" not in v.schema:
        message = f"{v.subject} takes its arguments by name, and no value alone"
        alone = f"write `{v.path[-1]}` alone" if v.path and isinstance(v.instance, bool) else None
        form = mended_help(v) or alone or f"write {{ARGUMENT: {v.instance}}}, with one of its arguments"
        report.add("GC0206", v.node.span, message, help=form)
        return
    if nothing and v.subject.startswith(OF_A_CHOICE) and _has_siblings(v):
        return  # its arguments stand beside it, which is reported
    message = f"{v.value_name} is {_found(v.instance)}, but {_either(kinds)} is wanted"
    player = v.path in {("game", "generator"), ("game", "discriminator")} and isinstance(v.instance, dict)
    help = "what a player is after stands under `players`" if player else value_help(v, kinds)
    report.add("GC0206", _nothing_span(v) if nothing or player else v.node.span, message, help=help)


OF_A_CHOICE = ("source `", "optimizer `", "objective `", "penalty `", "initializer `")


def _has_siblings(v: Violation) -> bool:
    parent = find(v.root, v.path[:-1])
    return isinstance(parent, Mapping) and len(parent.entries) > 1


def _report_enum(v: Violation, report: Report) -> None:
    known = [str(value) for value in v.wanted if value is not None]
    word = str(v.instance)
    if "x-choice" not in v.schema:
        last = next((one for one in reversed(v.path) if isinstance(one, str)), "")
        near = guess(word, v.schema.get("x-noun", last), known)
        message = f"{subject_of(v.path)} is `{word}`, which is not one of its choices"
        report.add("GC0207", v.node.span, message, label=near.label, help=near.help or listed(known, near.label))
        return
    noun, choices = v.schema["x-noun"], v.schema["x-choice"]
    joined = re.match(r"(\w+)(:| )(.+)$", word)
    if joined and v.node.span.end_line > v.node.span.line:
        _report_next_line(v, report)
        return
    if joined and joined.group(1) in choices:
        message = (
            f"there is no space after the `:` of `{joined.group(1)}`"
            if joined.group(2) == ":"
            else f"`{joined.group(1)}` has no `:` behind it"
        )
        report.add("GC0116", v.node.span, message, help=f"write `{joined.group(1)}: {joined.group(3).strip()}`")
        return
    name, form = _called(word, noun, choices)
    if name:
        report.add(
            "GC0204", v.node.span, f"there is no {noun} `{_short(word)}`", help=f"write `{form}`, without parentheses"
        )
        return
    if word in choices:
        report.add("GC0205", v.node.span, f"{noun} `{word}` needs arguments", help=needed_help(word, noun))
        return
    near = guess_word(word, v, choices)
    if "," in word and noun == "layer":
        near = Guess(help="write each as an item of its own, with a `-`")
    help = near.help or listed(choices, near.label)
    report.add("GC0204", v.node.span, f"there is no {noun} `{_short(word)}`", label=near.label, help=help)


def _called(word: str, noun: str, choices: list[str]) -> tuple[str, str]:
    """The kind that is called as a function, `leaky_relu(0.2)` or `adam(lr=1e-4)`, and its form in a spec; empty where it is not so."""
    called = re.fullmatch(r"(\w+)\((.*)\)", word)
    name = meant_word(called[1], noun, choices) if called else ""
    if called is None or not name or not called[2]:
        return name, name
    given = re.sub(r"(\w+)\s*=\s*", lambda one: f"{_argument(one[1], noun, name)}: ", called[2])
    value = f"{{{given}}}" if "=" in called[2] else given
    return name, f"{name}: {value}" if noun == "layer" else f"{{{name}: {value}}}"


def _argument(word: str, noun: str, kind: str) -> str:
    """What an argument is called here, where one word is."""
    alias = alias_of(word, f"{noun} `{kind}`")
    return alias.meant[0] if alias and alias.meant else word


def _report_next_line(v: Violation, report: Report) -> None:
    """An item that YAML has read as more of the text in the line above: it lacks its `-`, or is indented deeper."""
    at, above = v.node.span.line + 1, v.node.span.source.line(v.node.span.line)
    text = v.node.span.source.line(at)
    begins = len(text) - len(text.lstrip()) + 1
    column = above.find("-") + 1
    if text.lstrip().startswith("- "):
        span = replace(v.node.span, line=at, end_line=at, column=begins, end_column=begins + 1)
        message = "this item is indented more than the one before it, and so is in no list"
        report.add("GC0119", span, message, help=f"let its `-` stand in column {column}")
        return
    word = text.split()[0].rstrip(":")
    span = replace(v.node.span, line=at, end_line=at, column=begins, end_column=begins + len(word))
    message = f"`{word}` stands among the items of a list, but has no `-`"
    report.add("GC0118", span, message, help=f"write `- {text.strip()}`, with the `-` in column {column}")


def _report_const(v: Violation, report: Report) -> None:
    if v.path == ("gancompile",):
        message = f"this is language version {v.instance!r}, but only version {v.wanted} is known"
        report.add("GC0201", v.node.span, message, help=f"write `gancompile: {v.wanted}`")
        return
    message = f"{subject_of(v.path)} is {_found(v.instance)}, but can only be {_found(v.wanted)}"
    help = f"write `{keyed(v.path, v.wanted)}`, or leave it out where it is not wanted"
    report.add("GC0207", v.node.span, message, help=help)


def _report_bound(v: Violation, report: Report) -> None:
    message = f"{v.value_name} is {v.instance}, but must be {BOUNDS[v.keyword]} {v.wanted:,}".replace(
        ".0,", ","
    ).removesuffix(".0")
    report.add("GC0208", v.node.span, message, help=bound_help(v))


def _report_pattern(v: Violation, report: Report) -> None:
    """A text where a number is wanted (a pattern lets `${...}` through), or no name."""
    if "x-types" in v.schema:
        _report_type(v, report)
        return
    key = v.node.key(str(v.instance)) if isinstance(v.node, Mapping) else None
    form = v.schema.get("x-form")
    help = f"{form}: try `{nearest_name(str(v.instance))}`" if form else None
    before, sign, after = (part.strip() for part in str(v.instance).partition("="))
    if sign:
        help = f"a `:` stands between a key and its value: `{before}: {after}`"
    report.add("GC0209", key.span if key else v.node.span, f"`{_short(v.instance)}` is no name", help=help)


def _report_items(v: Violation, report: Report) -> None:
    count, words = len(v.instance), "at least" if v.keyword == "minItems" else "at most"
    message = f"{subject_of(v.path)} has {count} item{'s' * (count != 1)}, but must have {words} {v.wanted}"
    report.add("GC0210", v.node.span, message, help=example_help(v))


def _report_entries(v: Violation, report: Report) -> None:
    noun, words = v.schema.get("x-noun", "key"), "at least" if v.keyword == "minProperties" else "at most"
    count = len(v.instance)
    if v.schema.get("x-choice") and isinstance(v.node, Mapping) and count > 1:
        if any(key not in v.schema.get("properties", {}) for key in v.instance):
            return  # an unknown kind has been reported
        _report_two_choices(v, v.node, report)
        return
    message = f"{v.subject} has {count} {noun}{'s' * (count != 1)}, but must have {words} {v.wanted}"
    alone = count > 1 and v.wanted == 1 and v.keyword == "maxProperties"
    report.add(
        "GC0211", _head(v), message, help="write each as an item of its own, with a `-` or in braces" if alone else None
    )


def _report_two_choices(v: Violation, node: Mapping, report: Report) -> None:
    """Two where one is chosen; where they come of two files, a base was meant to be replaced."""
    first, second = node.entries[0].key, node.entries[1].key
    noun = v.schema["x-noun"]
    help = f"keep one {noun}"
    if first.span.source != second.span.source:
        help = f"the base has `{first.text}`: take it away with `{first.text}:` alone, or write `!override` before the mapping"
    mark = Mark(span=first.span, label=f"`{first.text}` here")
    report.add(
        "GC0211",
        second.span,
        f"two {noun[:-1] + 'ies' if noun.endswith('y') else noun + 's'} where one is meant",
        label=f"and `{second.text}`",
        marks=(mark,),
        help=help,
    )


def _report_other(v: Violation, report: Report) -> None:
    report.add("GC0206", v.node.span, f"{subject_of(v.path)} is not as the language wants it")


TELLERS: dict[str, Callable[[Violation, Report], None]] = {
    "additionalProperties": _report_unknown_keys,
    "const": _report_const,
    "enum": _report_enum,
    "exclusiveMaximum": _report_bound,
    "exclusiveMinimum": _report_bound,
    "maxItems": _report_items,
    "maxProperties": _report_entries,
    "maximum": _report_bound,
    "minItems": _report_items,
    "minProperties": _report_entries,
    "minimum": _report_bound,
    "pattern": _report_pattern,
    "required": _report_missing,
    "type": _report_type,
}


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) < 70 else f"{text[:67]}..."


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
    names = [TYPE_NAMES.get(t, t) for t in types if t != "null"] or ["nothing"]
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _key_span(v: Violation) -> Span:
    """The place of the key that holds the value, or of the value itself where it has none."""
    if not v.path or not isinstance(v.path[-1], str):
        return v.node.span
    parent = find(v.root, v.path[:-1])
    key = parent.key(v.path[-1]) if isinstance(parent, Mapping) else None
    return key.span if key else v.node.span


def _nothing_span(v: Violation) -> Span:
    """Nothing is pointed at by its key, which is there to be seen; by itself where a `--set` wrote it."""
    key = _key_span(v)
    return key if key.source == v.node.span.source else v.node.span


def _head(v: Violation) -> Span:
    """The place of a mapping as a person points at it: its key where it has one, or its first entry."""
    key = _key_span(v)
    if key is v.node.span and isinstance(v.node, Mapping) and v.node.entries:
        return v.node.entries[0].key.span
    return key
