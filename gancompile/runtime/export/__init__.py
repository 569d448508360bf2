"""What leaves the building."""

from gancompile.runtime.export.saved_model import ExportError, export_saved_model

__all__ = ["ExportError", "export_saved_model"]
