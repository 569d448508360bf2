"""A page opened in the user's browser."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def open_page(path: Path) -> None:
    """Opens a file in the browser; does nothing where there is no browser with a window, or no such file."""
    if not path.exists() or not _has_windows():
        return
    import webbrowser

    with suppress(webbrowser.Error, OSError):
        webbrowser.open(path.absolute().as_uri())


def _has_windows() -> bool:
    """Whether programs may open windows: without a display, `webbrowser` would give the terminal to a browser of text."""
    if sys.platform in ("darwin", "win32"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
