"""Elaboration: a validated tree into typed IR. Names are resolved, shapes inferred, formulas typed."""

from gancompile.compiler.elaborate.consistency import check_consistency
from gancompile.compiler.elaborate.data import elaborate_data
from gancompile.compiler.elaborate.data_numbers import substitute_data_numbers
from gancompile.compiler.elaborate.division import check_division
from gancompile.compiler.elaborate.evaluation.evaluation import elaborate_evaluations
from gancompile.compiler.elaborate.formulas.parse import parse_formulas
from gancompile.compiler.elaborate.game.adaptive_augmentation import adapt_augmentations
from gancompile.compiler.elaborate.game.game import elaborate_games
from gancompile.compiler.elaborate.game.objective import expand_objectives
from gancompile.compiler.elaborate.game.phase_settings import set_by_phase
from gancompile.compiler.elaborate.networks.networks import elaborate_networks
from gancompile.compiler.elaborate.partial_checks import check_broken_stages
from gancompile.compiler.elaborate.program import assemble_programs
from gancompile.compiler.elaborate.schedule.schedule import elaborate_schedules
from gancompile.compiler.elaborate.served_networks import choose_served_networks
from gancompile.compiler.elaborate.signatures import elaborate_signatures
from gancompile.compiler.elaborate.upkeep import check_upkeep

__all__ = [
    "adapt_augmentations",
    "assemble_programs",
    "check_broken_stages",
    "check_consistency",
    "check_division",
    "check_upkeep",
    "choose_served_networks",
    "elaborate_data",
    "elaborate_evaluations",
    "elaborate_games",
    "elaborate_networks",
    "elaborate_schedules",
    "elaborate_signatures",
    "expand_objectives",
    "parse_formulas",
    "set_by_phase",
    "substitute_data_numbers",
]
