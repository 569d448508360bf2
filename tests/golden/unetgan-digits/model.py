"""unetgan-digits: compiled from unetgan-digits.yaml (resolved sha256 049ca9f3f44a).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def generator() -> Model:
    """z [batch, 32] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    h = layers.Dense(2048, use_bias=False)(z)  # [batch, 2048]
    h = layers.BatchNormalization()(h)  # [batch, 2048]
    h = layers.ReLU()(h)  # [batch, 2048]
    h = layers.Reshape((4, 4, 128))(h)  # [batch, 4, 4, 128]
    h = layers.Conv2DTranspose(64, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 8, 8, 64]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 64]
    h = layers.ReLU()(h)  # [batch, 8, 8, 64]
    image = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="image")(h)  # [batch, 8, 8, 1]
    return Model(z, image, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to whole [batch, 1] and pixels [batch, 8, 8, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(x)  # [batch, 8, 8, 32]
    fine = layers.LeakyReLU(0.2, name="fine")(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same")(fine)  # [batch, 4, 4, 64]
    middle = layers.LeakyReLU(0.2, name="middle")(h)  # [batch, 4, 4, 64]
    h = layers.Conv2D(128, kernel_size=4, strides=2, padding="same")(middle)  # [batch, 2, 2, 128]
    coarse = layers.LeakyReLU(0.2, name="coarse")(h)  # [batch, 2, 2, 128]
    h = layers.Flatten()(coarse)  # [batch, 512]
    whole = layers.Dense(1, name="whole")(h)  # [batch, 1]
    h = layers.Conv2DTranspose(64, kernel_size=4, strides=2, padding="same")(coarse)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    h = layers.Concatenate()([h, middle])  # [batch, 4, 4, 128]
    h = layers.Conv2DTranspose(32, kernel_size=4, strides=2, padding="same")(h)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = layers.Concatenate()([h, fine])  # [batch, 8, 8, 64]
    pixels = layers.Conv2D(1, kernel_size=3, padding="same", name="pixels")(h)  # [batch, 8, 8, 1]
    return Model(x, {"whole": whole, "pixels": pixels}, name="discriminator")


@saving.register_keras_serializable("unetgan-digits")
class UnetganDigits(Game):
    """The game of unetgan-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player(
            "discriminator",
            [self.discriminator],
            optimizers.Adam(learning_rate=0.001, beta_1=0, beta_2=0.99),
        )
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.001, beta_1=0, beta_2=0.99))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x):
        """Minimize E[softplus(-real_scores.whole)] + E[softplus(fake_scores.whole)] +
        E[mean(softplus(-real_scores.pixels))] + E[mean(softplus(fake_scores.pixels))] +
        E[softplus(mixed_scores.whole)] + E[mean(square(mixed_scores.pixels - mixed_pixels))] + 0.25 *
        E[sum(square(grad(real_scores.whole, x)))].

        Here fake = generator(z), real_scores = discriminator(x), fake_scores = discriminator(fake), mixed_scores =
        discriminator(mask * x + (1 - mask) * fake), mixed_pixels = mask * real_scores.pixels + (1 - mask) *
        fake_scores.pixels.
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        mask = self.draw_from("cut", "mask", [batch_size, 8, 8, 1])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch(x)
                real_scores = self.discriminator(x, training=True)
                per_example = real_scores["whole"]
            x_gradient = inner_tape.gradient(per_example, x)
            fake_scores, mixed_scores = self.together(
                self.discriminator,
                fake,
                mask * x + (1.0 - mask) * fake,
                training=True,
            )
            mixed_pixels = mask * real_scores["pixels"] + (1.0 - mask) * fake_scores["pixels"]
            whole = tf.reduce_mean(tf.nn.softplus(-per_example)) + tf.reduce_mean(tf.nn.softplus(fake_scores["whole"]))
            pixels = tf.reduce_mean(tf.nn.softplus(-real_scores["pixels"])) + tf.reduce_mean(
                tf.nn.softplus(fake_scores["pixels"])
            )
            cut = tf.reduce_mean(tf.nn.softplus(mixed_scores["whole"]))
            consistency = tf.reduce_mean(tf.square(mixed_scores["pixels"] - mixed_pixels))
            r1 = 0.25 * tf.reduce_mean(tf.reduce_sum(tf.square(x_gradient), axis=[1, 2, 3]))
            loss = whole + pixels + cut + consistency + r1
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=3000))
        return logs | {
            "discriminator_whole": whole,
            "discriminator_pixels": pixels,
            "discriminator_cut": cut,
            "discriminator_consistency": consistency,
            "discriminator_r1": r1,
        }

    def update_generator(self):
        """Minimize E[softplus(-fake_scores.whole)] + E[mean(softplus(-fake_scores.pixels))].

        Here fake = generator(z), fake_scores = discriminator(fake).
        """
        z = self.normal("z", [self.batch_size, 32])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_scores = self.discriminator(fake, training=True)
            whole = tf.reduce_mean(tf.nn.softplus(-fake_scores["whole"]))
            pixels = tf.reduce_mean(tf.nn.softplus(-fake_scores["pixels"]))
            loss = whole + pixels
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=3000))
        self.follow("generator", decay=0.998)
        return logs | {"generator_whole": whole, "generator_pixels": pixels}

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminator(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
