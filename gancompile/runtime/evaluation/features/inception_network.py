"""InceptionV3 as in the frozen graph of 2015-12-05, whose features FID, KID and the Inception Score were defined on."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers

Tensor = Any
Size = tuple[int, int]

SIDE = 299
"""Of the images that it takes, in pixels."""
FEATURES = 2048
CLASSES = 1008
PLACE: dict[str, Any] = {"data_format": "channels_last", "dtype": "float32"}
"""Whatever Keras is set to: features in another precision are other features."""


def inception_network() -> keras.Model:
    """The network, with random weights; `load_inception` gives it those of a file.

    Input: [batch, 299, 299, 3] float32, (pixels - 128) / 128 of pixels from 0 to 255.
    Output: `features` [batch, 2048], the pooled last block (`pool_3` of the graph); `logits_unbiased` [batch, 1008], the features
    times the weights of the classifier, whose softmax the Inception Score takes; `logits` [batch, 1008], with the bias.
    Source: Szegedy et al. 2015 (arXiv 1512.00567), as frozen in `classify_image_graph_def.pb`, which Salimans et al. 2016
    (arXiv 1606.03498) and Heusel et al. 2017 (arXiv 1706.08500) used. Differs: the last block pools by the maximum, as the graph
    does; no auxiliary classifier; no crop and no resize inside, which stand in `resize_for_inception`.

    Names are those of torchvision: `Mixed_5b.branch1x1.conv` is a convolution, `Mixed_5b.branch1x1.bn` its batch normalization.
    """
    images = keras.Input([SIDE, SIDE, 3], name="images", dtype="float32")
    maps = _last_blocks(_middle_blocks(_first_blocks(_stem(images))))
    features = layers.GlobalAveragePooling2D(name="features", **PLACE)(maps)
    unbiased = layers.Dense(CLASSES, use_bias=False, name="fc", dtype="float32")(features)
    logits = _Bias(name="fc_bias", dtype="float32")(unbiased)
    outputs = {"features": features, "logits_unbiased": unbiased, "logits": logits}
    network = keras.Model(images, outputs, name="inception")
    network.trainable = False
    return network


class _Bias(layers.Layer):  # type: ignore[misc]
    """Adds a vector. The product before it is an output of its own."""

    def build(self, input_shape: Any) -> None:
        self.bias = self.add_weight(shape=input_shape[-1:], initializer="zeros", name="bias")

    def call(self, x: Tensor) -> Tensor:
        return x + self.bias


def _stem(x: Tensor) -> Tensor:
    """[batch, 299, 299, 3] -> [batch, 35, 35, 192]."""
    x = _convolution(x, 32, (3, 3), "Conv2d_1a_3x3", strides=2, padding="valid")  # [149, 149, 32]
    x = _convolution(x, 32, (3, 3), "Conv2d_2a_3x3", padding="valid")  # [147, 147, 32]
    x = _convolution(x, 64, (3, 3), "Conv2d_2b_3x3")  # [147, 147, 64]
    x = _halve(x, "MaxPool_1")  # [73, 73, 64]
    x = _convolution(x, 80, (1, 1), "Conv2d_3b_1x1")  # [73, 73, 80]
    x = _convolution(x, 192, (3, 3), "Conv2d_4a_3x3", padding="valid")  # [71, 71, 192]
    return _halve(x, "MaxPool_2")  # [35, 35, 192]


def _first_blocks(x: Tensor) -> Tensor:
    """[batch, 35, 35, 192] -> [batch, 35, 35, 288]."""
    x = _block_5(x, "Mixed_5b", pooled=32)  # [35, 35, 256]
    x = _block_5(x, "Mixed_5c", pooled=64)  # [35, 35, 288]
    return _block_5(x, "Mixed_5d", pooled=64)  # [35, 35, 288]


def _middle_blocks(x: Tensor) -> Tensor:
    """[batch, 35, 35, 288] -> [batch, 17, 17, 768]."""
    x = _block_6a(x, "Mixed_6a")  # [17, 17, 768]
    x = _block_6(x, "Mixed_6b", width=128)
    x = _block_6(x, "Mixed_6c", width=160)
    x = _block_6(x, "Mixed_6d", width=160)
    return _block_6(x, "Mixed_6e", width=192)


def _last_blocks(x: Tensor) -> Tensor:
    """[batch, 17, 17, 768] -> [batch, 8, 8, 2048]."""
    x = _block_7a(x, "Mixed_7a")  # [8, 8, 1280]
    x = _block_7(x, "Mixed_7b", layers.AveragePooling2D)  # [8, 8, 2048]
    return _block_7(x, "Mixed_7c", layers.MaxPooling2D)  # the graph's own departure from the paper


def _block_5(x: Tensor, name: str, *, pooled: int) -> Tensor:
    """Convolutions of 5x5, and of 3x3 twice. pooled: channels of the pooled branch. Figure 5 of the paper."""
    one = _convolution(x, 64, (1, 1), f"{name}.branch1x1")
    five = _convolution(x, 48, (1, 1), f"{name}.branch5x5_1")
    five = _convolution(five, 64, (5, 5), f"{name}.branch5x5_2")
    double = _convolution(x, 64, (1, 1), f"{name}.branch3x3dbl_1")
    double = _convolution(double, 96, (3, 3), f"{name}.branch3x3dbl_2")
    double = _convolution(double, 96, (3, 3), f"{name}.branch3x3dbl_3")
    pool = _convolution(_pool(x, name), pooled, (1, 1), f"{name}.branch_pool")
    return _join(name, one, five, double, pool)


def _block_6a(x: Tensor, name: str) -> Tensor:
    """Halves the maps. Figure 10."""
    three = _convolution(x, 384, (3, 3), f"{name}.branch3x3", strides=2, padding="valid")
    double = _convolution(x, 64, (1, 1), f"{name}.branch3x3dbl_1")
    double = _convolution(double, 96, (3, 3), f"{name}.branch3x3dbl_2")
    double = _convolution(double, 96, (3, 3), f"{name}.branch3x3dbl_3", strides=2, padding="valid")
    return _join(name, three, double, _halve(x, f"{name}.pool"))


def _block_6(x: Tensor, name: str, *, width: int) -> Tensor:
    """Convolutions of 7x7 in two halves, once and twice. width: channels within. Figure 6."""
    one = _convolution(x, 192, (1, 1), f"{name}.branch1x1")
    seven = _convolution(x, width, (1, 1), f"{name}.branch7x7_1")
    seven = _convolution(seven, width, (1, 7), f"{name}.branch7x7_2")
    seven = _convolution(seven, 192, (7, 1), f"{name}.branch7x7_3")
    double = _convolution(x, width, (1, 1), f"{name}.branch7x7dbl_1")
    double = _convolution(double, width, (7, 1), f"{name}.branch7x7dbl_2")
    double = _convolution(double, width, (1, 7), f"{name}.branch7x7dbl_3")
    double = _convolution(double, width, (7, 1), f"{name}.branch7x7dbl_4")
    double = _convolution(double, 192, (1, 7), f"{name}.branch7x7dbl_5")
    pool = _convolution(_pool(x, name), 192, (1, 1), f"{name}.branch_pool")
    return _join(name, one, seven, double, pool)


def _block_7a(x: Tensor, name: str) -> Tensor:
    """Halves the maps."""
    three = _convolution(x, 192, (1, 1), f"{name}.branch3x3_1")
    three = _convolution(three, 320, (3, 3), f"{name}.branch3x3_2", strides=2, padding="valid")
    seven = _convolution(x, 192, (1, 1), f"{name}.branch7x7x3_1")
    seven = _convolution(seven, 192, (1, 7), f"{name}.branch7x7x3_2")
    seven = _convolution(seven, 192, (7, 1), f"{name}.branch7x7x3_3")
    seven = _convolution(seven, 192, (3, 3), f"{name}.branch7x7x3_4", strides=2, padding="valid")
    return _join(name, three, seven, _halve(x, f"{name}.pool"))


def _block_7(x: Tensor, name: str, pooling: type[layers.Layer]) -> Tensor:
    """Convolutions of 3x3 whose halves stand beside each other. Figure 7."""
    one = _convolution(x, 320, (1, 1), f"{name}.branch1x1")
    three = _convolution(x, 384, (1, 1), f"{name}.branch3x3_1")
    wide = _convolution(three, 384, (1, 3), f"{name}.branch3x3_2a")
    high = _convolution(three, 384, (3, 1), f"{name}.branch3x3_2b")
    double = _convolution(x, 448, (1, 1), f"{name}.branch3x3dbl_1")
    double = _convolution(double, 384, (3, 3), f"{name}.branch3x3dbl_2")
    wide_double = _convolution(double, 384, (1, 3), f"{name}.branch3x3dbl_3a")
    high_double = _convolution(double, 384, (3, 1), f"{name}.branch3x3dbl_3b")
    pool = _convolution(_pool(x, name, pooling), 192, (1, 1), f"{name}.branch_pool")
    return _join(name, one, wide, high, wide_double, high_double, pool)


def _convolution(x: Tensor, filters: int, size: Size, name: str, *, strides: int = 1, padding: str = "same") -> Tensor:
    """A convolution, batch normalization without scale, and a ReLU."""
    convolution = layers.Conv2D(
        filters, size, strides=strides, padding=padding, use_bias=False, name=f"{name}.conv", **PLACE
    )
    x = convolution(x)
    x = layers.BatchNormalization(epsilon=0.001, scale=False, name=f"{name}.bn", dtype="float32")(x, training=False)
    return layers.ReLU(name=f"{name}.relu", dtype="float32")(x)


def _pool(x: Tensor, name: str, pooling: type[layers.Layer] = layers.AveragePooling2D) -> Tensor:
    """Over 3x3, the size kept. TensorFlow's mean leaves the padding out."""
    return pooling(3, strides=1, padding="same", name=f"{name}.pool", **PLACE)(x)


def _halve(x: Tensor, name: str) -> Tensor:
    return layers.MaxPooling2D(3, strides=2, name=name, **PLACE)(x)


def _join(name: str, *branches: Tensor) -> Tensor:
    return layers.Concatenate(name=name, dtype="float32")(list(branches))
