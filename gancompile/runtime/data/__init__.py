"""Sources of real examples, and the pipeline from them to the game."""

from gancompile.runtime.data.encoding import as_texts, decoded
from gancompile.runtime.data.errors import DataError, as_data_error
from gancompile.runtime.data.examples import examples
from gancompile.runtime.data.pipeline import batches
from gancompile.runtime.data.source import Source, load_source

__all__ = ["DataError", "Source", "as_data_error", "as_texts", "batches", "decoded", "examples", "load_source"]
