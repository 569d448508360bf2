"""odd: compiled from spec.yaml (resolved sha256 32b8ae55d4bc).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, linear, norm


def generator() -> Model:
    """z [batch, 4] to point [batch, 2]."""
    z = Input([4], name="z")  # [batch, 4]
    h = layers.Dense(16, activation="relu")(z)  # [batch, 16]
    point = layers.Dense(2, name="point")(h)  # [batch, 2]
    return Model(z, point, name="generator")


def encoder() -> Model:
    """x [batch, 2] to code [batch, 4]."""
    x = Input([2], name="x")  # [batch, 2]
    h = layers.Dense(16)(x)  # [batch, 16]
    h = layers.LeakyReLU()(h)  # [batch, 16]
    code = layers.Dense(4, name="code")(h)  # [batch, 4]
    return Model(x, code, name="encoder")


def critic() -> Model:
    """x [batch, 2] and c [batch, 4] to score [batch, 1]."""
    x = Input([2], name="x")  # [batch, 2]
    c = Input([4], name="c")  # [batch, 4]
    h = layers.Concatenate()([x, c])  # [batch, 6]
    h = layers.Dense(16)(h)  # [batch, 16]
    h = layers.LeakyReLU()(h)  # [batch, 16]
    score = layers.Dense(1, name="score")(h)  # [batch, 1]
    return Model([x, c], score, name="critic")


@saving.register_keras_serializable("odd")
class Odd(Game):
    """The game of odd: critic and both, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=32, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.encoder = encoder()
        self.critic = critic()
        self.add_player("critic", [self.critic], optimizers.Adam(learning_rate=0.001))
        self.add_player("both", [self.generator, self.encoder], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.add_average("generator", generator())
        self.add_average("encoder", encoder())
        self.ready()

    def update_critic(self, x):
        """Minimize E[softplus(-edge)] + 0.1 * E[square(norm(slope) - 1)] + E[sum(square(grad(critic(x, code),
        code)))].

        Here fake = generator(z), code = encoder(x), between = mix(x, fake), edge = critic(x, code) - critic(fake, z),
        slope = grad(square(critic(between, z)) + critic(between, u), between).
        gradient_penalty adds 2 * E[square(norm(grad(critic(between, code), between)) - 1)].
        x: [batch, 2].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 4])
        u = self.uniform("u", [batch_size, 4], low=0.0, high=1.0)
        code = self.encoder(x, training=True)  # fixed in this update: no gradient needed
        fake = self.generator(z, training=True)  # fixed in this update: no gradient needed
        between = self.mix("between", x, fake)
        with tf.GradientTape() as tape:
            with tf.GradientTape(persistent=True) as inner_tape:
                inner_tape.watch([between, code])
                between_score, between_score_2, x_score, between_score_3 = self.together(
                    self.critic,
                    [between, z],
                    [between, u],
                    [x, code],
                    [between, code],
                    training=True,
                )
                per_example = tf.square(between_score) + between_score_2
            slope = inner_tape.gradient(per_example, between)
            code_gradient = inner_tape.gradient(x_score, code)
            between_gradient = inner_tape.gradient(between_score_3, between)
            fake_score = self.critic([fake, z], training=True)
            edge = x_score - fake_score
            edge_loss = tf.reduce_mean(tf.nn.softplus(-edge))
            pen = 0.1 * tf.reduce_mean(tf.square(norm(slope) - 1.0))
            second = tf.reduce_mean(tf.reduce_sum(tf.square(code_gradient), axis=[1]))
            gradient_penalty = 2.0 * tf.reduce_mean(tf.square(norm(between_gradient) - 1.0))
            loss = edge_loss + pen + second + gradient_penalty
        logs = self.move("critic", tape, loss, learning_rate=linear(self.round, 0.001, 1e-05, over=50))
        return logs | {
            "critic_edge": edge_loss,
            "critic_pen": pen,
            "critic_second": second,
            "critic_gradient_penalty": gradient_penalty,
        }

    def update_both(self, x):
        """Minimize E[softplus(edge)] + E[mean(square(encoder(fake) - z))] + 0.01 * E[spread].

        Here fake = generator(z), code = encoder(x), edge = critic(x, code) - critic(fake, z), spread = sum(abs(fake)).
        x: [batch, 2].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 4])
        with tf.GradientTape() as tape:
            fake = self.generator(z, training=True)
            code, fake_code = self.together(self.encoder, x, fake, training=True)
            x_score, fake_score = self.together(self.critic, [x, code], [fake, z], training=True)
            edge = x_score - fake_score
            spread = tf.reduce_sum(tf.abs(fake), axis=[1])
            fool = tf.reduce_mean(tf.nn.softplus(edge))
            cycle = tf.reduce_mean(tf.square(fake_code - z))
            small = 0.01 * tf.reduce_mean(spread)
            loss = fool + cycle + small
        logs = self.move("both", tape, loss)
        self.follow("generator", decay=0.9)
        self.follow("encoder", decay=0.9)
        return logs | {"both_fool": fool, "both_cycle": cycle, "both_small": small}

    def round_warm_up(self, batch):
        """One round: three updates of the critic."""
        parts = self.split(batch, 3)  # each update sees examples of its own
        for part in parts:
            logs = self.update_critic(part["x"])
        return self.finish_round(logs)

    def round_phase_2(self, batch):
        """One round: two updates of the critic, then one update of the both."""
        parts = self.split(batch, 3)  # each update sees examples of its own
        for part in parts[:2]:
            logs = self.update_critic(part["x"])
        logs |= self.update_both(parts[2]["x"])
        return self.finish_round(logs)

    def train_step(self, batch):
        """The round that is due: each phase ends before the round that stands with it."""
        return self.play(batch, [(20, self.round_warm_up), (50, self.round_phase_2)])
