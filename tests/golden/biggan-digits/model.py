"""biggan-digits: compiled from biggan-digits.yaml (resolved sha256 955b890a3b3d).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, orthogonality
from gancompile.runtime.layers import ConditionalBatchNormalization, ProjectionHead, SpectralNormalization


def generator() -> Model:
    """z [batch, 16] and z_large [batch, 8] and y [batch] to image [batch, 8, 8, 1]."""
    z = Input([16], name="z")  # [batch, 16]
    z_large = Input([8], name="z_large")  # [batch, 8]
    y = Input([], name="y", dtype="int32")  # [batch]
    kind = layers.Embedding(10, output_dim=16, name="kind")(y)  # [batch, 16]
    condition = layers.Concatenate(name="condition")([z_large, kind])  # [batch, 24]
    h = SpectralNormalization(layers.Dense(1024, kernel_initializer="orthogonal"))(z)  # [batch, 1024]
    seed = layers.Reshape((4, 4, 64), name="seed")(h)  # [batch, 4, 4, 64]
    h = ConditionalBatchNormalization()([seed, condition])  # [batch, 4, 4, 64]
    h = layers.ReLU()(h)  # [batch, 4, 4, 64]
    h = layers.UpSampling2D(2)(h)  # [batch, 8, 8, 64]
    # [batch, 8, 8, 32]
    h = SpectralNormalization(layers.Conv2D(32, kernel_size=3, padding="same", kernel_initializer="orthogonal"))(h)
    h = ConditionalBatchNormalization()([h, condition])  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    # [batch, 8, 8, 32]
    h11 = SpectralNormalization(layers.Conv2D(32, kernel_size=3, padding="same", kernel_initializer="orthogonal"))(h)
    h = layers.UpSampling2D(2)(seed)  # [batch, 8, 8, 64]
    # [batch, 8, 8, 32]
    h = SpectralNormalization(layers.Conv2D(32, kernel_size=1, padding="same", kernel_initializer="orthogonal"))(h)
    h = layers.Add()([h11, h])  # [batch, 8, 8, 32]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    # [batch, 8, 8, 1]
    image = SpectralNormalization(
        layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", kernel_initializer="orthogonal"),
        name="image",
    )(h)
    return Model([z, z_large, y], image, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] and y [batch] to score [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    y = Input([], name="y", dtype="int32")  # [batch]
    # [batch, 8, 8, 32]
    h = SpectralNormalization(layers.Conv2D(32, kernel_size=3, padding="same", kernel_initializer="orthogonal"))(x)
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    # [batch, 8, 8, 32]
    h = SpectralNormalization(layers.Conv2D(32, kernel_size=3, padding="same", kernel_initializer="orthogonal"))(h)
    h4 = layers.AveragePooling2D(2)(h)  # [batch, 4, 4, 32]
    h = layers.AveragePooling2D(2)(x)  # [batch, 4, 4, 1]
    # [batch, 4, 4, 32]
    h = SpectralNormalization(layers.Conv2D(32, kernel_size=1, padding="same", kernel_initializer="orthogonal"))(h)
    h7 = layers.Add()([h4, h])  # [batch, 4, 4, 32]
    h = layers.ReLU()(h7)  # [batch, 4, 4, 32]
    # [batch, 4, 4, 64]
    h = SpectralNormalization(layers.Conv2D(64, kernel_size=3, padding="same", kernel_initializer="orthogonal"))(h)
    h = layers.ReLU()(h)  # [batch, 4, 4, 64]
    # [batch, 4, 4, 64]
    h11 = SpectralNormalization(layers.Conv2D(64, kernel_size=3, padding="same", kernel_initializer="orthogonal"))(h)
    # [batch, 4, 4, 64]
    h = SpectralNormalization(layers.Conv2D(64, kernel_size=1, padding="same", kernel_initializer="orthogonal"))(h7)
    h = layers.Add()([h11, h])  # [batch, 4, 4, 64]
    h = layers.ReLU()(h)  # [batch, 4, 4, 64]
    features = layers.GlobalAveragePooling2D(name="features")(h)  # [batch, 64]
    # [batch, 1]
    score = SpectralNormalization(ProjectionHead(10, kernel_initializer="orthogonal"), name="score")([features, y])
    return Model([x, y], score, name="discriminator")


@saving.register_keras_serializable("biggan-digits")
class BigganDigits(Game):
    """The game of biggan-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x", "y")  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player(
            "discriminator",
            [self.discriminator],
            optimizers.Adam(learning_rate=0.0004, beta_1=0, beta_2=0.999),
        )
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0002, beta_1=0, beta_2=0.999))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x, y):
        """Minimize E[relu(1 - discriminator(x, y))] + E[relu(1 + discriminator(fake, y))]: Lim and Ye 2017, eq. 2;
        Miyato et al. 2018, eq. 16-17.

        Here fake = generator(z, z_large, y).
        x: [batch, 8, 8, 1].
        y: [batch] int32.
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 16])
        z_large = self.normal("z_large", [batch_size, 8])
        fake = self.generator([z, z_large, y], training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_score, fake_score = self.together(self.discriminator, [x, y], [fake, y], training=True)
            loss = tf.reduce_mean(tf.nn.relu(1.0 - x_score)) + tf.reduce_mean(tf.nn.relu(1.0 + fake_score))
        logs = self.move("discriminator", tape, loss)
        return logs | {"D(x)": tf.reduce_mean(x_score), "D(G(z))": tf.reduce_mean(fake_score)}

    def update_generator(self, y):
        """Minimize -E[discriminator(fake, y)]: Lim and Ye 2017, eq. 2; Miyato et al. 2018, eq. 16-17.

        Here fake = generator(z, z_large, y).
        orthogonal adds 0.0001 * orthogonality(generator).
        y: [batch] int32.
        """
        batch_size = tf.shape(y)[0]
        z = self.normal("z", [batch_size, 16])
        z_large = self.normal("z_large", [batch_size, 8])
        with tf.GradientTape() as tape:
            fake = self.generator([z, z_large, y], training=True)
            fake_score = self.discriminator([fake, y], training=True)
            objective = -tf.reduce_mean(fake_score)
            orthogonal = 0.0001 * orthogonality(self.generator)
            loss = objective + orthogonal
        logs = self.move("generator", tape, loss)
        self.follow("generator", decay=0.998)
        return logs | {"generator_objective": objective, "generator_orthogonal": orthogonal}

    def train_step(self, batch):
        """One round: two updates of the discriminator, then one update of the generator."""
        parts = self.split(batch, 3)  # each update sees examples of its own
        for part in parts[:2]:
            logs = self.update_discriminator(part["x"], part["y"])
        logs |= self.update_generator(parts[2]["y"])
        return self.finish_round(logs)
