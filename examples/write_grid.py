"""Loads an exported SavedModel with TensorFlow alone, and writes a grid of its images. Neither gancompile nor Keras is needed.

python examples/write_grid.py build/dcgan-digits/saved_model/1 grid.png --seed 7
python examples/write_grid.py build/cgan-digits/saved_model/1 grid.png --labels 0 1 2 3 4 5 6 7 8 9
"""

import argparse
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")  # several times as fast on x86-64 without AVX512
import tensorflow as tf


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("saved_model")
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--rows", type=int, default=8)
    parser.add_argument("--labels", type=int, nargs="*", help="of a conditional generator, taken in turn")
    parsed = parser.parse_args()

    number = parsed.rows * parsed.columns
    inputs = {"num": tf.constant(number), "seed": tf.constant(parsed.seed, tf.int64)}
    if parsed.labels:
        inputs["label"] = tf.constant([parsed.labels[i % len(parsed.labels)] for i in range(number)])
    generate = tf.saved_model.load(parsed.saved_model).signatures["generate"]
    (images,) = generate(**inputs).values()  # [number, height, width, channels] uint8

    _, height, width, channels = images.shape
    rows = tf.reshape(images, [parsed.rows, parsed.columns, height, width, channels])
    grid = tf.reshape(tf.transpose(rows, [0, 2, 1, 3, 4]), [parsed.rows * height, parsed.columns * width, channels])
    factor = max(1, 32 // height)  # small images are hard to see
    grid = tf.repeat(tf.repeat(grid, factor, axis=0), factor, axis=1)
    tf.io.write_file(parsed.out, tf.io.encode_png(grid))


if __name__ == "__main__":
    main()
