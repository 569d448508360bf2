"""ccgan-digits: compiled from ccgan-digits.yaml (resolved sha256 6660089dc6cf).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine


def generator() -> Model:
    """image [batch, 8, 8, 1] and hole [batch, 8, 8, 1] and z [batch, 16] to completed [batch, 8, 8, 1]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    hole = Input([8, 8, 1], name="hole")  # [batch, 8, 8, 1]
    z = Input([16], name="z")  # [batch, 16]
    around = layers.Rescaling(-1, offset=1, name="around")(hole)  # [batch, 8, 8, 1]
    context = layers.Multiply(name="context")([image, around])  # [batch, 8, 8, 1]
    h = layers.Dense(64)(z)  # [batch, 64]
    chance = layers.Reshape((8, 8, 1), name="chance")(h)  # [batch, 8, 8, 1]
    h = layers.Concatenate()([context, hole, chance])  # [batch, 8, 8, 3]
    h = layers.Conv2D(32, kernel_size=3, padding="same", use_bias=False)(h)  # [batch, 8, 8, 32]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 4, 4, 64]
    h = layers.BatchNormalization()(h)  # [batch, 4, 4, 64]
    h = layers.ReLU()(h)  # [batch, 4, 4, 64]
    h = layers.Conv2D(64, kernel_size=3, padding="same", use_bias=False)(h)  # [batch, 4, 4, 64]
    h = layers.BatchNormalization()(h)  # [batch, 4, 4, 64]
    h = layers.ReLU()(h)  # [batch, 4, 4, 64]
    h = layers.Conv2DTranspose(32, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 8, 8, 32]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 32]
    h = layers.ReLU()(h)  # [batch, 8, 8, 32]
    painted = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="painted")(h)  # [batch, 8, 8, 1]
    patch = layers.Multiply(name="patch")([painted, hole])  # [batch, 8, 8, 1]
    completed = layers.Add(name="completed")([context, patch])  # [batch, 8, 8, 1]
    return Model([image, hole, z], completed, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to source [batch, 1] and kind [batch, 10]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(x)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same")(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    h = layers.Flatten()(h)  # [batch, 1024]
    features = layers.Dropout(0.3, name="features")(h)  # [batch, 1024]
    logit = layers.Dense(1, name="logit")(features)  # [batch, 1]
    kind_logits = layers.Dense(10, name="kind_logits")(features)  # [batch, 10]
    return Model(x, {"source": logit, "kind": kind_logits}, name="discriminator")


@saving.register_keras_serializable("ccgan-digits")
class CcganDigits(Game):
    """The game of ccgan-digits: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x", "y", "labelled")  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player("discriminator", [self.discriminator], optimizers.Adam(learning_rate=0.0004, beta_1=0.5))
        self.add_player("generator", [self.generator], optimizers.Adam(learning_rate=0.0004, beta_1=0.5))
        self.add_average("generator", generator())
        self.ready()

    def update_discriminator(self, x, y, labelled):
        """Minimize -E[log(sigmoid(whole.source))] - E[log(1 - sigmoid(completed.source))] + 10 * E[labelled *
        cross_entropy(y, whole.kind)] + 0.5 * E[square(norm(grad(whole.source, x)))].

        Here whole = discriminator(x), completed = discriminator(generator(x, hole, z)).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t); square(norm(v)) =
        sum(square(v)).
        x: [batch, 8, 8, 1].
        y: [batch] int32.
        labelled: [batch].
        """
        batch_size = tf.shape(x)[0]
        hole = self.box("hole", [batch_size, 8, 8, 1], side=4)
        z = self.normal("z", [batch_size, 16])
        x_completed = self.generator([x, hole, z], training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch(x)
                whole = self.discriminator(x, training=True)
                per_example = whole["source"]
            x_gradient = inner_tape.gradient(per_example, x)
            completed = self.discriminator(x_completed, training=True)
            source = tf.reduce_mean(tf.nn.softplus(-per_example)) + tf.reduce_mean(tf.nn.softplus(completed["source"]))
            kind = 10.0 * tf.reduce_mean(labelled * tf.nn.sparse_softmax_cross_entropy_with_logits(y, whole["kind"]))
            slope = 0.5 * tf.reduce_mean(tf.reduce_sum(tf.square(x_gradient), axis=[1, 2, 3]))
            loss = source + kind + slope
        logs = self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=3000))
        return logs | {"discriminator_source": source, "discriminator_kind": kind, "discriminator_slope": slope}

    def update_generator(self, x):
        """Maximize E[log(sigmoid(completed.source))].

        Here completed = discriminator(generator(x, hole, z)).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        hole = self.box("hole", [batch_size, 8, 8, 1], side=4)
        z = self.normal("z", [batch_size, 16])
        with tf.GradientTape() as tape:
            x_completed = self.generator([x, hole, z], training=True)
            completed = self.discriminator(x_completed, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-completed["source"]))
        logs = self.move("generator", tape, loss, learning_rate=cosine(self.round, 0.0004, 0.0, over=3000))
        self.follow("generator", decay=0.998)
        return logs

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_discriminator(parts[0]["x"], parts[0]["y"], parts[0]["labelled"])
        logs |= self.update_generator(parts[1]["x"])
        return self.finish_round(logs)
