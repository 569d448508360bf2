"""Diagnostics of YAML's traps: syntax errors, and text that parses as something else than was meant."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from gancompile.catalogue import layer_rows
from gancompile.compiler.diagnostics import Mark, Report, Source, Span
from gancompile.compiler.syntax.tree import Entry, Scalar

IN_QUOTES = "inside of {...} and [...], an expression stands in quotes"
FLOW_VALUE = re.compile(r"[\w.*]+:\s+(?P<value>[^\s\"'{}\[\],][^\"',{}\[\]]*)$")
"""The last `key: value` before a position, its value without quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """A complaint in the author's words."""

    code: str
    span: Span
    message: str
    label: str = ""
    help: str | None = None
    marks: tuple[Mark, ...] = ()


def report_syntax(source: Source, report: Report, error: Any) -> None:
    """Tells what a `yaml.MarkedYAMLError` is about."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    position = _Position(source=source, line=line, column=column, problem=_as_libyaml_says(error), error=error)
    trap = next((found for rule in RULES if (found := rule(position)) is not None), None) or _plain(position)
    report.add(trap.code, trap.span, trap.message, label=trap.label, help=trap.help, marks=trap.marks)


def _as_libyaml_says(error: Any) -> str:
    """The parser's complaint. PyYAML without its C library words some of them otherwise."""
    problem = (error.problem or "cannot be read").strip()
    if problem.startswith("expected ',' or"):
        return f"did not find {problem}"
    if problem.startswith("expected <block end>"):
        in_list = "collection" in (error.context or "")
        return "did not find expected '-' indicator" if in_list else "did not find expected key"
    if problem.startswith("mapping values are not allowed"):
        return "mapping values are not allowed in this context"
    return problem


@dataclass(frozen=True, slots=True, kw_only=True)
class _Position:
    """The position at which the parser stopped, and its message."""

    source: Source
    line: int
    column: int
    problem: str
    error: Any

    def text(self, line: int | None = None) -> str:
        return self.source.line(self.line if line is None else line)

    def span(self, column: int | None = None, length: int = 1, line: int | None = None) -> Span:
        line = self.line if line is None else line
        column = self.column if column is None else column
        return Span(source=self.source, line=line, column=column, end_line=line, end_column=column + length)

    @property
    def context_line(self) -> int | None:
        """The line on which what is being read began."""
        mark = self.error.context_mark
        return mark.line + 1 if mark is not None else None

    def suspects(self) -> list[int]:
        """The lines on which the mistake may stand: this one and those before it back to where its collection began."""
        first = min(self.context_line or self.line - 1, self.line)
        return [self.line, *(n for n in range(self.line - 1, max(first, self.line - 3) - 1, -1))]


def _tab(position: _Position) -> Trap | None:
    text = position.text()
    indent = text[: len(text) - len(text.lstrip())]
    if "\t" not in indent and not ("cannot start any token" in position.problem and "\t" in text):
        return None
    return Trap(
        code="GC0102", span=position.span(text.index("\t") + 1), message="a tab stands where YAML wants spaces",
        label="this is a tab", help="indent with spaces",
    )  # fmt: skip


def _bracket_in_flow(position: _Position) -> Trap | None:
    """`{minimize: E[log(D(x))]}`: the `[` ends the text before it."""
    text = position.text()
    at = text[position.column - 1 : position.column]
    if "did not find expected ','" not in position.problem or at not in {"[", "{"}:
        return None
    if text[: position.column - 1].rstrip().endswith(("}", "]")):
        message = f"there is no comma before this `{at}`"
        return Trap(code="GC0121", span=position.span(), message=message, help="a comma stands between two items")
    before = FLOW_VALUE.search(text[: position.column - 1])
    if before is None:
        return _substitution_in_flow(position, at) or _word_before_bracket(position, at)
    start = before.start("value")
    written = _expression_at(text, start)
    return Trap(
        code="GC0113", span=position.span(start + 1, len(written)),
        message=f"the `{at}` cuts this text in two: YAML begins a {'list' if at == '[' else 'mapping'} there",
        label="not in quotes", help=f'{IN_QUOTES}: `"{written}"`',
    )  # fmt: skip


def _substitution_in_flow(position: _Position, at: str) -> Trap | None:
    """`[${latent}]`: a `{` inside of a list in brackets begins a mapping."""
    text = position.text()
    if at != "{" or not text[: position.column - 1].endswith("$"):
        return None
    written = text[position.column - 2 : text.find("}", position.column) + 1 or len(text)]
    return Trap(
        code="GC0113", span=position.span(position.column - 1, len(written)),
        message="the `{` cuts this text in two: YAML begins a mapping there", label="not in quotes",
        help=f'{IN_QUOTES}: `"{written}"`',
    )  # fmt: skip


def _word_before_bracket(position: _Position, at: str) -> Trap | None:
    """`leaky_relu {dense: 1}` of a list lacks a comma, `layers [flatten]` of a mapping a colon."""
    word = re.search(r"(\w+)\s*$", position.text()[: position.column - 1])
    if word is None:
        return None
    if "sequence" in (position.error.context or ""):
        message = f"there is no comma before this `{at}`"
        return Trap(code="GC0121", span=position.span(), message=message, help=f"write `{word.group(1)}, {at}...`")
    span = position.span(word.start(1) + 1, len(word.group(1)))
    message = f"there is no `:` after `{word.group(1)}`"
    return Trap(code="GC0127", span=span, message=message, help=f"write `{word.group(1)}: {at}...`")


def _expression_at(text: str, start: int) -> str:
    """The text that was meant as one scalar: up to the bracket or comma that closes its collection."""
    depth = 0
    for index in range(start, len(text)):
        if text[index] in "([{":
            depth += 1
        elif text[index] in ")]}":
            if depth == 0:
                return text[start:index].rstrip()
            depth -= 1
        elif text[index] == "," and depth == 0:
            return text[start:index].rstrip()
    return text[start:].rstrip()


def _no_space_after_colon(position: _Position) -> Trap | None:
    """`batch:64` is one word to YAML."""
    if (
        "could not find expected ':'" not in position.problem
        and "mapping values are not allowed" not in position.problem
    ):
        return None
    for number in position.suspects():
        found = re.match(r"\s*(?:- )?([A-Za-z_]\w*):([^\s:/].*)$", position.text(number))
        if found:
            word = position.text(number).strip().removeprefix("- ")
            span = position.span(found.start(1) + 1, len(word), number)
            message = f"there is no space after the `:` of `{word}`, and without it YAML sees one word"
            return Trap(code="GC0116", span=span, message=message, help=f"write `{found.group(1)}: {found.group(2)}`")
    return None


def _empty_in_flow(position: _Position) -> Trap | None:
    """`{activation:}`: the `:` of an entry wants a space, a comma or a bracket of its own kind behind it."""
    text = position.text()
    if "found unexpected ':'" not in position.problem or text[position.column - 1 : position.column] != ":":
        return None
    word = re.search(r"(\w+)$", text[: position.column - 1])
    name = word.group(1) if word else ""
    message = f"there is no space after the `:` of `{name}`" if name else "there is no space after this `:`"
    return Trap(
        code="GC0116", span=position.span(), message=message, help=f"write `{name}: ...`, or `{name}: null` for nothing"
    )


def _no_space_after_dash(position: _Position) -> Trap | None:
    """`-relu` is one word to YAML."""
    for number in position.suspects():
        found = re.match(r"(\s*)-([A-Za-z_]\S*.*)$", position.text(number))
        if found:
            span = position.span(len(found.group(1)) + 1, 1, number)
            message = "there is no space after this `-`, and without it YAML sees no item of a list"
            return Trap(code="GC0117", span=span, message=message, help=f"write `- {found.group(2)}`")
    return None


MAPPINGS = frozenset(
    "average blocks constrain data draws export extends game inputs let networks outputs params players with".split()
)  # fmt: skip
"""Keys whose values are mappings and never lists; `networks` of a player is a list in brackets as a rule."""


def _key_around(source: Source, number: int) -> str | None:
    """The key of the mapping or list that a line stands in."""
    here = _indent(source.line(number))
    for above in range(number - 1, 0, -1):
        text = source.line(above)
        found = re.match(r"\s*(?:- )?([A-Za-z_]\w*):\s*(#.*)?$", text)
        if text.strip() and _indent(text) < here:
            return found.group(1) if found else None
    return None


def _no_dash(position: _Position) -> Trap | None:
    """An item of a list without its `-`."""
    lacks = "did not find expected '-' indicator" in position.problem
    key_missing = "did not find expected key" in position.problem and _is_item(position.text())
    if not lacks and not key_missing and "could not find expected ':'" not in position.problem:
        return None
    lines = (
        [position.line] if lacks else [position.line - 1] if key_missing else [position.line, *position.suspects()[1:]]
    )
    for number in lines:
        text = position.text(number)
        word = re.match(r"\s*([A-Za-z_]\w*)\b", text)
        above = _line_before(position.source, number)
        beside = above is not None and _is_item(above) and _indent(above) == _indent(text)
        opens = key_missing and above is not None and _opens(above) and _indent(text) == _indent(position.text())
        if word and (beside or opens):
            name = word.group(1)
            parent = _key_around(position.source, number)
            if parent in MAPPINGS and opens:
                return None
            if parent in MAPPINGS:
                dash = next(
                    n
                    for n in range(number - 1, 0, -1)
                    if position.source.line(n).startswith(" " * _indent(text) + "- ")
                )
                message = f"`{parent}` is a mapping of names, but a `-` begins a list here"
                return Trap(
                    code="GC0128",
                    span=position.span(_indent(position.source.line(dash)) + 1, 1, dash),
                    message=message,
                    help="take the `-` out",
                )
            span = position.span(_indent(text) + 1, len(name), number)
            companion = name in {"name", "from", "wrap", "trainable", "dtype", "share", "with"}
            return Trap(
                code="GC0118", span=span,
                message=f"`{name}` stands among the items of a list, but has no `-`",
                help=f"indent it as far as the word behind the `-` above, to which it belongs: `  {name}: ...`"
                if companion and beside
                else f"write `- {text.strip()}`, or indent it under the item that it belongs to",
            )  # fmt: skip
    return None


OF_ITS_KEYS = "let it begin in the column of the keys that it belongs to"
NO_COLON = re.compile(r"^\s*\w+\s*(#.*)?$|^\s*(- )?\w+ +[^\s:#][^:]*$")
"""A key without a `:` behind it, alone or with a value."""
INDENT_SIGNS = ("did not find expected key", "did not find expected '-'", "mapping values are not allowed")


def _odd_line_above(position: _Position) -> Trap | None:
    """A key or an item that was moved sideways: the parser stops a line later, at one that is as it should be."""
    lines = [n for n in range(max(1, position.line - 200), position.line) if _has_value(position.text(n))][-2:]
    if not any(sign in position.problem for sign in INDENT_SIGNS) or len(lines) < 2:
        return None
    before, moved, here = (position.text(n) for n in (*lines, position.line))
    item = _is_item(here)
    name = re.match(r"\s*(?:- )?([A-Za-z_]\w*)", moved)
    if _is_item(moved) != item or _indent(moved) == _indent(here) or _opens(moved) or not name:
        return None
    if not item and not re.match(r"\s*[A-Za-z_]\w*\s*:(\s|$)", moved):
        return None
    fits = _indent(here) == _indent(before) + (_step(position.source) if _opens(before) else 0)
    after = next((t for n in range(position.line + 1, position.line + 50) if _has_value(t := position.text(n))), "")
    alone = item and not (_is_item(after) and _indent(after) == _indent(here))
    if not fits or alone:
        return None
    mark = Mark(span=position.span(_indent(here) + 1, 1), label="the next one begins here")
    if not item:
        return _unlike_its_neighbours(position, lines[1], name.group(1), OF_ITS_KEYS, (mark,))
    side = "less" if _indent(moved) < _indent(here) else "more"
    return Trap(
        code="GC0119", span=position.span(_indent(moved) + 1, 1, lines[1]), marks=(mark,),
        message=f"this item is indented {side} than the one behind it, and so is in no list",
        help=f"let its `-` stand in column {_indent(here) + 1}",
    )  # fmt: skip


def _moved_away(position: _Position) -> Trap | None:
    """A key whose line alone was moved: what stands below it is beside it now, or two steps deeper."""
    if not any(sign in position.problem for sign in INDENT_SIGNS[:2]):
        return None
    here, step = _indent(position.text()), _step(position.source)
    lines = [n for n in range(max(1, position.line - 500), position.line) if _has_value(position.text(n))]
    outer = next((i for i in range(len(lines) - 1, -1, -1) if _indent(position.text(lines[i])) < here), None)
    if outer is None or outer + 2 >= len(lines) or not _opens(position.text(lines[outer])):
        return None
    before, around, first, second = (position.text(lines[i]) for i in (max(outer - 1, 0), outer, outer + 1, outer + 2))
    too_deep = _opens(first) and _indent(second) == _indent(first) > here == _indent(around) + step
    sibling = _indent(before) + (step if _opens(before) else 0)
    too_far_out = _indent(first) == _indent(around) + 2 * step and here == sibling
    number = lines[outer + 1] if too_deep else lines[outer]
    name = re.match(r"\s*([A-Za-z_]\w*)\s*:", position.text(number))
    if name is None or not (too_deep or too_far_out):
        return None
    mark = Mark(span=position.span(here + 1), label="the next one begins here")
    return _unlike_its_neighbours(position, number, name.group(1), f"let it begin in column {here + 1}", (mark,))


def _has_value(text: str) -> bool:
    return bool(text.strip()) and not text.lstrip().startswith("#")


def _is_item(text: str) -> bool:
    return text.lstrip().startswith("- ")


def _unlike_its_neighbours(
    position: _Position, number: int, word: str, help: str, marks: tuple[Mark, ...] = ()
) -> Trap:
    """A key, the first word of a line, that is indented unlike the keys around it."""
    span = position.span(_indent(position.text(number)) + 1, len(word), number)
    message = f"`{word}` is indented unlike the keys around it"
    return Trap(code="GC0120", span=span, marks=marks, message=message, help=help)


def _opens(text: str) -> bool:
    """Whether a line ends with the `:` of what stands below it."""
    return re.search(r":\s*(#.*)?$", text) is not None


def _step(source: Source) -> int:
    """By how much the text is usually indented."""
    lines = [line for line in source.text.split("\n")[:2000] if _has_value(line)]
    pairs = itertools.pairwise(lines)
    steps = Counter(
        _indent(below) - _indent(above) for above, below in pairs if _opens(above) and _indent(below) > _indent(above)
    )
    return steps.most_common(1)[0][0] if steps else 2


def _item_outside(position: _Position) -> Trap | None:
    """A `-` that is indented unlike the others of its list."""
    text = position.text()
    if not any(sign in position.problem for sign in INDENT_SIGNS) or not _is_item(text):
        return None
    for number in range(position.line - 1, max(0, position.line - 200), -1):
        above = position.source.line(number)
        if _is_item(above) and _indent(above) != _indent(text):
            side = "less" if _indent(text) < _indent(above) else "more"
            mark = Mark(span=position.span(_indent(above) + 1, 1, number), label="the item before it begins here")
            return Trap(
                code="GC0119", span=position.span(_indent(text) + 1), marks=(mark,),
                message=f"this item is indented {side} than the one before it, and so is in no list",
                help=f"let its `-` stand in column {_indent(above) + 1}",
            )  # fmt: skip
    return None


def _indented_unlike(position: _Position) -> Trap | None:
    """A key that is indented unlike its neighbours."""
    text = position.text()
    word = re.match(r"\s*([A-Za-z_][\w.]*)\s*:(\s|$)", text)
    if word is None:
        return None
    above = _line_before(position.source, position.line)
    deeper = (
        "mapping values are not allowed" in position.problem and above is not None and _indent(text) > _indent(above)
    )
    if deeper and above is not None and (_opens(above) or NO_COLON.search(above)):
        return None
    broken = any(sign in position.problem for sign in INDENT_SIGNS[:2])
    if not deeper and not (broken and position.column == _indent(text) + 1):
        return None
    span = position.span(_indent(text) + 1, len(word.group(1)))
    bare = re.match(r"\s*- ([a-z_]\w*)\s*(#.*)?$", above or "")
    if deeper and bare:
        message = f"`{word.group(1)}` stands beside `{bare.group(1)}`, which has no `:`"
        help = f"write `- {bare.group(1)}:`, with `{word.group(1)}` in the column of its name"
        return Trap(code="GC0120", span=span, message=message, help=help)
    if not deeper:
        return _unlike_its_neighbours(position, position.line, word.group(1), OF_ITS_KEYS)
    message = f"`{word.group(1)}` is indented further than the line above, which has a value already"
    return Trap(code="GC0120", span=span, message=message, help=OF_ITS_KEYS)


def _indented_first(position: _Position) -> Trap | None:
    """The first key stands further in than the rest, which YAML takes for the end of the document."""
    if "<document start>" not in position.problem:
        return None
    first = next((n for n in range(1, position.line) if _has_value(position.text(n))), 0)
    word = re.match(r"\s+([A-Za-z_]\w*)\s*:", position.text(first))
    return _unlike_its_neighbours(position, first, word.group(1), "let it begin in column 1") if word else None


def _no_colon(position: _Position) -> Trap | None:
    """A key without its `:`, which YAML reads as a text and goes on with on the next line."""
    if not any(sign in position.problem for sign in ("mapping values are not allowed", "could not find expected ':'")):
        return None
    above = position.line - 1
    while above > 0 and not position.source.line(above).strip():
        above -= 1
    for number in dict.fromkeys([*([position.context_line] if position.context_line else []), above, position.line]):
        text = position.source.line(number)
        found = re.match(r"(\s*(?:- )?)([A-Za-z_]\w*)(\s*[=\uff1a]\s*|\s+|$)([^:#]*)$", text)
        if found is None or (number == position.line and not found.group(3).strip()):
            continue
        word, value = found.group(2), found.group(4).strip()
        span = position.span(len(found.group(1)) + 1, len(word), number)
        written = f"`{word}: {value}`" if value else f"`{word}:`"
        return Trap(code="GC0127", span=span, message=f"there is no `:` after `{word}`", help=f"write {written}")
    return None


TEXTS = frozenset({"description", "name", "phase"})
"""Keys behind which a text stands."""


def _colon_in_text(position: _Position) -> Trap | None:
    """`description: GAN: a test`: the second `: ` makes a mapping where none can be."""
    text = position.text()
    first = re.match(r"\s*(?:- )?([A-Za-z_][\w.]*):\s+(\S.*)$", text)
    if "mapping values are not allowed" not in position.problem or first is None:
        return None
    value = first.group(2)
    if position.column <= first.start(2) or value[0] in "\"'[{":
        return None
    if value[0] == "(" and value.endswith(")"):
        help = f"a mapping stands in braces: `{first.group(1)}: {{{value[1:-1]}}}`"
        return Trap(
            code="GC0113",
            span=position.span(first.start(2) + 1, len(value)),
            message="brackets are no mapping",
            help=help,
        )
    arguments = _arguments_of(first.group(1), value)
    return Trap(
        code="GC0113", span=position.span(first.start(2) + 1, len(value)),
        message="this text holds `: `, which YAML takes for a key and its value",
        label="not in braces" if arguments else "not in quotes",
        help=arguments or f"put it in quotes: `{first.group(1)}: \"{value}\"`",
    )  # fmt: skip


PAIR = r"[a-z_]\w*: (?:[^\s,:{}\[\]]+|\{[^{}]*\}|\[[^\[\]]*\])"
PAIRS = re.compile(rf"{PAIR}(, {PAIR})*")


def _arguments_of(key: str, value: str) -> str | None:
    """`dense: 1, activation: tanh` and `conv2d: filters: 64, kernel_size: 3`: arguments that were meant for a mapping."""
    if key in TEXTS:
        return None
    alone, comma, rest = value.partition(", ")
    row = layer_rows().get(key)
    if row is not None and alone.partition(":")[0] in layer_rows():
        return f"write `{value}` in its place: it is a layer of its own"
    if comma and ":" not in alone and PAIRS.fullmatch(rest):
        name = row.positional if row is not None and row.positional else "NAME"
        return f"several arguments stand in braces, each with its name: `{key}: {{{name}: {value}}}`"
    return f"a mapping stands in braces: `{key}: {{{value}}}`" if PAIRS.fullmatch(value) else None


def _missing_comma(position: _Position) -> Trap | None:
    """`{filters: 64 kernel_size: 4}`."""
    text = position.text()
    if "did not find expected ','" not in position.problem:
        return None
    if text[position.column - 1 : position.column] == ":":
        word = re.search(r"(\w+)\s*$", text[: position.column - 1])
    else:
        word = re.compile(r"(\w+)\s*:").match(text, position.column - 1)
    opened = position.source.line(position.context_line or position.line)
    begins = word is not None and not text[: word.start(1)].strip(" -") and position.context_line != position.line
    if word is None or (begins and _indent(text) <= _indent(opened)):
        return None  # a line that goes back to the indent of the one that opened the bracket: that was not closed
    return Trap(
        code="GC0121", span=position.span(word.start(1) + 1, len(word.group(1))),
        message=f"there is no comma before `{word.group(1)}`", help="inside of {...} a comma stands between the entries",
    )  # fmt: skip


def _unknown_escape(position: _Position) -> Trap | None:
    """`"\\d"`: a backslash in double quotes begins an escape, and not every letter is one."""
    if "unknown escape character" not in position.problem:
        return None
    # One of PyYAML's parsers stops at the backslash, the other behind it.
    column = position.column if position.text()[position.column - 1 : position.column] == "\\" else position.column - 1
    at = position.text()[column - 1 : column + 1]
    return Trap(
        code="GC0126", span=position.span(column, 2), message=f"`{at}` is no escape that YAML knows in double quotes",
        help="write single quotes, which take a backslash as it is",
    )  # fmt: skip


def _unclosed(position: _Position) -> Trap | None:
    """A bracket or quote that is never closed, reported where it was opened."""
    mark = position.error.context_mark
    quote = "quoted scalar" in (position.error.context or "")
    flow = "did not find expected ','" in position.problem or "end of stream" in position.problem
    if mark is None or not (quote or flow):
        return None
    what = "quote" if quote else "bracket"
    opened = position.source.line(mark.line + 1)[mark.column : mark.column + 1]
    return Trap(
        code="GC0122", span=position.span(mark.column + 1, 1, mark.line + 1),
        message=f"this {what} is not closed" if opened not in "{[" or not opened else f"this `{opened}` is not closed",
        marks=(Mark(span=position.span(), label="not understood from here"),) if position.text().strip() else (),
        help="close it on its line" if quote else f"close it with `{'}' if opened == '{' else ']'}`",
    )  # fmt: skip


def _reserved_sign(position: _Position) -> Trap | None:
    """A value that begins with a sign which YAML keeps for itself."""
    at = position.text()[position.column - 1 : position.column]
    scanned = next(
        (sign for word, sign in (("alias", "*"), ("anchor", "&")) if word in (position.error.context or "")), None
    )
    if scanned and position.error.context_mark is not None:
        column = position.error.context_mark.column + 1
        message = f"a value cannot begin with `{scanned}`, which YAML keeps for anchors"
        return Trap(code="GC0123", span=position.span(column), message=message, help="put the whole value in quotes")
    if "cannot start any token" not in position.problem or at not in {"`", "@", "%"}:
        return None
    return Trap(
        code="GC0123",
        span=position.span(),
        message=f"a value cannot begin with `{at}`",
        help="put the whole value in quotes",
    )


def _closes_nothing(position: _Position) -> Trap | None:
    """A bracket too many, or one that was never opened."""
    text = position.text()
    unopened = "mapping values are not allowed" in position.problem and text.rstrip().endswith("}")
    if unopened and text.count("}") == text.count("{") + 1 and not re.search(r"[\"'#]", text):
        at, span = "}", position.span(text.rindex("}") + 1)
        return Trap(
            code="GC0125", span=span, message=f"this `{at}` closes nothing", help="open it before, or take it out"
        )
    at = text[position.column - 1 : position.column]
    if at not in {"]", "}"} or "did not find expected" not in position.problem or "','" in position.problem:
        return None
    return Trap(
        code="GC0125",
        span=position.span(),
        message=f"this `{at}` closes nothing",
        help="take it out, or open it before",
    )


def _behind_quotes(position: _Position) -> Trap | None:
    """`minimize: "E[a]" + 1`: a value in quotes ends with them."""
    text = position.text()
    found = re.match(r"\s*(?:- )?[\w.]+:\s+([\"'])", text)
    if "did not find expected key" not in position.problem or found is None or position.column <= found.end():
        return None
    return Trap(
        code="GC0124", span=position.span(length=max(1, len(text.rstrip()) - position.column + 1)),
        message="the value ends with its closing quote, but the line goes on", help="put the whole value in one pair of quotes",
    )  # fmt: skip


def _plain(position: _Position) -> Trap:
    """The parser's own words, with what usually helps."""
    help = "define it before with `&name`" if "found undefined alias" in position.problem else None
    if "did not find expected key" in position.problem or "expected <block end>" in position.problem:
        help = "this line is indented unlike its neighbours, or a `-` is missing"
    mark = position.error.context_mark
    marks: tuple[Mark, ...] = ()
    if mark is not None and mark.line != position.line - 1:
        span = position.span(mark.column + 1, 1, mark.line + 1)
        marks = (Mark(span=span, label=(position.error.context or "it began here").strip()),)
    return Trap(
        code="GC0101", span=position.span(), message=f"this is not YAML: {position.problem}", help=help, marks=marks
    )


RULES = (
    _tab,
    _bracket_in_flow,
    _missing_comma,
    _no_dash,
    _no_space_after_dash,
    _odd_line_above,
    _moved_away,
    _item_outside,
    _no_space_after_colon,
    _empty_in_flow,
    _closes_nothing,
    _behind_quotes,
    _indented_unlike,
    _indented_first,
    _colon_in_text,
    _no_colon,
    _reserved_sign,
    _unknown_escape,
    _unclosed,
)
"""The first one that recognizes the error reports it."""


def report_cut_expression(entries: tuple[Entry, ...], report: Report) -> bool:
    """`{fake: mix(x, fake)}` parses, as `fake: mix(x` and a key `fake)`. Tells it; whether it was so."""
    for entry, after in itertools.pairwise(entries):
        value = entry.value
        if not isinstance(value, Scalar) or not value.plain or after.key.text.count(")") <= after.key.text.count("("):
            continue
        if value.text.count("(") > value.text.count(")"):
            line = value.span.source.line(value.span.line)
            written = _expression_at(line, value.span.column - 1)
            numbers = re.fullmatch(r"\((\s*[\d.]+\s*(?:,\s*[\d.]+\s*)*)\)", written)
            listed = f"a list stands in square brackets: `{entry.key.text}: [{numbers.group(1)}]`" if numbers else None
            report.add(
                "GC0113", value.span, "the comma cuts this expression in two: YAML begins another key there",
                label="not in quotes", help=listed or f'{IN_QUOTES}: `{entry.key.text}: "{written}"`',
            )  # fmt: skip
            return True
    return False


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _line_before(source: Source, number: int) -> str | None:
    """The line above that says something and stands no deeper than this one."""
    here = _indent(source.line(number))
    for above in range(number - 1, max(0, number - 200), -1):
        text = source.line(above)
        if _has_value(text) and _indent(text) <= here:
            return text
    return None
