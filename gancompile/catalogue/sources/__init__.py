"""Data sources. Each has a folder: `row.yaml` (arguments), `facts.py` (inspection without TensorFlow), `load.py` (for the runtime)."""

from gancompile.catalogue.sources.argument_position import ArgumentPosition, EntryPart
from gancompile.catalogue.sources.inspect import inspect_source, verify_source
from gancompile.catalogue.sources.row import SourceArgument, SourceRow, source_rows
from gancompile.catalogue.sources.source_facts import FieldFacts, SourceFacts, SourceProblem

__all__ = [
    "ArgumentPosition",
    "EntryPart",
    "FieldFacts",
    "SourceArgument",
    "SourceFacts",
    "SourceProblem",
    "SourceRow",
    "inspect_source",
    "source_rows",
    "verify_source",
]
