"""ctgan-penguins: compiled from ctgan-penguins.yaml (resolved sha256 0554867c8f85).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, norm
from gancompile.runtime.layers import ColumnLogSoftmax, TableHead


def generator() -> Model:
    """z [batch, 128] and condition [batch, 25] to row [batch, 25] and log_probabilities [batch, 25]."""
    z = Input([128], name="z")  # [batch, 128]
    condition = Input([25], name="condition")  # [batch, 25]
    start = layers.Concatenate(name="start")([z, condition])  # [batch, 153]
    h = layers.Dense(256, use_bias=False)(start)  # [batch, 256]
    h = layers.BatchNormalization()(h)  # [batch, 256]
    h = layers.ReLU()(h)  # [batch, 256]
    middle = layers.Concatenate(name="middle")([h, start])  # [batch, 409]
    h = layers.Dense(256, use_bias=False)(middle)  # [batch, 256]
    h = layers.BatchNormalization()(h)  # [batch, 256]
    h = layers.ReLU()(h)  # [batch, 256]
    h = layers.Concatenate()([h, middle])  # [batch, 665]
    logits = layers.Dense(25, name="logits")(h)  # [batch, 25]
    row = TableHead((3, 3, 1, 3, 1, 3, 1, 3, 1, 3, 3), temperature=0.2, name="row")(logits)  # [batch, 25]
    # [batch, 25]
    log_probabilities = ColumnLogSoftmax((3, 3, 1, 3, 1, 3, 1, 3, 1, 3, 3), name="log_probabilities")(logits)
    return Model([z, condition], {"row": row, "log_probabilities": log_probabilities}, name="generator")


def critic() -> Model:
    """rows [batch, 500] to score [batch, 1]."""
    rows = Input([500], name="rows")  # [batch, 500]
    h = layers.Dense(256)(rows)  # [batch, 256]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 256]
    h = layers.Dropout(0.5)(h)  # [batch, 256]
    h = layers.Dense(256)(h)  # [batch, 256]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 256]
    h = layers.Dropout(0.5)(h)  # [batch, 256]
    score = layers.Dense(1, name="score")(h)  # [batch, 1]
    return Model(rows, score, name="critic")


@saving.register_keras_serializable("ctgan-penguins")
class CtganPenguins(Game):
    """The game of ctgan-penguins: critic and generator, each of which moves its own weights alone."""

    fields = ("x", "c")  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=100, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.critic = critic()
        self.add_player("critic", [self.critic], optimizers.Adam(learning_rate=0.0002, beta_1=0.5, beta_2=0.9))
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0002, beta_1=0.5, beta_2=0.9))
        self.ready()

    def update_critic(self, x, c):
        """Minimize E[critic(fake)] - E[critic(real)] + 10 * E[square(norm(grad(critic(between), between)) - 1)].

        Here made = generator(z, c), real = pack(concat(x, c), 10), fake = pack(concat(made.row, c), 10), between =
        mix(real, fake).
        x: [batch, 25].
        c: [batch, 25].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 128])
        made = self.generator([z, c], training=True)  # fixed in this update: no gradient needed
        fake = tf.reshape(tf.concat([made["row"], c], axis=-1), [-1, 500])
        real = tf.reshape(tf.concat([x, c], axis=-1), [-1, 500])
        between = self.mix("between", real, fake)
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch(between)
                between_score = self.critic(between, training=True)
            between_gradient = inner_tape.gradient(between_score, between)
            fake_score, real_score = self.together(self.critic, fake, real, training=True)
            distance = tf.reduce_mean(fake_score) - tf.reduce_mean(real_score)
            penalty = 10.0 * tf.reduce_mean(tf.square(norm(between_gradient) - 1.0))
            loss = distance + penalty
        logs = self.move("critic", tape, loss)
        return logs | {"critic_distance": distance, "critic_penalty": penalty}

    def update_generator(self, c):
        """Minimize -E[critic(fake)] - E[sum(c * made.log_probabilities)].

        Here made = generator(z, c), fake = pack(concat(made.row, c), 10).
        c: [batch, 25].
        """
        batch_size = tf.shape(c)[0]
        z = self.normal("z", [batch_size, 128])
        with tf.GradientTape() as tape:
            made = self.generator([z, c], training=True)
            fake = tf.reshape(tf.concat([made["row"], c], axis=-1), [-1, 500])
            fake_score = self.critic(fake, training=True)
            fool = -tf.reduce_mean(fake_score)
            condition = -tf.reduce_mean(tf.reduce_sum(c * made["log_probabilities"], axis=[1]))
            loss = fool + condition
        logs = self.move("generator", tape, loss)
        return logs | {"generator_fool": fool, "generator_condition": condition}

    def train_step(self, batch):
        """One round: one update of the critic, then one update of the generator."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_critic(parts[0]["x"], parts[0]["c"])
        logs |= self.update_generator(parts[1]["c"])
        return self.finish_round(logs)
