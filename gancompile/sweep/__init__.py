"""Sweeps: many builds of one spec, with other settings and other seeds, and one table of what has come of them. No TensorFlow."""

from gancompile.environment.ray_cluster import EngineError
from gancompile.sweep.axis import Axis, read_axis
from gancompile.sweep.carry_out import Engine, carry_out, outcomes_before, unfinished, write_results
from gancompile.sweep.check import Checked, Finding, check, grid_sweep
from gancompile.sweep.local_engine import train_locally
from gancompile.sweep.outcome import Outcome, State
from gancompile.sweep.read_search import SpecOptions
from gancompile.sweep.run import Run, Sweep
from gancompile.sweep.search import Search
from gancompile.sweep.search_sweep import search_sweep
from gancompile.sweep.state_file import StateFile
from gancompile.sweep.sweep_error import SweepError
from gancompile.sweep.table import Table

__all__ = [
    "Axis",
    "Checked",
    "Engine",
    "EngineError",
    "Finding",
    "Outcome",
    "Run",
    "Search",
    "SpecOptions",
    "State",
    "StateFile",
    "Sweep",
    "SweepError",
    "Table",
    "carry_out",
    "check",
    "grid_sweep",
    "outcomes_before",
    "read_axis",
    "search_sweep",
    "train_locally",
    "unfinished",
    "write_results",
]
