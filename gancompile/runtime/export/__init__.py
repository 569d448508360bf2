"""Exports of a trained game, one file an exporter."""

from gancompile.runtime.export.errors import ExportError
from gancompile.runtime.export.exporter import Exporter, exporters

__all__ = ["ExportError", "Exporter", "exporters"]
