"""Exports of a trained game, one file an exporter."""

from gancompile.runtime.export.errors import ExportError
from gancompile.runtime.export.exporter import Exported, Exporter, exporters
from gancompile.runtime.export.format_packages import require_format_packages

__all__ = ["ExportError", "Exported", "Exporter", "exporters", "require_format_packages"]
