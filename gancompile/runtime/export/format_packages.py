"""The packages that formats need beside those of gancompile itself."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

from gancompile.catalogue.export_format_rows import export_format_rows
from gancompile.runtime.export.errors import ExportError


def require_format_packages(formats: Iterable[str]) -> None:
    """Raises ExportError where a format needs a package that is not installed."""
    for row in (export_format_rows()[name] for name in formats if name in export_format_rows()):
        missing = [package for package in row.packages if find_spec(package) is None]
        if missing:
            names = ", ".join(f"`{package}`" for package in missing)
            raise ExportError(f"the format `{row.key}` needs {names}, not installed here: {row.install}")
