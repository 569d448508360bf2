"""The catalogue of the language: rows of data files, read on first use. A layer, an objective or a curve is added by its row."""

from gancompile.catalogue.function_rows import FunctionRow, function_rows, functions_of
from gancompile.catalogue.layer_rows import LayerRow, layer_rows
from gancompile.catalogue.objective_rows import ObjectiveRow, PenaltyRow, objective_rows, penalty_rows
from gancompile.catalogue.rows import ArgumentRow
from gancompile.catalogue.value_rows import ObjectRow, optimizer_rows

__all__ = [
    "ArgumentRow",
    "FunctionRow",
    "LayerRow",
    "ObjectiveRow",
    "ObjectRow",
    "PenaltyRow",
    "function_rows",
    "functions_of",
    "layer_rows",
    "objective_rows",
    "optimizer_rows",
    "penalty_rows",
]
