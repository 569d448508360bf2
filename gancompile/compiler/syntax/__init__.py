"""Text into trees with positions: YAML and expressions."""

from gancompile.compiler.syntax.expression import Expression
from gancompile.compiler.syntax.expression_parser import parse_expression
from gancompile.compiler.syntax.interpolation import Constants, interpolate, read_params
from gancompile.compiler.syntax.tree import Entry, Formula, Mapping, Node, Scalar, Sequence, to_plain, word
from gancompile.compiler.syntax.yaml_reader import read_yaml

__all__ = [
    "Constants",
    "Entry",
    "Expression",
    "Formula",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "interpolate",
    "parse_expression",
    "read_params",
    "read_yaml",
    "to_plain",
    "word",
]
