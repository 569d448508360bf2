"""The numbers of an example as its features."""

from __future__ import annotations

from typing import Any

import numpy as np

from gancompile.runtime.evaluation.examples import Values
from gancompile.runtime.evaluation.features.feature_network import Answer, FeatureNetwork
from gancompile.runtime.evaluation.features.situation import Situation


def make(arguments: dict[str, Any], situation: Situation) -> FeatureNetwork:
    """Vectors as they are; the steps of a series one after the other."""
    del arguments, situation
    return FeatureNetwork(name="values", apply=_flat, described={})


def _flat(values: Values) -> Answer:
    array = np.asarray(values, np.float32)
    return Answer(features=array.reshape(len(array), -1))
