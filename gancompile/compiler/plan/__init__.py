"""Plans: the instructions of each update and round, with everything decided that the emitter writes out."""

from gancompile.compiler.plan.plan import Plan, Plans, make_plan, make_plans
from gancompile.compiler.plan.round_plan import RoundPlan
from gancompile.compiler.plan.update_plan import UpdatePlan, runs_of

__all__ = ["Plan", "Plans", "RoundPlan", "UpdatePlan", "make_plan", "make_plans", "runs_of"]
