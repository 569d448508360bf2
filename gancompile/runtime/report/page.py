"""`report.html`: one file that opens offline."""

from __future__ import annotations

import base64
import importlib.metadata
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader

from gancompile.files import write_atomically
from gancompile.runtime.program import Program
from gancompile.runtime.report.curve import curve_groups, draw_curves
from gancompile.runtime.report.records import read_records

PACKAGES = ("tensorflow", "keras", "numpy")


def write_report(program: Program, *, durations: Mapping[str, float], rounds_done: int) -> Path:
    """Writes the report of a build from what lies in its folder: records, pictures, the resolved spec. durations: seconds by name."""
    folder = program.folder
    records = read_records(folder / "logs" / "records.jsonl")
    curves = [(title, draw_curves(records, names)) for title, names in curve_groups(records).items()]
    pictures = [
        (int(path.stem.removeprefix("round_")), base64.b64encode(path.read_bytes()).decode())
        for path in sorted((folder / "samples").glob("round_*.png"))
    ]
    template = Environment(loader=PackageLoader("gancompile.runtime.report", "."), autoescape=True).get_template(
        "report.html"
    )
    page = template.render(
        program=program,
        rounds_done=rounds_done,
        last=records[-1] if records else None,
        curves=curves,
        pictures=pictures,
        durations={name: f"{seconds:.1f} s" for name, seconds in durations.items()},
        versions=versions(),
        spec=_read(folder / "spec.lock.yaml"),
        source=_read(folder / "model.py"),
    )
    write_atomically(folder / "report.html", page)
    return folder / "report.html"


def versions() -> dict[str, str]:
    """Of what a build stands on."""
    from gancompile.version import __version__

    found = {"gancompile": __version__, "Python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            # `tensorflow-cpu` and the like are the same code under another name.
            found[package] = str(getattr(__import__(package), "__version__", "unknown"))
    return found


def _read(path: Path) -> Any:
    return path.read_text(encoding="utf-8") if path.exists() else ""
