"""Text into trees with positions: YAML, the scalars of its core schema, and expressions."""

from gancompile.compiler.syntax.expression import Expression, parse_expression
from gancompile.compiler.syntax.extends import extended, read_source
from gancompile.compiler.syntax.interpolation import Constants, interpolate, read_params
from gancompile.compiler.syntax.override import apply_override
from gancompile.compiler.syntax.tree import Entry, Mapping, Node, Scalar, Sequence, to_plain, word
from gancompile.compiler.syntax.yaml_reader import read_yaml

__all__ = [
    "Constants",
    "Entry",
    "Expression",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "apply_override",
    "extended",
    "interpolate",
    "parse_expression",
    "read_params",
    "read_source",
    "read_yaml",
    "to_plain",
    "word",
]
