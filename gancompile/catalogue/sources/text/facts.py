"""The facts of a text of one example per line: the number of lines, their length and the vocabulary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.path import file_or_builtin
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts, SourceProblem
from gancompile.catalogue.sources.text.builtin import BUILTIN
from gancompile.catalogue.sources.text.token import END, UNKNOWN

MOST_BYTES = 2**30
MOST_TOKENS = 10_000
MOST_LENGTH = 1024


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """`text` [length, vocabulary] one-hot, for each line that is not blank."""
    path = file_or_builtin(arguments, base, BUILTIN, "names.txt")
    if isinstance(path, SourceProblem):
        return path
    if path.stat().st_size > MOST_BYTES:
        message = f"`{path.name}` has {path.stat().st_size:,} bytes, and a text is read at once: {MOST_BYTES:,} at most"
        return SourceProblem(
            argument="file", message=message, help="split it, or write it as records: `source: tfrecord`"
        )
    try:
        lines = [stripped for line in path.read_text(encoding="utf-8-sig").splitlines() if (stripped := line.strip())]
    except (OSError, UnicodeDecodeError) as error:
        return SourceProblem(argument="file", message=f"`{path.name}` cannot be read as a text: {error}")
    if not lines:
        return SourceProblem(argument="file", message=f"`{path.name}` holds no lines")
    unit = arguments.get("tokens", "characters")
    split = [line.split() if unit == "words" else list(line) for line in lines]
    length = arguments.get("length") or max(map(len, split))
    if length > MOST_LENGTH:
        message = f"the longest line of `{path.name}` has {length:,} {unit}"
        return SourceProblem(argument="length", message=message, help="say where lines are cut: `length: 64`")
    vocabulary = _vocabulary(split, arguments.get("vocabulary"))
    if len(vocabulary) > MOST_TOKENS:
        message = f"`{path.name}` has {len(vocabulary) - 1:,} different {unit}, more than {MOST_TOKENS:,}"
        help = "keep those that come most often: `vocabulary: 1000`"
        return SourceProblem(argument="vocabulary", message=message, help=help)
    encoding = {"kind": "text", "tokens": unit, "length": length, "vocabulary": vocabulary}
    field = FieldFacts(shape=(length, len(vocabulary)), dtype="float32", low=0, high=1, encoding=encoding)
    return SourceFacts(fields={"text": field}, count=len(lines), files=(str(path),))


def _vocabulary(lines: Sequence[Sequence[str]], most: int | None) -> list[str]:
    """END, then the tokens by frequency, equally frequent ones in order; UNKNOWN stands second where some are left out."""
    counts = Counter(token for line in lines for token in line if token != UNKNOWN)
    tokens = sorted(counts, key=lambda token: (-counts[token], token))
    all_known = not any(UNKNOWN in line for line in lines) and (most is None or len(tokens) < most)
    return [END, *tokens] if all_known else [END, UNKNOWN, *tokens[: most - 2 if most else None]]
