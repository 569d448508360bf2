"""The formats of exports: one module each, and the extras that install what they need."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gancompile.catalogue.export_format_rows import DEFAULT_FORMATS, export_format_rows
from gancompile.runtime.export import exporters


def test_there_is_an_exporter_for_each() -> None:
    assert set(export_format_rows()) == set(exporters())
    assert set(DEFAULT_FORMATS) <= set(export_format_rows())


@pytest.mark.parametrize("key", export_format_rows())
def test_an_extra_installs_its_packages(key: str, root: Path) -> None:
    row = export_format_rows()[key]
    assert bool(row.extra) or not row.packages
    if row.extra:
        (listed,) = re.findall(rf"^{row.extra} = \[(.*)\]$", (root / "pyproject.toml").read_text(), re.MULTILINE)
        assert {package.split(">")[0].strip('" ') for package in listed.split(",")} >= set(row.packages)
