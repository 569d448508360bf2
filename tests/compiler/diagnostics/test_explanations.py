"""The pages of the codes: what they show as wrong is wrong in that way, and what they show as right is right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gancompile.compiler import compile_text
from gancompile.compiler.diagnostics import Severity
from gancompile.compiler.diagnostics.explanation import explanations, read_page

PAGES = explanations()
COMPILER = Path(__file__).parents[3] / "gancompile" / "compiler"


@pytest.mark.parametrize("code", PAGES)
def test_the_wrong_spec_has_the_error_first(code: str, tmp_path: Path) -> None:
    found = compile_text(PAGES[code].wrong, folder=tmp_path).diagnostics
    assert [one.code for one in found[:1]] == [code], found


@pytest.mark.parametrize("code", PAGES)
def test_the_right_spec_is_right(code: str, tmp_path: Path) -> None:
    found = compile_text(PAGES[code].right, folder=tmp_path).diagnostics
    assert not [one for one in found if one.code == code or one.severity is Severity.ERROR]


@pytest.mark.parametrize("code", PAGES)
def test_a_page_is_whole(code: str) -> None:
    page = PAGES[code]
    assert page.title[0].islower() or page.title[0] in "`-"
    assert not page.title.endswith(".")
    assert len(page.prose) > 100
    assert "```" not in page.prose
    assert page.wrong != page.right
    assert not code.startswith("GW") or re.search(r"^Source: \S", page.prose, re.MULTILINE)


@pytest.mark.xfail(strict=False, reason="pages are being written")
def test_every_code_has_a_page_and_every_page_a_code() -> None:
    sources = [path.read_text(encoding="utf-8") for path in COMPILER.rglob("*.py")]
    told = {code for text in sources for code in re.findall(r"\"(G[CW]\d{4})\"", text)}
    assert told == set(PAGES)


@pytest.mark.parametrize(
    "text",
    ["", "# GC0001: title\n\nprose\n", "# GC0002: title\n\n```yaml wrong\na\n```\n\n```yaml right\nb\n```\n"],
    ids=["empty", "without specs", "of another code"],
)
def test_a_page_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"GC0001\.md"):
        read_page("GC0001", text)
