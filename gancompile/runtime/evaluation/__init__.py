"""Evaluation: metrics of samples against real examples, by protocols that have a hash."""

from gancompile.runtime.evaluation.errors import EvaluationError
from gancompile.runtime.evaluation.evaluator import Evaluator
from gancompile.runtime.evaluation.features.feature_network import FeatureError
from gancompile.runtime.evaluation.listener import Listener
from gancompile.runtime.evaluation.protocol import Protocol, differences
from gancompile.runtime.evaluation.result import Result, Spread, add_result, over_builds, read_results
from gancompile.runtime.evaluation.statistics_file import StatisticsError, read_statistics, write_statistics

__all__ = [
    "EvaluationError",
    "Evaluator",
    "FeatureError",
    "Listener",
    "Protocol",
    "Result",
    "Spread",
    "StatisticsError",
    "add_result",
    "differences",
    "over_builds",
    "read_results",
    "read_statistics",
    "write_statistics",
]
