"""The channel of standard deviations."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.layers import MinibatchStandardDeviation


def plain(x, size, features):
    """For each group, each feature's part of the channels: the mean over pixels and channels of the deviation over members."""
    batch, height, width, channels = x.shape
    planes = np.zeros((batch, height, width, features))
    groups = batch // size
    for group in range(groups):
        members = list(range(group, batch, groups))
        for feature in range(features):
            part = x[members][..., feature * channels // features : (feature + 1) * channels // features]
            planes[members, :, :, feature] = np.sqrt(part.var(axis=0) + 1e-8).mean()
    return np.concatenate([x, planes], axis=-1)


@pytest.mark.parametrize(
    ("batch", "group", "features", "used"), [(8, 4, 1, 4), (6, 4, 2, 3), (5, 4, 1, 1), (3, 4, 1, 3)]
)
def test_all(check_layer, rng, batch, group, features, used):
    x = rng.normal(size=(batch, 2, 3, 4)).astype(np.float32)
    check_layer(MinibatchStandardDeviation(group, features), x, lambda _, x: plain(x, used, features))


def test_one_graph_serves_all_batches(rng):
    layer = MinibatchStandardDeviation()
    graph = tf.function(layer, input_signature=[tf.TensorSpec([None, 2, 2, 3])], autograph=False)
    for batch, used in ((1, 1), (2, 2), (4, 4), (6, 3), (7, 1), (12, 4)):
        x = rng.normal(size=(batch, 2, 2, 3)).astype(np.float32)
        np.testing.assert_allclose(graph(x), plain(x, used, 1), rtol=1e-4, atol=1e-6)
    assert graph(np.zeros((0, 2, 2, 3), np.float32)).shape == (0, 2, 2, 4)


def test_features_divide_channels():
    with pytest.raises(ValueError, match=r"must divide the number of channels. Received: features=3"):
        MinibatchStandardDeviation(features=3).build((None, 4, 4, 4))
