"""The page of a code: what it means, why, how to mend it, with a spec that gives it and the mended one.

A page is `explanations/CODE.md`: `# CODE: title`, prose, and the fenced blocks ```yaml wrong and ```yaml right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from textwrap import indent

HEADING = re.compile(r"# (?P<code>G[CW]\d{4}): (?P<title>.+)\n")
BLOCK = re.compile(r"^```yaml (?P<kind>wrong|right)\n(?P<text>.*?)^```$\n?", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """prose: Markdown. wrong: a whole spec whose first diagnostic has this code. right: the mended one."""

    code: str
    title: str
    prose: str
    wrong: str
    right: str

    @property
    def heading(self) -> str:
        """The page's first line."""
        return f"{self.code}: {self.title}"

    def text(self) -> str:
        """The page without its heading, for a terminal or an editor."""
        blocks = "\n\n".join(
            f"{word}:\n\n{indent(spec.rstrip(), '    ')}"
            for word, spec in (("Wrong", self.wrong), ("Right", self.right))
        )
        return f"{self.prose}\n\n{blocks}\n"


@cache
def explanations() -> Mapping[str, Explanation]:
    """All pages, by code in the order of codes."""
    folder = files("gancompile.compiler.diagnostics").joinpath("explanations")
    pages = [page for page in folder.iterdir() if page.name.endswith(".md")]
    read = {page.name.removesuffix(".md"): page.read_text(encoding="utf-8") for page in pages}
    return {code: read_page(code, read[code]) for code in sorted(read)}


def read_page(code: str, text: str) -> Explanation:
    """The page of a code from its text; one of another form raises InternalError."""
    heading = HEADING.match(text)
    blocks = {block["kind"]: block["text"] for block in BLOCK.finditer(text)}
    if heading is None or heading["code"] != code or len(blocks) != 2 or len(BLOCK.findall(text)) != 2:
        raise ValueError(f"{code}.md: wanted are `# {code}: title`, prose, one ```yaml wrong and one ```yaml right")
    prose = BLOCK.sub("", text[heading.end() :]).strip()
    return Explanation(code=code, title=heading["title"], prose=prose, wrong=blocks["wrong"], right=blocks["right"])
