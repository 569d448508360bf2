"""wgan-lp-digits: compiled from wgan-lp-digits.yaml (resolved sha256 3e21ae4234df).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine, norm


def generator() -> Model:
    """z [batch, 32] to image [batch, 8, 8, 1]."""
    z = Input([32], name="z")  # [batch, 32]
    h = layers.Dense(256, use_bias=False)(z)  # [batch, 256]
    h = layers.BatchNormalization()(h)  # [batch, 256]
    h = layers.ReLU()(h)  # [batch, 256]
    h = layers.Dense(256, use_bias=False)(h)  # [batch, 256]
    h = layers.BatchNormalization()(h)  # [batch, 256]
    h = layers.ReLU()(h)  # [batch, 256]
    h = layers.Dense(64, activation="tanh")(h)  # [batch, 64]
    image = layers.Reshape((8, 8, 1), name="image")(h)  # [batch, 8, 8, 1]
    return Model(z, image, name="generator")


def critic() -> Model:
    """x [batch, 8, 8, 1] to score [batch, 1]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Flatten()(x)  # [batch, 64]
    h = layers.Dense(256)(h)  # [batch, 256]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 256]
    h = layers.Dense(256)(h)  # [batch, 256]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 256]
    score = layers.Dense(1, name="score")(h)  # [batch, 1]
    return Model(x, score, name="critic")


@saving.register_keras_serializable("wgan-lp-digits")
class WganLpDigits(Game):
    """The game of wgan-lp-digits: critic and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.critic = critic()
        self.add_player("critic", [self.critic], optimizers.Adam(learning_rate=0.0004, beta_1=0, beta_2=0.9))
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0004, beta_1=0, beta_2=0.9))
        self.add_average("generator", generator())
        self.ready()

    def update_critic(self, x):
        """Minimize E[critic(fake)] - E[critic(x)] + 5 * E[square(relu(slope - 1))].

        Here fake = generator(z), between = mix(x, fake), slope = norm(grad(critic(between), between)).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 32])
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        between = self.mix("between", x, fake)
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch(between)
                between_score = self.critic(between, training=True)
            between_gradient = inner_tape.gradient(between_score, between)
            fake_score, x_score = self.together(self.critic, fake, x, training=True)
            slope = norm(between_gradient)
            distance = tf.reduce_mean(fake_score) - tf.reduce_mean(x_score)
            penalty = 5.0 * tf.reduce_mean(tf.square(tf.nn.relu(slope - 1.0)))
            loss = distance + penalty
        logs = self.move("critic", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=4000))
        return logs | {"critic_distance": distance, "critic_penalty": penalty}

    def update_generator(self):
        """Minimize -E[critic(fake)].

        Here fake = generator(z).
        """
        z = self.normal("z", [self.batch_size, 32])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            fake_score = self.critic(fake, training=True)
            loss = -tf.reduce_mean(fake_score)
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=4000))
        self.follow("generator", decay=0.998)
        return logs

    def train_step(self, batch):
        """One round: five updates of the critic, then one update of the generator."""
        parts = self.split(batch, 5)  # each update sees examples of its own
        for part in parts:
            logs = self.update_critic(part["x"])
        logs |= self.update_generator()
        return self.finish_round(logs)
