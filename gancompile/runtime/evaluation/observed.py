"""A population seen through a feature network, once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.evaluation.examples import Examples
from gancompile.runtime.evaluation.features.feature_network import FeatureNetwork
from gancompile.runtime.evaluation.numerics.moments import Moments, MomentsSum
from gancompile.runtime.evaluation.numerics.neighbours import Nearest, nearest, radii
from gancompile.runtime.evaluation.population import Population


class Observed:
    """What metrics read of a population: each part is computed when it is first asked for, all that one pass gives together.

    keeps_features: False where no metric reads them one by one, so that moments are taken of a stream. advanced: called with the number of
    examples of each batch that went through the network.
    """

    def __init__(
        self,
        population: Population,
        network: FeatureNetwork | None,
        *,
        keeps_features: bool = True,
        advanced: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.population, self.network = population, network
        self._keeps_features, self._advanced = keeps_features, advanced
        self._radii: dict[int, NDArray[np.float64]] = {}
        self._nearest: dict[Observed, Nearest] = {}

    @property
    def number(self) -> int:
        """How many examples there are."""
        return self.population.number

    @property
    def has_passed(self) -> bool:
        """Whether the examples have gone through the network."""
        return "_passed" in self.__dict__

    @property
    def features(self) -> NDArray[np.float32]:
        """[number, dimensions]."""
        assert self._passed.features is not None
        return self._passed.features

    @property
    def probabilities(self) -> NDArray[np.float32]:
        """[number, classes] of the network's classes."""
        assert self._passed.probabilities is not None
        return self._passed.probabilities

    @property
    def moments(self) -> Moments:
        """Mean and covariance of the features."""
        return self._passed.moments

    @property
    def labels(self) -> NDArray[np.int64]:
        """[number] of the classes that were asked for, or that the data has."""
        if self.network is not None and self._keeps_features:
            assert self._passed.labels is not None
            return self._passed.labels
        found = self.first().labels
        assert found is not None
        return found

    def radii(self, neighbours: int) -> NDArray[np.float64]:
        """[number]: the distance of each example's features to the k-th nearest other one."""
        if neighbours not in self._radii:
            self._radii[neighbours] = radii(self.features, neighbours)
        return self._radii[neighbours]

    def nearest_of(self, others: Observed) -> Nearest:
        """For each example the nearest of some others, by the features."""
        if others not in self._nearest:
            self._nearest[others] = nearest(self.features, others.features)
        return self._nearest[others]

    def first(self, number: int | None = None) -> Examples:
        """The first examples themselves; all of them where None."""
        number = self.number if number is None else number
        if self._first is None or len(self._first) < min(number, self.number):
            self._first = self.population.first(number)
        return self._first.first(number)

    _first: Examples | None = None

    @cached_property
    def _passed(self) -> _Pass:
        assert self.network is not None
        total: MomentsSum | None = None
        features: NDArray[np.float32] | None = None
        probabilities, labels, done = [], [], 0
        for batch in self.population.read():
            answer = self.network.apply(batch.values)
            total = total or MomentsSum(answer.features.shape[1])
            total.add(answer.features)
            if self._keeps_features:
                if features is None:
                    features = np.empty((self.number, answer.features.shape[1]), np.float32)
                features[done : done + len(batch)] = answer.features
            if answer.probabilities is not None:
                probabilities.append(answer.probabilities)
            if batch.labels is not None:
                labels.append(batch.labels)
            done += len(batch)
            self._advanced(len(batch))
        assert total is not None
        return _Pass(
            features,
            np.concatenate(probabilities) if probabilities else None,
            np.concatenate(labels) if labels else None,
            total.moments(),
        )


class _Pass:
    """What one pass over a population gives."""

    def __init__(
        self,
        features: NDArray[np.float32] | None,
        probabilities: NDArray[np.float32] | None,
        labels: NDArray[np.int64] | None,
        moments: Moments,
    ) -> None:
        self.features, self.probabilities, self.labels, self.moments = features, probabilities, labels, moments
