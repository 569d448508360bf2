"""The cost of a layer: its weights, and its multiply-adds for one example.

`infer_cost` speaks of one layer; `infer_applied` (applied.py) of a layer within wrappers. Counted are products with weights, with fixed
filters, and of values with each other (attention); not what is added, compared, looked up, normalized or activated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gancompile.catalogue.layer_rows import LayerRow
from gancompile.compiler.shapes.infer import RULES, with_defaults
from gancompile.compiler.shapes.shape import Shape
from gancompile.compiler.shapes.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """parameters: weights that are trained. untrained: weights that are state. multiply_adds: for one example."""

    parameters: int
    untrained: int
    multiply_adds: int


def infer_cost(row: LayerRow, arguments: Mapping[str, Any], inputs: Sequence[Shape], output: Shape) -> Cost | None:
    """The cost of a layer whose output shape has been inferred; None where it depends on an unknown size."""
    work = infer_work(row, arguments, inputs, output)
    match work.parameters, work.untrained, work.multiply_adds:
        case int(parameters), int(untrained), int(multiply_adds):
            return Cost(parameters=parameters, untrained=untrained, multiply_adds=multiply_adds)
    return None


def infer_work(row: LayerRow, arguments: Mapping[str, Any], inputs: Sequence[Shape], output: Shape) -> Work:
    """The same, each number by itself: of a convolution over images of any size, the weights are known."""
    rule = RULES.get(row.shape_rule)
    return rule.work(with_defaults(row, arguments), inputs, output, row.rank or 0) if rule else Work()
