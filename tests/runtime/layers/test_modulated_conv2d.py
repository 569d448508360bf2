"""Convolutions by a style."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from gancompile.runtime.layers import ModulatedConv2D

FILTER = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 64


def correlated(image, kernel, stride=1):
    """image: [height, width, channels]. kernel: [size, size, channels, filters]. Only whole overlaps."""
    size = kernel.shape[0]
    rows = range(0, image.shape[0] - size + 1, stride)
    columns = range(0, image.shape[1] - size + 1, stride)
    return np.array(
        [[np.einsum("ijc,ijcf->f", image[r : r + size, c : c + size], kernel) for c in columns] for r in rows]
    )


def blurred(image):
    each = np.zeros((4, 4, image.shape[-1], image.shape[-1]))
    for channel in range(image.shape[-1]):
        each[:, :, channel, channel] = FILTER
    return correlated(image, each)


def padded(image, before, after):
    return np.pad(image, ((before, after), (before, after), (0, 0)))


def plain(weights, x, style, *, demodulate=True, up=1, down=1):
    """Equations 1-3 with a kernel for each example, then StyleGAN2's order of convolution and filter."""
    outputs = []
    for image, one in zip(x, style, strict=True):
        scales = one @ weights["style/kernel"] + weights["style/bias"]
        kernel = weights["kernel"] * scales[None, None, :, None]
        if demodulate:
            kernel = kernel / np.sqrt((kernel**2).sum(axis=(0, 1, 2)) + 1e-8)
        size = kernel.shape[0]
        if up == 2:
            high, wide, channels = image.shape
            stretched = np.zeros((2 * high - 1, 2 * wide - 1, channels))
            stretched[::2, ::2] = image
            made = correlated(padded(stretched, size - 1, size - 1), kernel)
            # 2 * size - 3 + kernel rows, of which a filter of 4 leaves 2 * size with one or two more of zeros on each side.
            before = {1: 2, 3: 1}[size]
            outputs.append(4 * blurred(padded(made, before, before)))
        elif down == 2:
            room = 2 + size - 1
            made = blurred(padded(image, (room + 1) // 2, room // 2 + 1))
            outputs.append(correlated(made, kernel, stride=2))
        else:
            outputs.append(correlated(padded(image, (size - 1) // 2, size // 2), kernel))
    return np.array(outputs) + weights.get("bias", 0)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"demodulate": False, "kernel_size": 1, "use_bias": False},
        {"upsample": 2},
        {"upsample": 2, "kernel_size": 1},
        {"downsample": 2},
        {"downsample": 2, "kernel_size": 1},
        {"kernel_size": 2},
    ],
    ids=str,
)
def test_all(check_layer, rng, arguments):
    x, style = rng.normal(size=(2, 5, 4, 3)).astype(np.float32), rng.normal(size=(2, 6)).astype(np.float32)
    names = {"upsample": "up", "downsample": "down", "demodulate": "demodulate"}
    plainly = {names[key]: value for key, value in arguments.items() if key in names}
    check_layer(ModulatedConv2D(2, **arguments), [x, style], lambda w, x, s: plain(w, x, s, **plainly), half=4e-2)


def test_demodulated_outputs_have_variance_1(rng):
    x, style = rng.normal(size=(4, 32, 32, 16)).astype(np.float32), 3 * rng.normal(size=(4, 8)).astype(np.float32)
    made = np.asarray(ModulatedConv2D(32, kernel_initializer="random_normal")([x, style]))[:, 1:-1, 1:-1]
    np.testing.assert_allclose(made.var(axis=(1, 2)).mean(axis=-1), np.ones(4), rtol=0.1)


def test_up_sampling_keeps_a_constant_image(rng):
    layer = ModulatedConv2D(1, 1, demodulate=False, upsample=2, use_bias=False, kernel_initializer="ones")
    made = np.asarray(layer([np.ones((1, 8, 8, 1), np.float32), np.zeros((1, 2), np.float32)]))
    np.testing.assert_allclose(made[:, 2:-2, 2:-2], np.ones((1, 12, 12, 1)), rtol=1e-6)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7])
def test_sizes(size):
    for arguments, wanted in (({"upsample": 2}, (10, 12)), ({"downsample": 2}, (3, 3)), ({}, (5, 6))):
        layer = ModulatedConv2D(1, size, **arguments)
        assert layer([np.zeros((1, 5, 6, 1), np.float32), np.zeros((1, 2), np.float32)]).shape[1:3] == wanted


def test_large_styles_in_float16(rng):
    x, style = rng.normal(size=(2, 8, 8, 64)).astype(np.float32), 1e6 * rng.normal(size=(2, 8)).astype(np.float32)
    made = ModulatedConv2D(8, dtype="mixed_float16")([x, style])
    assert 0.3 < np.asarray(made, np.float32).std() < 3


def test_a_style_of_scale_0_is_finite(rng):
    layer = ModulatedConv2D(2)
    layer.build([(None, 4, 4, 3), (None, 2)])
    layer.style.bias.assign(np.zeros(3))
    x, style = tf.ones([1, 4, 4, 3]), tf.zeros([1, 2])
    with tf.GradientTape() as tape:
        made = layer([x, style])
    assert not made.numpy().any()
    assert all(np.isfinite(tf.convert_to_tensor(g)).all() for g in tape.gradient(made, layer.trainable_variables))


def test_refuses():
    with pytest.raises(ValueError, match="Only one of"):
        ModulatedConv2D(3, upsample=2, downsample=2)
    with pytest.raises(ValueError, match=r"one of 1, 2. Received: upsample=3"):
        ModulatedConv2D(3, upsample=3)
    with pytest.raises(ValueError, match=r"Received: filters=True"):
        ModulatedConv2D(True)
