"""cogan-digits: compiled from cogan-digits.yaml (resolved sha256 dbb70bab84d5).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def generator() -> Model:
    """z [batch, 32] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    seed = layers.Dense(1024, use_bias=False, name="seed")(z)  # [batch, 1024]
    seed_norm = layers.BatchNormalization(name="seed_norm")(seed)  # [batch, 1024]
    h = layers.ReLU()(seed_norm)  # [batch, 1024]
    h = layers.Reshape((4, 4, 64))(h)  # [batch, 4, 4, 64]
    # [batch, 8, 8, 32]
    large = layers.Conv2DTranspose(32, kernel_size=4, strides=2, padding="same", use_bias=False, name="large")(h)
    large_norm = layers.BatchNormalization(name="large_norm")(large)  # [batch, 8, 8, 32]
    h = layers.ReLU()(large_norm)  # [batch, 8, 8, 32]
    image = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="image")(h)  # [batch, 8, 8, 1]
    return Model(z, image, name="generator")


def generator_b(generator: Model) -> Model:
    """z [batch, 32] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    h = generator.get_layer("seed")(z)  # [batch, 1024]
    h = generator.get_layer("seed_norm")(h)  # [batch, 1024]
    h = layers.ReLU()(h)  # [batch, 1024]
    h = layers.Reshape((4, 4, 64))(h)  # [batch, 4, 4, 64]
    h = generator.get_layer("large")(h)  # [batch, 8, 8, 32]
    h = generator.get_layer("large_norm")(h)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    image = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="image")(h)  # [batch, 8, 8, 1]
    return Model(z, image, name="generator_b")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to logit [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(x)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    strokes = layers.Conv2D(64, kernel_size=4, strides=2, padding="same", name="strokes")(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(strokes)  # [batch, 4, 4, 64]
    h = layers.Flatten()(h)  # [batch, 1024]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model(x, logit, name="discriminator")


def discriminator_b(discriminator: Model) -> Model:
    """x [batch, 8, 8, 1] to logit [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(x)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = discriminator.get_layer("strokes")(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    h = layers.Flatten()(h)  # [batch, 1024]
    logit = discriminator.get_layer("logit")(h)  # [batch, 1]
    return Model(x, logit, name="discriminator_b")


@saving.register_keras_serializable("cogan-digits")
class CoganDigits(Game):
    """The game of cogan-digits: discriminators and generators, each of which moves its own weights alone."""

    fields = ("a",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.generator_b = generator_b(self.generator)
        self.discriminator = discriminator()
        self.discriminator_b = discriminator_b(self.discriminator)
        self.add_player(
            "discriminators",
            [self.discriminator, self.discriminator_b],
            optimizers.Adam(learning_rate=0.0004, beta_1=0, beta_2=0.99),
        )
        self.add_player(
            "generators",
            [self.generator, self.generator_b],
            optimizers.Adam(learning_rate=0.0004, beta_1=0, beta_2=0.99),
        )
        self.add_average("generator", generator())
        self.add_average("generator_b", generator_b(self.averages["generator"]))
        self.ready()

    def update_discriminators(self, a):
        """Minimize -(real + fake) + 0.25 * (E[square(norm(grad(discriminator(a), a)))] +
        E[square(norm(grad(discriminator_b(b), a)))]).

        Here b = -a, fake_a = generator(z), fake_b = generator_b(z), real = E[log(sigmoid(discriminator(a)))] +
        E[log(sigmoid(discriminator_b(b)))], fake = E[log(1 - sigmoid(discriminator(fake_a)))] + E[log(1 -
        sigmoid(discriminator_b(fake_b)))].
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t); square(norm(v)) =
        sum(square(v)).
        a: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(a)[0]
        z = self.normal("z", [batch_size, 32])
        fake_a = self.generator(z, training=True)  # fixed in this update: no gradient needed
        fake_b = self.generator_b(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            with tf.GradientTape(persistent=True) as inner_tape:
                inner_tape.watch(a)
                a_logit = self.discriminator(a, training=True)
                b = -a
                b_logit = self.discriminator_b(b, training=True)
            a_gradient = inner_tape.gradient(a_logit, a)
            a_gradient_2 = inner_tape.gradient(b_logit, a)
            real = -tf.reduce_mean(tf.nn.softplus(-a_logit)) - tf.reduce_mean(tf.nn.softplus(-b_logit))
            fake_a_logit = self.discriminator(fake_a, training=True)
            fake_b_logit = self.discriminator_b(fake_b, training=True)
            fake = -tf.reduce_mean(tf.nn.softplus(fake_a_logit)) - tf.reduce_mean(tf.nn.softplus(fake_b_logit))
            game = -(real + fake)
            penalty = 0.25 * (
                tf.reduce_mean(tf.reduce_sum(tf.square(a_gradient), axis=[1, 2, 3]))
                + tf.reduce_mean(tf.reduce_sum(tf.square(a_gradient_2), axis=[1, 2, 3]))
            )
            loss = game + penalty
        logs = self.move("discriminators", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=4000))
        return logs | {"discriminators_game": game, "discriminators_penalty": penalty}

    def update_generators(self):
        """Maximize E[log(sigmoid(discriminator(fake_a)))] + E[log(sigmoid(discriminator_b(fake_b)))].

        Here fake_a = generator(z), fake_b = generator_b(z).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        """
        z = self.normal("z", [self.batch_size, 32])
        with tf.GradientTape() as tape:
            fake_a = self.generator(z, training=True)
            fake_a_logit = self.discriminator(fake_a, training=True)
            fake_b = self.generator_b(z, training=True)
            fake_b_logit = self.discriminator_b(fake_b, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-fake_a_logit)) + tf.reduce_mean(tf.nn.softplus(-fake_b_logit))
        logs = self.move("generators", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=4000))
        self.follow("generator", decay=0.998)
        self.follow("generator_b", decay=0.998)
        return logs | {"agreement": tf.reduce_mean(tf.abs(fake_a + fake_b))}

    def train_step(self, batch):
        """One round: one update of the discriminators, then one update of the generators."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminators(part["a"])
        logs |= self.update_generators()
        return self.finish_round(logs)

    def serve_pair(self, z):
        """The signature `pair`: a = generator(z) and b = generator_b(z).

        z: [batch, 32]
        """
        image = self.network("generator")(z, training=False)
        image_2 = self.network("generator_b")(z, training=False)
        return {"a": image, "b": image_2}
