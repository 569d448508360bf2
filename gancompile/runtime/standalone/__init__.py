"""What a game trains with where there is no gancompile: `gancompile eject` writes these modules into its file."""

from gancompile.runtime.standalone.plan import ExampleSet, Field, Phase, Plan
from gancompile.runtime.standalone.program import main

__all__ = ["ExampleSet", "Field", "Phase", "Plan", "main"]
