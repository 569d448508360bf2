"""A violation of the schema in the author's words: one function for each keyword of the schema that can be violated."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from jsonschema.exceptions import ValidationError

from gancompile.catalogue.alias import ALONE, OUTSIDE, alias_of
from gancompile.catalogue.core_schema import resolve_scalar
from gancompile.compiler.diagnostics import Mark, Report, Span, listing
from gancompile.compiler.schema.fragments import nearest_name
from gancompile.compiler.schema.layout import SECTIONS
from gancompile.compiler.schema.mended import mended
from gancompile.compiler.schema.needed_form import example_of, needed_help
from gancompile.compiler.schema.network_schema import COMPANIONS
from gancompile.compiler.schema.unknown_word import Guess, filled, guess, guess_layer
from gancompile.compiler.syntax.flow_text import flow_text
from gancompile.compiler.syntax.tree import Mapping, Node, find, is_nothing, to_plain

TYPE_NAMES = {
    "integer": "a whole number", "number": "a number", "string": "a text", "boolean": "true or false",
    "array": "a list", "object": "a mapping", "null": "nothing",
}  # fmt: skip
BOUNDS = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most", "exclusiveMaximum": "below"}
WORDS_OF_YAML_1_1 = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """keyword, wanted: of the schema. instance: the value there. node, path: its place in the tree whose root is `root`."""

    keyword: str
    wanted: Any
    instance: Any
    schema: dict[str, Any]
    node: Node
    path: Path
    root: Node
    message: str

    @classmethod
    def of(cls, error: ValidationError, node: Node, path: Path, root: Node) -> Violation:
        """The violation of a jsonschema error, with its node."""
        return cls(
            keyword=str(error.validator),
            wanted=error.validator_value,
            instance=error.instance,
            schema=error.schema if isinstance(error.schema, dict) else {},
            node=node,
            path=path,
            root=root,
            message=error.message,
        )

    @property
    def value_name(self) -> str:
        """The value as a person names it: by its key, or by the argument that a shorthand sets."""
        short = self.schema.get("x-name")
        return f"`{short}` of {subject_of(self.path)}" if short else subject_of(self.path)

    @property
    def subject(self) -> str:
        """The subject of the violated schema: `a network`, `layer \`dense\``, or the value by its key."""
        return self.schema.get("x-subject") or subject_of(self.path)


def report_violation(violation: Violation, report: Report) -> None:
    """Adds the diagnostic of a violation."""
    TELLERS.get(violation.keyword, _report_other)(violation, report)


def subject_of(path: Path) -> str:
    """The value at a path as a person names it: by its key, or by its place in a list."""
    if not path:
        return "a spec"
    last = path[-1]
    if isinstance(last, str):
        return f"`{last}`"
    return f"item {last + 1} of `{next((p for p in reversed(path) if isinstance(p, str)), '')}`"


def _report_unknown_keys(v: Violation, report: Report) -> None:
    known = list(v.schema.get("properties", {}))
    noun = v.schema.get("x-noun", "key")
    missing = [
        f"`{key}`" for key in v.schema.get("required", ()) if key not in v.instance and not _reported_elsewhere(key, v)
    ]
    needed = f"it needs {' and '.join(missing)}" if missing else None
    for entry in v.node.entries if isinstance(v.node, Mapping) else ():
        word = entry.key.text
        if word in known or any(other.span == entry.key.span for other in report.of_line(entry.key.span)):
            continue
        if "x-choice" in v.schema:
            code, message = "GC0204", f"there is no {noun} `{_short(word)}`"
        else:
            code, message = "GC0203" if noun == "argument" else "GC0202", f"{v.subject} has no {noun} `{_short(word)}`"
        near = _guess(word, v, known, to_plain(entry.value))
        advice = _moved(word, v) or near.help
        help = advice or (None if near.label else needed) or _listing(known, near.label)
        report.add(code, entry.key.span, message, label=near.label, help=help)
        if _is_one_choice(v) and not any(key in known for key in v.instance):
            return  # `{type: adam, lr: 1e-4}` is one mistake


def _is_one_choice(v: Violation) -> bool:
    """Whether the mapping holds one of several kinds, and nothing beside it."""
    return "x-choice" in v.schema and v.schema.get("maxProperties") == 1


def _guess(word: str, v: Violation, known: list[str], value: Any = None) -> Guess:
    """What an unknown word was meant for."""
    if v.schema.get("x-noun") == "layer":
        blocks = v.root.get("blocks") if isinstance(v.root, Mapping) else None
        return guess_layer(word, value, known, [key for key, _ in blocks] if isinstance(blocks, Mapping) else ())
    if "x-choice" in v.schema:
        return guess(word, v.schema["x-noun"], known, value)
    return guess(word, v.subject, known, value)


def _moved(word: str, v: Violation) -> str | None:
    """The help for a key that is known elsewhere: a missing space, a key of another level, an indented section."""
    known = v.schema.get("properties", {})
    before, colon, after = word.partition(":")
    if colon and before in known:
        return f"put a space after the `:`, as in `{before}: {after}`"
    subject = str(v.schema.get("x-subject", ""))
    if subject.startswith("layer `") and word in COMPANIONS:
        return f"`{word}` stands beside the layer's key, not among its arguments"
    if subject == "`data` with `sets`":
        return (
            f"each set has its own: put `{word}` into it"
            if word in known["sets"]["additionalProperties"]["properties"]
            else None
        )
    if v.path and word in {*SECTIONS, "description"} and word not in known:
        return f"`{word}` is a section of the spec: let it begin in column 1"
    return None


def _report_missing(v: Violation, report: Report) -> None:
    if not isinstance(v.instance, dict):
        missing = ", ".join(f"`{key}`" for key in v.wanted)
        report.add("GC0205", _key_span(v), f"{v.subject} needs {missing}")
        return
    if any(key not in v.schema.get("properties", {}) for key in v.instance):
        return  # an unknown key stands instead of the missing one, and its message names what is missing
    for key in v.wanted:
        if f"'{key}'" in v.message and not _reported_elsewhere(key, v):
            report.add("GC0205", _head(v), f"{v.subject} needs `{key}`", help=_missing_help(key, v))


def _missing_help(key: str, v: Violation) -> str | None:
    """The missing argument with a usual value."""
    if v.schema.get("x-noun") != "argument":
        return None
    usual = example_of(key, _without_substitution(v.schema.get("properties", {}).get(key, {})))
    return None if usual is None else f"write `{flow_text({key: usual})[1:-1]}`, with your own value"


def _without_substitution(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without its opening for `${...}`."""
    types = schema.get("x-types")
    return {**schema, "type": types[0] if types and len(types) == 1 else types} if types else schema


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
        form = _mended_help(v) or f"write {{ARGUMENT: {v.instance}}}, with one of its arguments"
        report.add("GC0206", v.node.span, message, help=form)
        return
    message = f"{v.value_name} is {_found(v.instance)}, but {_either(kinds)} is wanted"
    player = v.path in {("game", "generator"), ("game", "discriminator")} and isinstance(v.instance, dict)
    help = "what a player is after stands under `players`" if player else _mending(v, kinds)
    report.add("GC0206", _nothing_span(v) if nothing or player else v.node.span, message, help=help)


def _mending(v: Violation, kinds: list[str]) -> str | None:
    """What to write instead of a value of the wrong type."""
    return _type_help(v.instance, kinds) or _substitution_help(v, kinds) or _mended_help(v) or _example_help(v)


def _report_enum(v: Violation, report: Report) -> None:
    known = [str(value) for value in v.wanted if value is not None]
    word = str(v.instance)
    if "x-choice" not in v.schema:
        last = next((one for one in reversed(v.path) if isinstance(one, str)), "")
        near = guess(word, v.schema.get("x-noun", last), known)
        message = f"{subject_of(v.path)} is `{word}`, which is not one of its choices"
        report.add("GC0207", v.node.span, message, label=near.label, help=near.help or _listing(known, near.label))
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
    if word in choices:
        report.add("GC0205", v.node.span, f"{noun} `{word}` needs arguments", help=needed_help(word, noun))
        return
    near = _guess(word, v, choices)
    help = near.help or _listing(choices, near.label)
    report.add("GC0204", v.node.span, f"there is no {noun} `{_short(word)}`", label=near.label, help=help)


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
    help = f"write `{_keyed(v.path, v.wanted)}`, or leave it out where it is not wanted"
    report.add("GC0207", v.node.span, message, help=help)


def _report_bound(v: Violation, report: Report) -> None:
    message = f"{v.value_name} is {v.instance}, but must be {BOUNDS[v.keyword]} {v.wanted:,}".replace(
        ".0,", ","
    ).removesuffix(".0")
    report.add("GC0208", v.node.span, message, help=_bound_help(v))


def _bound_help(v: Violation) -> str | None:
    """What is meant by a number out of bounds: a percentage where a share is wanted, or something else."""
    key = next((one for one in reversed(v.path) if isinstance(one, str)), "")
    alias = alias_of(OUTSIDE, key)
    if alias is not None:
        return alias.advice
    most = v.schema.get("exclusiveMaximum", v.schema.get("maximum"))
    per_cent = most == 1 and isinstance(v.instance, int) and 1 < v.instance < 100
    return f"it is a share of 1: write `{_keyed(v.path, v.instance / 100)}`" if per_cent else None


def _report_pattern(v: Violation, report: Report) -> None:
    """A text where a number is wanted (a pattern lets `${...}` through), or no name."""
    if "x-types" in v.schema:
        _report_type(v, report)
        return
    key = v.node.key(str(v.instance)) if isinstance(v.node, Mapping) else None
    form = v.schema.get("x-form")
    help = f"{form}: try `{nearest_name(str(v.instance))}`" if form else None
    report.add("GC0209", key.span if key else v.node.span, f"`{_short(v.instance)}` is no name", help=help)


def _report_items(v: Violation, report: Report) -> None:
    count, words = len(v.instance), "at least" if v.keyword == "minItems" else "at most"
    message = f"{subject_of(v.path)} has {count} item{'s' * (count != 1)}, but must have {words} {v.wanted}"
    report.add("GC0210", v.node.span, message, help=_example_help(v))


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


def _listing(known: list[str], hint: str) -> str | None:
    return None if hint else listing(known)


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


def _type_help(value: Any, wanted: list[str]) -> str | None:
    if isinstance(value, str) and {"integer", "number"} & set(wanted):
        if isinstance(resolve_scalar(value), int | float):
            return f"write it without quotes: {value}"
        if re.fullmatch(r"[+-]?\d[\d_]*", value):
            return f"write it without `_`: {value.replace('_', '')}"
        parts = re.split(r"[\s;|]+", value.strip())
        if len(parts) > 1 and all(isinstance(resolve_scalar(part), int | float) for part in parts):
            return f"a comma stands between two numbers: {', '.join(parts)}"
        return None
    if isinstance(value, str) and "boolean" in wanted and value.lower() in WORDS_OF_YAML_1_1:
        return f"`{value}` is a text in YAML 1.2: write {WORDS_OF_YAML_1_1[value.lower()]}"
    if isinstance(value, float) and "integer" in wanted and "number" not in wanted:
        return f"write {round(value)}" if abs(value) < 1e15 else None
    return None


NAME_IN_EXPRESSION = re.compile(r"[A-Za-z_][\w.]*")


def _substitution_help(v: Violation, wanted: list[str]) -> str | None:
    """The text as a `${...}`, where it names parameters or numbers of the data."""
    if not isinstance(v.instance, str) or not {"integer", "number"} & set(wanted):
        return None
    params = v.root.get("params") if isinstance(v.root, Mapping) else None
    known = {key for key, _ in params} if isinstance(params, Mapping) else set()
    names = NAME_IN_EXPRESSION.findall(v.instance)
    if not names or not all(name in known or name.startswith("data.") for name in names):
        return None
    key = f"{v.path[-1]}: " if v.path and isinstance(v.path[-1], str) else ""
    return f'write `{key}"${{{v.instance}}}"`'


LONGEST_FORM = 90
"""That is offered as a whole: a longer one is described."""


def _mended_help(v: Violation) -> str | None:
    """The value in the form that is meant, where there is one."""
    alias = alias_of(ALONE, v.subject)
    if alias is not None and alias.advice:
        return filled(alias.advice, "", v.instance)
    found = mended(v.instance, v.schema)
    if found is None:
        return None
    form = _keyed(v.path, found)
    if len(form) <= LONGEST_FORM:
        return f"write `{form}`"
    if isinstance(found, list) and found == [v.instance]:
        return "begin it with a `-`, and indent the rest of it as far: it is an item of a list"
    if isinstance(v.instance, list) and isinstance(found, dict):
        return "take the `-` away: it is a mapping"
    return None


def _example_help(v: Violation) -> str | None:
    """The examples that the schema has of a right value."""
    known = [str(one) for one in v.schema.get("enum", ()) if one is not None]
    if known:
        return listing(known)
    forms = [f"`{_keyed(v.path, one)}`" for one in v.schema.get("examples", ())]
    return f"write it as in {' or '.join(forms)}" if forms else None


def _keyed(path: Path, value: Any) -> str:
    """A value behind its key, as it stands in a spec."""
    key = f"{path[-1]}: " if path and isinstance(path[-1], str) else ""
    return f"{key}{flow_text(value)}"


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
