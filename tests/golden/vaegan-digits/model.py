"""vaegan-digits: compiled from vaegan-digits.yaml (resolved sha256 f1de333830f2).

Made by gancompile 0.1.0; edits are lost.
"""

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, cosine
from gancompile.runtime.layers import ReparameterizedSampling


def encoder() -> Model:
    """x [batch, 8, 8, 1] to code [batch, 16] and mean [batch, 16] and log_variance [batch, 16]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Conv2D(16, kernel_size=3, padding="same", use_bias=False)(x)  # [batch, 8, 8, 16]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 16]
    h = layers.ReLU()(h)  # [batch, 8, 8, 16]
    h = layers.Conv2D(32, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 4, 4, 32]
    h = layers.BatchNormalization()(h)  # [batch, 4, 4, 32]
    h = layers.ReLU()(h)  # [batch, 4, 4, 32]
    h = layers.Flatten()(h)  # [batch, 512]
    h = layers.Dense(128, use_bias=False)(h)  # [batch, 128]
    h = layers.BatchNormalization()(h)  # [batch, 128]
    read = layers.ReLU(name="read")(h)  # [batch, 128]
    mean = layers.Dense(16, name="mean")(read)  # [batch, 16]
    log_variance = layers.Dense(16, name="log_variance")(read)  # [batch, 16]
    code = ReparameterizedSampling(name="code")([mean, log_variance])  # [batch, 16]
    return Model(x, {"code": code, "mean": mean, "log_variance": log_variance}, name="encoder")


def decoder() -> Model:
    """z [batch, 16] to image [batch, 8, 8, 1]."""
    z = Input([16], name="z")  # [batch, 16]
    h = layers.Dense(512, use_bias=False)(z)  # [batch, 512]
    h = layers.BatchNormalization()(h)  # [batch, 512]
    h = layers.ReLU()(h)  # [batch, 512]
    h = layers.Reshape((4, 4, 32))(h)  # [batch, 4, 4, 32]
    h = layers.Conv2DTranspose(16, kernel_size=4, strides=2, padding="same", use_bias=False)(h)  # [batch, 8, 8, 16]
    h = layers.BatchNormalization()(h)  # [batch, 8, 8, 16]
    h = layers.ReLU()(h)  # [batch, 8, 8, 16]
    image = layers.Conv2D(1, kernel_size=3, padding="same", activation="tanh", name="image")(h)  # [batch, 8, 8, 1]
    return Model(z, image, name="decoder")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to logit [batch, 1] and features [batch, 4, 4, 32]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Conv2D(16, kernel_size=3, padding="same")(x)  # [batch, 8, 8, 16]
    h = layers.LeakyReLU(0.2)(h)  # [batch, 8, 8, 16]
    features = layers.Conv2D(32, kernel_size=4, strides=2, padding="same", name="features")(h)  # [batch, 4, 4, 32]
    h = layers.LeakyReLU(0.2)(features)  # [batch, 4, 4, 32]
    h = layers.Flatten()(h)  # [batch, 512]
    logit = layers.Dense(1, name="logit")(h)  # [batch, 1]
    return Model(x, {"logit": logit, "features": features}, name="discriminator")


@saving.register_keras_serializable("vaegan-digits")
class VaeganDigits(Game):
    """The game of vaegan-digits: discriminator and encoder and decoder, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "decoder"  # the network that is sampled

    def __init__(self, seed=0, batch_size=64, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.encoder = encoder()
        self.decoder = decoder()
        self.discriminator = discriminator()
        self.add_player("discriminator", [self.discriminator], optimizers.RMSprop(learning_rate=0.0006))
        self.add_player("encoder", [self.encoder], optimizers.RMSprop(learning_rate=0.0006))
        self.add_player("decoder", [self.decoder], optimizers.RMSprop(learning_rate=0.0006))
        self.add_average("decoder", decoder())
        self.ready()

    def update_discriminator(self, x):
        """Maximize L_GAN = E[log(sigmoid(real.logit))] + E[log(1 - sigmoid(rebuilt.logit))] + E[log(1 -
        sigmoid(sampled.logit))].

        Here q = encoder(x), real = discriminator(x), rebuilt = discriminator(decoder(q.code)), sampled =
        discriminator(decoder(z)).
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 16])
        q = self.encoder(x, training=True)  # fixed in this update: no gradient needed
        image = self.decoder(q["code"], training=True)  # fixed in this update: no gradient needed
        z_image = self.decoder(z, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            real, rebuilt, sampled = self.together(self.discriminator, x, image, z_image, training=True)
            L_GAN = (
                -tf.reduce_mean(tf.nn.softplus(-real["logit"]))
                - tf.reduce_mean(tf.nn.softplus(rebuilt["logit"]))
                - tf.reduce_mean(tf.nn.softplus(sampled["logit"]))
            )
            loss = -L_GAN
        return self.move("discriminator", tape, loss, learning_rate=cosine(self.round, 0.0006, 0.0, over=3000))

    def update_encoder(self, x):
        """Minimize L_prior + L_like.

        Here q = encoder(x), real = discriminator(x), rebuilt = discriminator(decoder(q.code)), L_prior =
        E[kl_normal(q.mean, q.log_variance)], L_like = 0.5 * E[sum(square(real.features - rebuilt.features))].
        x: [batch, 8, 8, 1].
        """
        real = self.discriminator(x, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            q = self.encoder(x, training=True)
            L_prior = tf.reduce_mean(
                0.5
                * tf.reduce_sum(tf.exp(q["log_variance"]) + tf.square(q["mean"]) - 1.0 - q["log_variance"], axis=[1])
            )
            image = self.decoder(q["code"], training=True)
            rebuilt = self.discriminator(image, training=True)
            L_like = 0.5 * tf.reduce_mean(
                tf.reduce_sum(tf.square(real["features"] - rebuilt["features"]), axis=[1, 2, 3])
            )
            prior = L_prior
            likelihood = L_like
            loss = prior + likelihood
        logs = self.move("encoder", tape, loss, learning_rate=cosine(self.round, 0.0006, 0.0, over=3000))
        return logs | {"encoder_prior": prior, "encoder_likelihood": likelihood}

    def update_decoder(self, x):
        """Minimize 0.01 * L_like + L_GAN.

        Here q = encoder(x), real = discriminator(x), rebuilt = discriminator(decoder(q.code)), sampled =
        discriminator(decoder(z)), L_like = 0.5 * E[sum(square(real.features - rebuilt.features))], L_GAN =
        E[log(sigmoid(real.logit))] + E[log(1 - sigmoid(rebuilt.logit))] + E[log(1 - sigmoid(sampled.logit))].
        In stable form: log(sigmoid(t)) = -softplus(-t); log(1 - sigmoid(t)) = -softplus(t).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 16])
        real = self.discriminator(x, training=True)  # fixed in this update: no gradient needed
        q = self.encoder(x, training=True)  # fixed in this update: no gradient needed
        with tf.GradientTape() as tape:
            image = self.decoder(q["code"], training=True)
            z_image = self.decoder(z, training=True)
            rebuilt, sampled = self.together(self.discriminator, image, z_image, training=True)
            L_like = 0.5 * tf.reduce_mean(
                tf.reduce_sum(tf.square(real["features"] - rebuilt["features"]), axis=[1, 2, 3])
            )
            L_GAN = (
                -tf.reduce_mean(tf.nn.softplus(-real["logit"]))
                - tf.reduce_mean(tf.nn.softplus(rebuilt["logit"]))
                - tf.reduce_mean(tf.nn.softplus(sampled["logit"]))
            )
            likelihood = 0.01 * L_like
            fool = L_GAN
            loss = likelihood + fool
        logs = self.move("decoder", tape, loss, learning_rate=cosine(self.round, 0.0006, 0.0, over=3000))
        self.follow("decoder", decay=0.998)
        return logs | {"decoder_likelihood": likelihood, "decoder_fool": fool}

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the encoder, then one update of the
        decoder.
        """
        parts = self.split(batch, 3)  # each update sees examples of its own
        logs = self.update_discriminator(parts[0]["x"])
        logs |= self.update_encoder(parts[1]["x"])
        logs |= self.update_decoder(parts[2]["x"])
        return self.finish_round(logs)

    def serve_encode(self, image):
        """The signature `encode`: mean = encoder(image).mean.

        image: [batch, 8, 8, 1]
        """
        encoder = self.network("encoder")(image, training=False)
        return {"mean": encoder["mean"]}

    def serve_reconstruct(self, image):
        """The signature `reconstruct`: image = decoder(encoder(image).mean).

        image: [batch, 8, 8, 1]
        """
        encoder = self.network("encoder")(image, training=False)
        image_2 = self.network("decoder")(encoder["mean"], training=False)
        return {"image": image_2}
