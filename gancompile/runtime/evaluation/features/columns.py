"""The columns of a table as the features of its rows."""

from __future__ import annotations

import hashlib
from typing import Any

from gancompile.runtime.evaluation.columns import columns_of, scale_of, scaled_rows
from gancompile.runtime.evaluation.examples import Examples, Values
from gancompile.runtime.evaluation.features.feature_network import Answer, FeatureNetwork
from gancompile.runtime.evaluation.features.situation import Situation


def make(arguments: dict[str, Any], situation: Situation) -> FeatureNetwork:
    """Numbers and dates by their deviation in the data, categories as one-hot vectors."""
    del arguments
    encoding = situation.encoding
    assert encoding is not None
    reals = situation.reals.first()
    scales = [scale_of(column) for column in columns_of(reals, encoding)]

    def apply(values: Values) -> Answer:
        return Answer(features=scaled_rows(columns_of(Examples(values=values), encoding), scales))

    return FeatureNetwork(
        name="columns", apply=apply, described={"scales": hashlib.sha256(repr(scales).encode()).hexdigest()}
    )
