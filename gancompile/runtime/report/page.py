"""The report page: `report.html`, one file that opens offline."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, PackageLoader

from gancompile.environment import versions
from gancompile.files import write_atomically
from gancompile.runtime.program import Program
from gancompile.runtime.report.curve import curve_groups, draw_curves
from gancompile.runtime.report.records import read_records


def write_report(program: Program, *, durations: Mapping[str, float], rounds_played: int) -> Path:
    """Writes the report from the files of a build: records, pictures, the resolved spec. durations: seconds by name. Returns: its path."""
    folder = program.folder
    records = read_records(folder / "logs" / "records.jsonl")
    curves = [(title, draw_curves(records, names)) for title, names in curve_groups(records).items()]
    pictures = [
        (int(path.stem.removeprefix("round_")), base64.b64encode(path.read_bytes()).decode())
        for path in sorted((folder / "samples").glob("round_*.png"))
    ]
    environment = Environment(loader=PackageLoader("gancompile.runtime.report", "."), autoescape=True)
    page = environment.get_template("report.html").render(
        program=program,
        rounds_played=rounds_played,
        last=records[-1] if records else None,
        curves=curves,
        pictures=pictures,
        durations={name: f"{seconds:.1f} s" for name, seconds in durations.items()},
        versions=versions(),
        spec=_text(folder / "spec.lock.yaml"),
        source=_text(folder / "model.py"),
    )
    write_atomically(folder / "report.html", page)
    return folder / "report.html"


def _text(path: Path) -> str:
    """The text of a file; nothing where there is none."""
    return path.read_text(encoding="utf-8") if path.exists() else ""
