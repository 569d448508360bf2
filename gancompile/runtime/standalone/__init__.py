"""The training program of an ejected file: `gancompile eject` inlines these modules."""

from gancompile.runtime.standalone.plan import ExampleSet, Field, Phase, Plan
from gancompile.runtime.standalone.program import main
from gancompile.runtime.standalone.stage import Stage, StageSet
from gancompile.runtime.standalone.staged_program import main as main_of_stages

__all__ = ["ExampleSet", "Field", "Phase", "Plan", "Stage", "StageSet", "main", "main_of_stages"]
