"""The shape that comes out of a layer, and what the layer costs, without TensorFlow: one rule for each family of layers."""

from gancompile.compiler.shapes.applied import Applied, infer_applied
from gancompile.compiler.shapes.cost import Cost, infer_cost
from gancompile.compiler.shapes.infer import infer_shape
from gancompile.compiler.shapes.shape import Shape, ShapeProblem, print_shape

__all__ = ["Applied", "Cost", "Shape", "ShapeProblem", "infer_applied", "infer_cost", "infer_shape", "print_shape"]
