"""What to write instead of what violates the schema: the helps of its messages."""

from __future__ import annotations

import re
from typing import Any

from gancompile.catalogue import layer_rows
from gancompile.catalogue.alias import ALONE, OUTSIDE, alias_of
from gancompile.catalogue.core_schema import resolve_scalar
from gancompile.compiler.diagnostics import listing
from gancompile.compiler.schema.layout import SECTIONS
from gancompile.compiler.schema.mended import mended
from gancompile.compiler.schema.needed_form import example_of
from gancompile.compiler.schema.network_schema import COMPANIONS
from gancompile.compiler.schema.unknown_word import Guess, filled, guess, guess_layer
from gancompile.compiler.schema.violation import Path, Violation
from gancompile.compiler.syntax.flow_text import flow_text
from gancompile.compiler.syntax.tree import Mapping

WORDS_OF_YAML_1_1 = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def is_one_choice(v: Violation) -> bool:
    """Whether the mapping holds one of several kinds, and nothing beside it."""
    return "x-choice" in v.schema and v.schema.get("maxProperties") == 1


def guess_word(word: str, v: Violation, known: list[str], value: Any = None) -> Guess:
    """What an unknown word was meant for."""
    if v.schema.get("x-noun") == "layer":
        blocks = v.root.get("blocks") if isinstance(v.root, Mapping) else None
        return guess_layer(word, value, known, [key for key, _ in blocks] if isinstance(blocks, Mapping) else ())
    if "x-choice" in v.schema:
        return guess(word, v.schema["x-noun"], known, value)
    return guess(word, v.subject, known, value)


def moved_help(word: str, v: Violation) -> str | None:
    """The help for a key that is known elsewhere: a missing space, a key of another level, an indented section."""
    known = v.schema.get("properties", {})
    before, colon, after = word.partition(":")
    if colon and before in known:
        return f"put a space after the `:`, as in `{before}: {after}`"
    name, sign, text = (part.strip() for part in word.partition("="))
    if sign and name in known:
        return f"a `:` stands between a key and its value: `{name}: {text}`"
    if word.isdigit() and v.schema.get("x-noun") == "argument":
        return f"a comma ends a value inside of braces; decimals stand behind a point, as in `0.{word}`"
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


def missing_help(key: str, v: Violation) -> str | None:
    """The missing argument with a usual value."""
    if key == "gancompile":
        return "write `gancompile: 1` in the first line"
    examples = v.schema.get("properties", {}).get(key, {}).get("examples", ())
    if examples:
        return f"write it as in `{flow_text({key: examples[0]})[1:-1]}`"
    if v.schema.get("x-noun") != "argument":
        return None
    usual = example_of(key, _without_substitution(v.schema.get("properties", {}).get(key, {})))
    return None if usual is None else f"write `{flow_text({key: usual})[1:-1]}`, with your own value"


def _without_substitution(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without its opening for `${...}`."""
    types = schema.get("x-types")
    return {**schema, "type": types[0] if types and len(types) == 1 else types} if types else schema


def value_help(v: Violation, kinds: list[str]) -> str | None:
    """What to write instead of a value of the wrong type."""
    return _type_help(v.instance, kinds) or _substitution_help(v, kinds) or mended_help(v) or example_help(v)


def bound_help(v: Violation) -> str | None:
    """What is meant by a number out of bounds: a percentage where a share is wanted, or something else."""
    key = next((one for one in reversed(v.path) if isinstance(one, str)), "")
    alias = alias_of(OUTSIDE, key)
    if alias is not None:
        return alias.advice
    most = v.schema.get("exclusiveMaximum", v.schema.get("maximum"))
    per_cent = most == 1 and isinstance(v.instance, int) and 1 < v.instance < 100
    return f"it is a share of 1: write `{keyed(v.path, v.instance / 100)}`" if per_cent else None


def _type_help(value: Any, wanted: list[str]) -> str | None:
    if isinstance(value, str) and {"integer", "number"} & set(wanted):
        if isinstance(resolve_scalar(value), int | float):
            return f"write it without quotes: {value}"
        if re.fullmatch(r"\d{1,3}(,\d{3})+", value):
            return f"write it without `,`: {value.replace(',', '')}"
        if re.fullmatch(r"[+-]?\d+,\d+", value):
            return f"decimals stand behind a point: {value.replace(',', '.')}"
        if re.fullmatch(r"[+-]?\d[\d_]*", value):
            return f"write it without `_`: {value.replace('_', '')}"
        parts = re.split(r"[\s;|]+", value.strip())
        if len(parts) > 1 and all(isinstance(resolve_scalar(part), int | float) for part in parts):
            return f"a comma stands between two numbers: {', '.join(parts)}"
        return None
    if isinstance(value, str) and "boolean" in wanted and value.lower() in WORDS_OF_YAML_1_1:
        return f"`{value}` is a text in YAML 1.2: write {WORDS_OF_YAML_1_1[value.lower()]}"
    if isinstance(value, float) and "integer" in wanted and "number" not in wanted:
        return f"write {round(value) or 1}" if abs(value) < 1e15 else None
    return None


NAME_IN_EXPRESSION = re.compile(r"[A-Za-z_][\w.]*")


IN_SIGNS = re.compile(r"\$(\w+)|\{([^{}]+)\}|\$\(([^()]+)\)")
ARITHMETIC = re.compile(r"(?=.*\w\s*(?:[*/%+]{1,2}|\s-\s)\s*\w)[\w\s.+*/()%-]+")


def _substitution_help(v: Violation, wanted: list[str]) -> str | None:
    """The text as a `${...}`, where it names parameters or numbers of the data, or is arithmetic."""
    if not isinstance(v.instance, str) or len(v.instance) > LONGEST_FORM or not {"integer", "number"} & set(wanted):
        return None
    params = v.root.get("params") if isinstance(v.root, Mapping) else None
    known = {key for key, _ in params} if isinstance(params, Mapping) else set()
    names = NAME_IN_EXPRESSION.findall(v.instance)
    signed = IN_SIGNS.fullmatch(v.instance)
    named = names and all(name in known or name.startswith("data.") for name in names)
    if not named and signed is None and not ARITHMETIC.fullmatch(v.instance):
        return None
    inner = next(part for part in signed.groups() if part) if signed else v.instance
    key = f"{v.path[-1]}: " if v.path and isinstance(v.path[-1], str) else ""
    return f'write `{key}"${{{inner}}}"`'


LONGEST_FORM = 90
"""That is offered as a whole: a longer one is described."""


def mended_help(v: Violation) -> str | None:
    """The value in the form that is meant, where there is one."""
    alias = alias_of(ALONE, v.subject)
    if alias is not None and alias.advice:
        return filled(alias.advice, "", v.instance)
    row = layer_rows().get(str(v.path[-1])) if v.path else None
    if row is not None and row.inputs != "one" and isinstance(v.instance, list):
        return f"what it reads stands beside its key: `from: {flow_text(v.instance)}`"
    found = mended(v.instance, v.schema)
    if found is None:
        return None
    form = keyed(v.path, found)
    if len(form) <= LONGEST_FORM:
        return f"write `{form}`"
    if isinstance(found, list) and found == [v.instance]:
        return "begin it with a `-`, and indent the rest of it as far: it is an item of a list"
    inside = next((key for key, one in found.items() if one == v.instance), None) if isinstance(found, dict) else None
    if inside:
        return f"put it under `{inside}`"
    if isinstance(v.instance, list) and isinstance(found, dict):
        return "take the `-` away: it is a mapping"
    return None


def example_help(v: Violation) -> str | None:
    """The examples that the schema has of a right value."""
    known = [str(one) for one in v.schema.get("enum", ()) if one is not None]
    if known:
        return listing(known)
    forms = [f"`{keyed(v.path, one)}`" for one in v.schema.get("examples", ())]
    return f"write it as in {' or '.join(forms)}" if forms else None


def keyed(path: Path, value: Any) -> str:
    """A value behind its key, as it stands in a spec."""
    key = f"{path[-1]}: " if path and isinstance(path[-1], str) else ""
    return f"{key}{flow_text(value)}"


def listed(known: list[str], hint: str) -> str | None:
    return None if hint else listing(known)
