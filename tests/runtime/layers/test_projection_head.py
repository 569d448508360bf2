"""A critic's conditional logit."""

from __future__ import annotations

import numpy as np
import pytest

from gancompile.runtime.layers import ProjectionHead


def test_all(check_layer, rng):
    features, label = rng.normal(size=(4, 5)).astype(np.float32), np.array([2, 0, 1, 2], np.int32)

    def expected(weights, features, label):
        return np.array(
            [
                [weights["kernel"][:, 0] @ one + weights["bias"][0] + weights["embeddings"][y] @ one]
                for one, y in zip(features, label, strict=True)
            ]
        )

    layer = check_layer(ProjectionHead(3), [features, label], expected)
    assert layer.embeddings.shape == (3, 5)


def test_without_bias(rng):
    layer = ProjectionHead(3, use_bias=False)
    layer([rng.normal(size=(4, 5)), np.array([0, 1, 2, 0])])
    assert [weight.name for weight in layer.weights] == ["kernel", "embeddings"]


def test_refuses():
    with pytest.raises(ValueError, match="takes 2 axes"):
        ProjectionHead(3).build([(None, 4, 4, 2), (None,)])
