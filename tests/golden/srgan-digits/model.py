"""srgan-digits: compiled from srgan-digits.yaml (resolved sha256 cabdd6ad1877).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine
from gancompile.runtime.layers import PixelShuffle


def small() -> Model:
    """image [batch, 8, 8, 1] to small [batch, 4, 4, 1]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    h = layers.AveragePooling2D(2)(image)  # [batch, 4, 4, 1]
    return Model(image, h, name="small")


def enlarge() -> Model:
    """low [batch, 4, 4, 1] to high [batch, 8, 8, 1]."""
    low = Input([4, 4, 1], name="low")  # [batch, 4, 4, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(low)  # [batch, 4, 4, 32]
    first = layers.PReLU(shared_axes=(1, 2), name="first")(h)  # [batch, 4, 4, 32]
    h = layers.Conv2D(32, kernel_size=3, padding="same", use_bias=False)(first)  # [batch, 4, 4, 32]
    h = layers.BatchNormalization()(h)  # [batch, 4, 4, 32]
    h = layers.PReLU(shared_axes=(1, 2))(h)  # [batch, 4, 4, 32]
    h = layers.Conv2D(32, kernel_size=3, padding="same", use_bias=False)(h)  # [batch, 4, 4, 32]
    h = layers.BatchNormalization()(h)  # [batch, 4, 4, 32]
    h8 = layers.Add()([h, first])  # [batch, 4, 4, 32]
    h = layers.Conv2D(32, kernel_size=3, padding="same", use_bias=False)(h8)  # [batch, 4, 4, 32]
    h = layers.BatchNormalization()(h)  # [batch, 4, 4, 32]
    h = layers.PReLU(shared_axes=(1, 2))(h)  # [batch, 4, 4, 32]
    h = layers.Conv2D(32, kernel_size=3, padding="same", use_bias=False)(h)  # [batch, 4, 4, 32]
    h = layers.BatchNormalization()(h)  # [batch, 4, 4, 32]
    h = layers.Add()([h, h8])  # [batch, 4, 4, 32]
    h = layers.Conv2D(32, kernel_size=3, padding="same", use_bias=False)(h)  # [batch, 4, 4, 32]
    h = layers.BatchNormalization()(h)  # [batch, 4, 4, 32]
    h = layers.Add()([h, first])  # [batch, 4, 4, 32]
    h = layers.Conv2D(128, kernel_size=3, padding="same")(h)  # [batch, 4, 4, 128]
    h = PixelShuffle(2)(h)  # [batch, 8, 8, 32]
    h = layers.PReLU(shared_axes=(1, 2))(h)  # [batch, 8, 8, 32]
    high = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="high")(h)  # [batch, 8, 8, 1]
    return Model(low, high, name="enlarge")


def restored(small: Model, enlarge: Model) -> Model:
    """image [batch, 8, 8, 1] to restored [batch, 8, 8, 1]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    h = small(image)  # [batch, 4, 4, 1]
    h = enlarge(h)  # [batch, 8, 8, 1]
    return Model(image, h, name="restored")


def classifier() -> Model:
    """image [batch, 8, 8, 1] to kind [batch, 10] and maps [batch, 8, 8, 32]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same", activation="relu")(image)  # [batch, 8, 8, 32]
    maps = layers.Conv2D(32, kernel_size=3, padding="same", activation="relu", name="maps")(h)  # [batch, 8, 8, 32]
    h = layers.MaxPooling2D(2)(maps)  # [batch, 4, 4, 32]
    h = layers.Conv2D(64, kernel_size=3, padding="same", activation="relu")(h)  # [batch, 4, 4, 64]
    h = layers.Flatten()(h)  # [batch, 1024]
    kind = layers.Dense(10, name="kind")(h)  # [batch, 10]
    return Model(image, {"kind": kind, "maps": maps}, name="classifier")


def discriminator() -> Model:
    """image [batch, 8, 8, 1] to logit [batch, 1]."""
    image = Input([8, 8, 1], name="image")  # [batch, 8, 8, 1]
    h = layers.Conv2D(32, kernel_size=3, padding="same")(image)  # [batch, 8, 8, 32]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 32]
    h = layers.Conv2D(64, kernel_size=4, strides=2, padding="same")(h)  # [batch, 4, 4, 64]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 4, 4, 64]
    h = layers.Flatten()(h)  # [batch, 1024]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model(image, logit, name="discriminator")


@saving.register_keras_serializable("srgan-digits")
class SrganDigits(Game):
    """The game of srgan-digits: classifier and discriminator and enlarger, each of which moves its own weights
    alone.
    """

    fields = ("x", "y")  # what an example of the data holds
    generates = "restored"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.small = small()
        self.enlarge = enlarge()
        self.restored = restored(self.small, self.enlarge)
        self.classifier = classifier()
        self.discriminator = discriminator()
        self.add_player("classifier", [self.classifier], optimizers.Adam(learning_rate=0.001, beta_1=0.5))
        self.add_player("discriminator", [self.discriminator], optimizers.Adam(learning_rate=0.0002, beta_1=0.5))
        self.add_player("enlarger", [self.enlarge], optimizers.Adam(learning_rate=0.001, beta_1=0.5))
        self.ready()

    def update_classifier(self, x, y):
        """Minimize E[cross_entropy(y, classifier(x).kind)].

        x: [batch, 8, 8, 1].
        y: [batch] int32.
        """
        with tf.GradientTape() as tape:
            x_outputs = self.classifier(x, training=True)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, x_outputs["kind"]))
        return self.move("classifier", tape, loss)

    def update_discriminator(self, x):
        """Maximize E[log(sigmoid(discriminator(x)))] + E[log(1 - sigmoid(discriminator(made)))].

        Here made = enlarge(small(x)).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 8, 8, 1].
        """
        x_small = self.small(x, training=True)  # fixed in this update: no gradient needed
        made = self.enlarge(x_small, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            x_logit, made_logit = self.together(self.discriminator, x, made, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-x_logit)) + tf.reduce_mean(tf.nn.softplus(made_logit))
        return self.move("discriminator", tape, loss)

    def update_enlarger(self, x):
        """Minimize E[mean(square(classifier(x).maps - classifier(made).maps))] + 0.1 * E[mean(square(x - made))] -
        0.05 * E[log(sigmoid(discriminator(made)))].

        Here made = enlarge(small(x)).
        In stable form: log(sigmoid(t)) = -softplus(-t).
        x: [batch, 8, 8, 1].
        """
        x_outputs = self.classifier(x, training=True)  # fixed in this update: no gradient needed
        x_small = self.small(x, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            made = self.enlarge(x_small, training=True)
            made_outputs = self.classifier(made, training=True)
            made_logit = self.discriminator(made, training=True)
            content = tf.reduce_mean(tf.square(x_outputs["maps"] - made_outputs["maps"]))
            pixels = 0.1 * tf.reduce_mean(tf.square(x - made))
            adversarial = 0.05 * tf.reduce_mean(tf.nn.softplus(-made_logit))
            loss = content + pixels + adversarial
        logs = self.move("enlarger", tape, loss, learning_rate=cosine(self.round, 0.001, 0.0, over=3000))
        return logs | {"enlarger_content": content, "enlarger_pixels": pixels, "enlarger_adversarial": adversarial}

    def round_features(self, batch):
        """One round: one update of the classifier."""
        [part] = self.split(batch, 1)
        logs = self.update_classifier(part["x"], part["y"])
        return self.finish_round(logs)

    def round_game(self, batch):
        """One round: one update of the discriminator, then one update of the enlarger."""
        parts = self.split(batch, 2)  # each update sees examples of its own
        with self.frozen(self.classifier):
            logs = self.update_discriminator(parts[0]["x"])
            logs |= self.update_enlarger(parts[1]["x"])
        return self.finish_round(logs)

    def train_step(self, batch):
        """The round that is due: each phase ends before the round that stands with it."""
        return self.play(batch, [(500, self.round_features), (3000, self.round_game)])

    def serve_enlarge(self, low):
        """The signature `enlarge`: high = enlarge(low).

        low: [batch, 4, 4, 1]
        """
        high = self.network("enlarge")(low, training=False)
        return {"high": high}

    def serve_shrink_and_enlarge(self, image):
        """The signature `shrink_and_enlarge`: restored = restored(image).

        image: [batch, 8, 8, 1]
        """
        restored = self.network("restored")(image, training=False)
        return {"restored": restored}
