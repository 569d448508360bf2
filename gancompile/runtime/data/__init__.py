"""Pipelines over the sources and steps of the catalogue."""

from gancompile.runtime.data.encoding import as_texts, decoded
from gancompile.runtime.data.examples import examples
from gancompile.runtime.data.load_source import load_source
from gancompile.runtime.data.pipeline import batches
from gancompile.runtime.data.share import WHOLE, Share

__all__ = ["WHOLE", "Share", "as_texts", "batches", "decoded", "examples", "load_source"]
