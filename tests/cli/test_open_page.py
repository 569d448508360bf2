"""A page opened in the browser, where there is one."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

from gancompile.cli import open_page as module
from gancompile.cli.open_page import open_page


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser is asked for, on Linux without a display."""
    addresses: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: addresses.append(address))
    monkeypatch.setattr(module.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    return addresses


def test_a_page_is_opened_where_there_is_a_display(
    tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "a page.html"
    page.write_text("")
    open_page(page)
    assert opened == []
    monkeypatch.setenv("DISPLAY", ":0")
    open_page(page)
    assert opened == [page.as_uri()]
    open_page(tmp_path / "none.html")
    assert opened == [page.as_uri()]


def test_a_browser_that_fails_is_passed_over(
    tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(address: str) -> None:
        opened.append(address)
        raise webbrowser.Error

    monkeypatch.setenv("BROWSER", "none")
    monkeypatch.setattr(webbrowser, "open", fails)
    open_page(tmp_path)
    assert opened == [tmp_path.as_uri()]
