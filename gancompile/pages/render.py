"""The renderer of pages: Jinja templates over `base.html`, with scripts and styles written into the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

HERE = Path(__file__).parent


def render(template: Path, **values: Any) -> str:
    """The page of a template, which may extend `base.html` of this folder. Every value is escaped."""
    environment = Environment(
        loader=FileSystemLoader([template.parent, HERE]), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["asset"] = _asset
    return environment.get_template(template.name).render(**values)


def _asset(name: str) -> Markup:
    """A script or a style of ours, as it is."""
    return Markup((HERE / name).read_text(encoding="utf-8"))
