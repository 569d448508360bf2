"""A program for a person to look at: tables, drawings, and what the catalogue knows of a name."""

from gancompile.compiler.describe.entry import entry_names, entry_text
from gancompile.compiler.describe.graph import graph_of
from gancompile.compiler.describe.instructions import instructions_text
from gancompile.compiler.describe.mermaid import mermaid
from gancompile.compiler.describe.plan import plan_text
from gancompile.compiler.describe.prediction import prediction_text
from gancompile.compiler.describe.svg import svg
from gancompile.compiler.describe.table import tables

__all__ = [
    "entry_names",
    "entry_text",
    "graph_of",
    "instructions_text",
    "mermaid",
    "plan_text",
    "prediction_text",
    "svg",
    "tables",
]
