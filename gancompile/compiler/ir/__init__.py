"""The program between the spec and the source: frozen values, no positions that count, nothing of YAML or Python."""

from gancompile.compiler.ir.game import Average, Clip, Game, Let, Optimizer, Player, Ramp, Setting, Term
from gancompile.compiler.ir.network import Argument, InputNode, LayerNode, Network
from gancompile.compiler.ir.program import DataPlan, Phase, Program, Turn
from gancompile.compiler.ir.value import (
    Apply,
    Arithmetic,
    Draw,
    Elementwise,
    Expectation,
    Gradient,
    Mix,
    Negate,
    Number,
    Reduction,
    Stop,
    Value,
    children,
    shape_of,
    walk,
)

__all__ = [
    "Apply", "Argument", "Arithmetic", "Average", "Clip", "DataPlan", "Draw", "Elementwise", "Expectation", "Game",
    "Gradient", "InputNode", "LayerNode", "Let", "Mix", "Negate", "Network", "Number", "Optimizer", "Phase", "Player",
    "Program", "Ramp", "Reduction", "Setting", "Stop", "Term", "Turn", "Value", "children", "shape_of", "walk",
]  # fmt: skip
