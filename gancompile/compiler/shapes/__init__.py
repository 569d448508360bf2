"""The shape that comes out of a layer, without TensorFlow: one rule for each family of layers."""

from gancompile.compiler.shapes.infer import infer_shape
from gancompile.compiler.shapes.shape import Shape, ShapeProblem, print_shape

__all__ = ["Shape", "ShapeProblem", "infer_shape", "print_shape"]
