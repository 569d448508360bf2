"""Program to program, one file each; `compile.py` has the order in which they run."""

from gancompile.compiler.passes.check_game import check_game
from gancompile.compiler.passes.desugar import desugar_game
from gancompile.compiler.passes.imitated_field import imitated_field
from gancompile.compiler.passes.see_through_activation import see_through_activation
from gancompile.compiler.passes.set_by_phase import OtherGameError, set_by_phase
from gancompile.compiler.passes.stabilize import stabilize
from gancompile.compiler.passes.time_curves import time_curves

__all__ = [
    "OtherGameError",
    "check_game",
    "desugar_game",
    "imitated_field",
    "see_through_activation",
    "set_by_phase",
    "stabilize",
    "time_curves",
]
