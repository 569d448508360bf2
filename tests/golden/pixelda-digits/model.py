"""pixelda-digits: compiled from pixelda-digits.yaml (resolved sha256 35d550673bf1).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def generator() -> Model:
    """image [batch, 8, 8, 1] and z [batch, 10] to adapted [batch, 8, 8, 1]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    z = Input([10], name="z")  # [batch, 10]
    h = layers.Dense(64)(z)  # [batch, 64]
    h = layers.Reshape((8, 8, 1))(h)  # [batch, 8, 8, 1]
    h = layers.Concatenate()([image, h])  # [batch, 8, 8, 2]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(h)  # [batch, 8, 8, 32]
    h5 = layers.ReLU()(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(32, kernel_size=3, padding="same", use_bias=False)(h5)  # [batch, 8, 8, 32]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(32, kernel_size=3, padding="same", use_bias=False)(h)  # [batch, 8, 8, 32]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 32]
    h = layers.Add()([h, h5])  # [batch, 8, 8, 32]
    adapted = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="adapted")(h)  # [batch, 8, 8, 1]
    return Model([image, z], adapted, name="generator")


def discriminator() -> Model:
    """image [batch, 8, 8, 1] to logit [batch, 1]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(image)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same")(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    h = layers.Flatten()(h)  # [batch, 1024]
    h = layers.Dropout(0.1)(h)  # [batch, 1024]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model(image, logit, name="discriminator")


def classifier() -> Model:
    """image [batch, 8, 8, 1] to kind [batch, 10]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same", activation="relu")(image)  # [batch, 8, 8, 32]
    h = layers.MaxPooling2D(2)(h)  # [batch, 4, 4, 32]
    h = layers.Conv2D(48, kernel_size=3, padding="same", activation="relu")(h)  # [batch, 4, 4, 48]
    h = layers.Flatten()(h)  # [batch, 768]
    h = layers.Dense(100, activation="relu")(h)  # [batch, 100]
    kind = layers.Dense(10, name="kind")(h)  # [batch, 10]
    return Model(image, kind, name="classifier")


@saving.register_keras_serializable("pixelda-digits")
class PixeldaDigits(Game):
    """The game of pixelda-digits: judges and generator, each of which moves its own weights alone."""

    fields = ("x_s", "y_s", "clean", "y_t")  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.classifier = classifier()
        self.add_player(
            "judges",
            [self.discriminator, self.classifier],
            optimizers.Adam(learning_rate=0.001, beta_1=0.5),
        )
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.001, beta_1=0.5))
        self.ready()

    def update_judges(self, x_s, y_s, clean, y_t):
        """Minimize -L_d + L_f + L_s.

        Here x_t = clip(0.5 * (clean + 1) + 0.4 * noise, -1, 1), x_f = generator(x_s, z), L_d =
        E[log(sigmoid(discriminator(x_t)))] + E[log(1 - sigmoid(discriminator(x_f)))], L_f = E[cross_entropy(y_s,
        classifier(x_f))], L_s = E[cross_entropy(y_s, classifier(x_s))].
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x_s: [batch, 8, 8, 1].
        y_s: [batch] int32.
        clean: [batch, 8, 8, 1].
        y_t: [batch] int32.
        """
        batch_size = tf.shape(x_s)[0]
        z = self.normal("z", [batch_size, 10])
        noise = self.normal("noise", [batch_size, 8, 8, 1])
        x_t = tf.clip_by_value(0.5 * (clean + 1.0) + 0.4 * noise, -1.0, 1.0)
        x_f = self.generator([x_s, z], training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_t_logit, x_f_logit = self.together(self.discriminator, x_t, x_f, training=True)
            L_d = -tf.reduce_mean(tf.nn.softplus(-x_t_logit)) - tf.reduce_mean(tf.nn.softplus(x_f_logit))
            x_f_kind, x_s_kind = self.together(self.classifier, x_f, x_s, training=True)
            L_f = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y_s, x_f_kind))
            L_s = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y_s, x_s_kind))
            domain = -L_d
            task = L_f + L_s
            loss = domain + task
        x_t_kind = self.classifier(x_t, training=False)  # for a metric alone: moving statistics stay as they are
        logs = self.move("judges", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=2000))
        return logs | {
            "read": tf.reduce_mean(tf.exp(-tf.nn.sparse_softmax_cross_entropy_with_logits(y_t, x_t_kind))),
            "judges_domain": domain,
            "judges_task": task,
        }

    def update_generator(self, x_s, y_s):
        """Minimize -E[log(sigmoid(discriminator(x_f)))] + L_f.

        Here x_f = generator(x_s, z), L_f = E[cross_entropy(y_s, classifier(x_f))].
        In stable form: log(sigmoid(t)) = -softplus(-t).
        x_s: [batch, 8, 8, 1].
        y_s: [batch] int32.
        """
        batch_size = tf.shape(x_s)[0]
        z = self.normal("z", [batch_size, 10])
        with tf.GradientTape() as tape:
            x_f = self.generator([x_s, z], training=True)
            x_f_logit = self.discriminator(x_f, training=True)
            x_f_kind = self.classifier(x_f, training=True)
            L_f = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y_s, x_f_kind))
            domain = tf.reduce_mean(tf.nn.softplus(-x_f_logit))
            task = L_f
            loss = domain + task
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=2000))
        return logs | {"generator_domain": domain, "generator_task": task}

    def train_step(self, batch):
        """One round: one update of the judges, then one update of the generator."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_judges(parts[0]["x_s"], parts[0]["y_s"], parts[0]["clean"], parts[0]["y_t"])
        logs |= self.update_generator(parts[1]["x_s"], parts[1]["y_s"])
        return self.finish_round(logs)
