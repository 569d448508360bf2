"""Exports of a trained game, one file an exporter."""

from gancompile.runtime.export.errors import ExportError
from gancompile.runtime.export.exporter import EXPORTERS, Exporter

__all__ = ["EXPORTERS", "ExportError", "Exporter"]
