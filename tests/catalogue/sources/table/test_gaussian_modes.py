"""The modes of a column, against scikit-learn's mixture and SciPy's digamma."""

from __future__ import annotations

import numpy as np
import pytest

from gancompile.catalogue.sources.table.gaussian_modes import digamma, fit_mixture, gaussian_modes

sklearn_mixture = pytest.importorskip("sklearn.mixture")
special = pytest.importorskip("scipy.special")
RNG = np.random.default_rng(4)


def test_digamma() -> None:
    x = np.concatenate([10.0 ** RNG.uniform(-4, 6, 500), [1.0, 10.0]])
    np.testing.assert_allclose(digamma(x), special.digamma(x), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_the_mixture_is_that_of_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = np.concatenate([rng.normal(-2, 0.3, 300), rng.normal(0.5, 0.2, 100), rng.normal(2, 0.5, 200)])
    values = np.round((values - values.mean()) / values.std(), 2)
    points, counts = np.unique(values, return_counts=True)
    start = rng.dirichlet(np.ones(6), len(points))

    class Begun(sklearn_mixture.BayesianGaussianMixture):  # type: ignore[misc, name-defined]
        """From given responsibilities."""

        def _initialize_parameters(self, X, random_state, xp=None):  # type: ignore[no-untyped-def]
            self._initialize(X, start[np.searchsorted(points, X[:, 0])])

    peer = Begun(
        n_components=6,
        weight_concentration_prior_type="dirichlet_process",
        weight_concentration_prior=1e-3,
        max_iter=1000,
        tol=1e-9,
    ).fit(values[:, None])
    ours = fit_mixture(points, counts.astype(np.float64), start)
    np.testing.assert_allclose(ours.means, peer.means_[:, 0], atol=2e-3)
    np.testing.assert_allclose(ours.deviations, np.sqrt(peer.covariances_[:, 0, 0]), atol=2e-3)
    np.testing.assert_allclose(ours.shares, peer.weights_, atol=2e-3)


def test_modes_are_found() -> None:
    values = np.concatenate([RNG.normal(100, 2, 30000), RNG.normal(130, 5, 10000)])
    modes = gaussian_modes(values.tolist(), 10)
    assert sum(mode[2] for mode in modes) == pytest.approx(1, abs=1e-4)
    left = [mode for mode in modes if mode[0] < 112]
    assert sum(mode[2] for mode in left) == pytest.approx(0.75, abs=0.01)
    assert sum(mode[0] * mode[2] for mode in modes) == pytest.approx(values.mean(), abs=0.2)
    assert modes == sorted(modes)
    assert modes == gaussian_modes(values.tolist(), 10)


def test_few_values() -> None:
    assert [mode[0] for mode in gaussian_modes([0.0] * 50 + [10.0] * 50, 10)] == pytest.approx([0, 10], abs=0.2)
    assert len(gaussian_modes([1.0, 2.0], 10)) >= 1
