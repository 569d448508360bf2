"""What a source of data will yield, told from names, headers and sizes: nothing is decoded here."""

from gancompile.compiler.data.facts import FieldFacts, SourceFacts, SourceProblem
from gancompile.compiler.data.inspect import inspect_source
from gancompile.compiler.data.labelled import withhold_labels
from gancompile.compiler.data.mixed_table import width_of_column
from gancompile.compiler.data.steps import apply_steps

__all__ = [
    "FieldFacts",
    "SourceFacts",
    "SourceProblem",
    "apply_steps",
    "inspect_source",
    "width_of_column",
    "withhold_labels",
]
