"""Sources of real examples, and the pipeline from them to the game."""

from gancompile.runtime.data.errors import DataError
from gancompile.runtime.data.pipeline import batches
from gancompile.runtime.data.source import Source, load_source

__all__ = ["DataError", "Source", "batches", "load_source"]
