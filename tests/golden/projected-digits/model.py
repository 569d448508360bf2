"""projected-digits: compiled from projected-digits.yaml (resolved sha256 726e6c1b0080).

Made by gancompile 0.1.0; edits are lost.
"""

from pathlib import Path

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine
from gancompile.runtime.layers import SpectralNormalization


def generator() -> Model:
    """z [batch, 32] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    h = layers.Dense(1024, use_bias=False)(z)  # [batch, 1024]
    h = layers.BatchNormalization()(h)  # [batch, 1024]
    h = layers.ReLU()(h)  # [batch, 1024]
    h = layers.Reshape((4, 4, 64))(h)  # [batch, 4, 4, 64]
    h = layers.Conv2DTranspose(32, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 8, 8, 32]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    image = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="image")(h)  # [batch, 8, 8, 1]
    return Model(z, image, name="generator")


def features() -> Model:
    """image [batch, 8, 8, 1] to fine [batch, 8, 8, 16] and middle [batch, 4, 4, 32] and coarse [batch, 2, 2, 64] and
    kind [batch, 10]. Loaded, and left as it is.
    """
    model = saving.load_model(Path(__file__).parent / "features.keras", compile=False)
    model.trainable = False
    return model


def mixing() -> Model:
    """fine [batch, 8, 8, 16] and middle [batch, 4, 4, 32] and coarse [batch, 2, 2, 64] to fine [batch, 8, 8, 16] and
    middle [batch, 4, 4, 32] and coarse [batch, 2, 2, 64].
    """
    fine = Input([8, 8, 16], name="fine")  # [batch, 8, 8, 16]
    middle = Input([4, 4, 32], name="middle")  # [batch, 4, 4, 32]
    coarse = Input([2, 2, 64], name="coarse")  # [batch, 2, 2, 64]
    mixed_coarse = layers.Conv2D(64, kernel_size=1, trainable=False, name="mixed_coarse")(coarse)  # [batch, 2, 2, 64]
    h = layers.UpSampling2D(2, interpolation="bilinear")(mixed_coarse)  # [batch, 4, 4, 64]
    # [batch, 4, 4, 32]
    from_coarse = layers.Conv2D(32, kernel_size=3, padding="same", trainable=False, name="from_coarse")(h)
    own_middle = layers.Conv2D(32, kernel_size=1, trainable=False, name="own_middle")(middle)  # [batch, 4, 4, 32]
    mixed_middle = layers.Add(name="mixed_middle")([own_middle, from_coarse])  # [batch, 4, 4, 32]
    h = layers.UpSampling2D(2, interpolation="bilinear")(mixed_middle)  # [batch, 8, 8, 32]
    # [batch, 8, 8, 16]
    from_middle = layers.Conv2D(16, kernel_size=3, padding="same", trainable=False, name="from_middle")(h)
    own_fine = layers.Conv2D(16, kernel_size=1, trainable=False, name="own_fine")(fine)  # [batch, 8, 8, 16]
    mixed_fine = layers.Add(name="mixed_fine")([own_fine, from_middle])  # [batch, 8, 8, 16]
    return Model(
        [fine, middle, coarse],
        {"fine": mixed_fine, "middle": mixed_middle, "coarse": mixed_coarse},
        name="mixing",
    )


def judge_fine() -> Model:
    """maps [batch, 8, 8, 16] to score [batch, 1, 1, 1]."""
    maps = Input([8, 8, 16], name="maps")  # [batch, 8, 8, 16]
    # [batch, 4, 4, 64]
    h = SpectralNormalization(layers.Conv2D(64, kernel_size=4, strides=2, padding="same", use_bias=False))(maps)
    h = layers.BatchNormalization()(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    # [batch, 2, 2, 64]
    h = SpectralNormalization(layers.Conv2D(64, kernel_size=4, strides=2, padding="same", use_bias=False))(h)
    h = layers.BatchNormalization()(h)  # [batch, 2, 2, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 2, 2, 64]
    score = SpectralNormalization(layers.Conv2D(1, kernel_size=2), name="score")(h)  # [batch, 1, 1, 1]
    return Model(maps, score, name="judge_fine")


def judge_middle() -> Model:
    """maps [batch, 4, 4, 32] to score [batch, 1, 1, 1]."""
    maps = Input([4, 4, 32], name="maps")  # [batch, 4, 4, 32]
    # [batch, 2, 2, 64]
    h = SpectralNormalization(layers.Conv2D(64, kernel_size=4, strides=2, padding="same", use_bias=False))(maps)
    h = layers.BatchNormalization()(h)  # [batch, 2, 2, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 2, 2, 64]
    score = SpectralNormalization(layers.Conv2D(1, kernel_size=2), name="score")(h)  # [batch, 1, 1, 1]
    return Model(maps, score, name="judge_middle")


def judge_coarse() -> Model:
    """maps [batch, 2, 2, 64] to score [batch, 1, 1, 1]."""
    maps = Input([2, 2, 64], name="maps")  # [batch, 2, 2, 64]
    score = SpectralNormalization(layers.Conv2D(1, kernel_size=2), name="score")(maps)  # [batch, 1, 1, 1]
    return Model(maps, score, name="judge_coarse")


@saving.register_keras_serializable("projected-digits")
class ProjectedDigits(Game):
    """The game of projected-digits: discriminators and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.features = features()
        self.mixing = mixing()
        self.judge_fine = judge_fine()
        self.judge_middle = judge_middle()
        self.judge_coarse = judge_coarse()
        self.add_player(
            "discriminators",
            [self.judge_fine, self.judge_middle, self.judge_coarse],
            optimizers.Adam(learning_rate=0.001, beta_1=0.5, beta_2=0.99),
        )
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.001, beta_1=0.5, beta_2=0.99))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminators(self, x):
        """Minimize E[mean(relu(1 - judge_fine(real.fine)))] + E[mean(relu(1 - judge_middle(real.middle)))] +
        E[mean(relu(1 - judge_coarse(real.coarse)))] + E[mean(relu(1 + judge_fine(fake.fine)))] + E[mean(relu(1 +
        judge_middle(fake.middle)))] + E[mean(relu(1 + judge_coarse(fake.coarse)))].

        Here real_maps = features(augment(x, diffaugment)), fake_maps = features(augment(generator(z), diffaugment)),
        real = mixing(real_maps.fine, real_maps.middle, real_maps.coarse), fake = mixing(fake_maps.fine,
        fake_maps.middle, fake_maps.coarse).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        x_seen = self.augment("x_seen", x, {"color": 1.0, "translation": 1.0, "cutout": 1.0})
        z_image = self.generator(z, training=True)  # fixed in this update: no gradient needed
        z_image_seen = self.augment("z_image_seen", z_image, {"color": 1.0, "translation": 1.0, "cutout": 1.0})
        # fixed in this update: no gradient needed
        real_maps, fake_maps = self.together(self.features, x_seen, z_image_seen, training=False)
        # fixed in this update: no gradient needed
        real, fake = self.together(
            self.mixing,
            [real_maps["fine"], real_maps["middle"], real_maps["coarse"]],
            [fake_maps["fine"], fake_maps["middle"], fake_maps["coarse"]],
            training=True,
        )
        with tf.GradientTape() as tape:
            score = self.judge_fine(real["fine"], training=True)
            score_2 = self.judge_middle(real["middle"], training=True)
            score_3, score_4 = self.together(self.judge_coarse, real["coarse"], fake["coarse"], training=True)
            score_5 = self.judge_fine(fake["fine"], training=True)
            score_6 = self.judge_middle(fake["middle"], training=True)
            real_loss = (
                tf.reduce_mean(tf.nn.relu(1.0 - score))
                + tf.reduce_mean(tf.nn.relu(1.0 - score_2))
                + tf.reduce_mean(tf.nn.relu(1.0 - score_3))
            )
            fake_loss = (
                tf.reduce_mean(tf.nn.relu(1.0 + score_5))
                + tf.reduce_mean(tf.nn.relu(1.0 + score_6))
                + tf.reduce_mean(tf.nn.relu(1.0 + score_4))
            )
            loss = real_loss + fake_loss
        logs = self.move("discriminators", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=2000))
        return logs | {"discriminators_real": real_loss, "discriminators_fake": fake_loss}

    def update_generator(self):
        """Minimize -E[mean(judge_fine(fake.fine))] + -E[mean(judge_middle(fake.middle))] +
        -E[mean(judge_coarse(fake.coarse))].

        Here fake_maps = features(augment(generator(z), diffaugment)), fake = mixing(fake_maps.fine, fake_maps.middle,
        fake_maps.coarse).
        """
        z = self.normal("z", [self.batch_size, 32])
        with tf.GradientTape() as tape:
            z_image = self.generator(z, training=True)
            z_image_seen = self.augment("z_image_seen", z_image, {"color": 1.0, "translation": 1.0, "cutout": 1.0})
            fake_maps = self.features(z_image_seen, training=False)
            fake = self.mixing([fake_maps["fine"], fake_maps["middle"], fake_maps["coarse"]], training=True)
            score = self.judge_fine(fake["fine"], training=True)
            score_2 = self.judge_middle(fake["middle"], training=True)
            score_3 = self.judge_coarse(fake["coarse"], training=True)
            loss = -tf.reduce_mean(score) - tf.reduce_mean(score_2) - tf.reduce_mean(score_3)
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=2000))
        self.follow("generator", decay=0.998)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminators, then one update of the generator."""
        [part] = self.split(batch, 1)
        logs = self.update_discriminators(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
