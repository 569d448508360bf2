"""Passes from IR to IR, one file each; the docstring of each says what it keeps or which rule it follows."""

from gancompile.compiler.passes.carried_weights import carried_weights
from gancompile.compiler.passes.curve_durations import curve_durations
from gancompile.compiler.passes.evaluation_durations import evaluation_durations
from gancompile.compiler.passes.expose_logits import expose_logits
from gancompile.compiler.passes.float32_outputs import float32_outputs
from gancompile.compiler.passes.phase_durations import phase_durations
from gancompile.compiler.passes.phase_settings import phase_settings
from gancompile.compiler.passes.stable_form import stable_form

__all__ = [
    "carried_weights",
    "curve_durations",
    "evaluation_durations",
    "expose_logits",
    "float32_outputs",
    "phase_durations",
    "phase_settings",
    "stable_form",
]
