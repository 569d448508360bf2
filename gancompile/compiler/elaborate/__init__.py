"""A validated tree into the typed program: names resolved, shapes inferred, formulas typed. Mistakes go into the report."""

from gancompile.compiler.elaborate.data import elaborate_data
from gancompile.compiler.elaborate.demand import read_demands
from gancompile.compiler.elaborate.game import elaborate_game
from gancompile.compiler.elaborate.networks import elaborate_networks
from gancompile.compiler.elaborate.phase_settings import check_settings
from gancompile.compiler.elaborate.places import fill_places
from gancompile.compiler.elaborate.schedule import elaborate_schedule

__all__ = [
    "check_settings",
    "elaborate_data",
    "elaborate_game",
    "elaborate_networks",
    "elaborate_schedule",
    "fill_places",
    "read_demands",
]
