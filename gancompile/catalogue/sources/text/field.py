"""The field of lines of a text: their length and the vocabulary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceProblem
from gancompile.catalogue.sources.text.token import END, UNKNOWN

TEXT = FieldFacts(shape=(None, None), dtype="float32", low=0, high=1)
"""A text of which no line is read yet."""
MOST_TOKENS = 10_000
MOST_LENGTH = 1024


def field_of_lines(lines: Sequence[str], arguments: Mapping[str, Any], origin: str) -> FieldFacts | SourceProblem:
    """[length, vocabulary] one-hot. arguments: may have `tokens`, `length` and `vocabulary`. origin: of the lines, for messages."""
    unit = arguments.get("tokens", "characters")
    split = [line.split() if unit == "words" else list(line) for line in lines]
    length = arguments.get("length") or max(map(len, split), default=0)
    if not length:
        return SourceProblem(position=None, message=f"all lines of `{origin}` are empty")
    if length > MOST_LENGTH:
        message = f"the longest line of `{origin}` has {length:,} {unit}"
        return SourceProblem(
            position=ArgumentPosition("length"), message=message, help="say where lines are cut: `length: 64`"
        )
    vocabulary = _vocabulary(split, arguments.get("vocabulary"))
    if len(vocabulary) > MOST_TOKENS:
        message = f"`{origin}` has {len(vocabulary) - 1:,} different {unit}, more than {MOST_TOKENS:,}"
        help = "keep those that come most often: `vocabulary: 1000`"
        return SourceProblem(position=ArgumentPosition("vocabulary"), message=message, help=help)
    encoding = {"kind": "text", "tokens": unit, "length": length, "vocabulary": vocabulary}
    return FieldFacts(shape=(length, len(vocabulary)), dtype="float32", low=0, high=1, encoding=encoding)


def _vocabulary(lines: Sequence[Sequence[str]], most: int | None) -> list[str]:
    """END, then the tokens by frequency, equally frequent ones in order; UNKNOWN stands second where some are left out."""
    counts = Counter(token for line in lines for token in line if token != UNKNOWN)
    tokens = sorted(counts, key=lambda token: (-counts[token], token))
    all_known = not any(UNKNOWN in line for line in lines) and (most is None or len(tokens) < most)
    return [END, *tokens] if all_known else [END, UNKNOWN, *tokens[: most - 2 if most else None]]
