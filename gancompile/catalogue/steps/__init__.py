"""Data steps. Each has a folder: `row.yaml` (its value), `facts.py` (shapes and ranges), `apply.py` (for the runtime)."""

from gancompile.catalogue.steps.inspect import inspect_step, inspect_steps
from gancompile.catalogue.steps.row import StepRow, step_rows

__all__ = ["StepRow", "inspect_step", "inspect_steps", "step_rows"]
