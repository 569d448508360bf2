"""A validated tree into the typed program: names resolved, shapes inferred, formulas typed. Mistakes go into the report."""

from gancompile.compiler.elaborate.data import elaborate_data
from gancompile.compiler.elaborate.game import elaborate_game
from gancompile.compiler.elaborate.network import elaborate_network
from gancompile.compiler.elaborate.schedule import elaborate_schedule

__all__ = ["elaborate_data", "elaborate_game", "elaborate_network", "elaborate_schedule"]
