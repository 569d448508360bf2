"""carried: compiled from spec.yaml (resolved sha256 9f7c7772dfe4).

Made by gancompile 0.1.0; edits are lost.
"""

from math import sqrt

import tensorflow as tf
from keras import Input, Model, layers, optimizers, saving

from gancompile.runtime import Game, distance_of_means, linear, norm, orthogonality


def mapping() -> Model:
    """z [batch, 8] to w [batch, 16]."""
    z = Input([8], name="z")  # [batch, 8]
    w = layers.Dense(16, activation="tanh", name="w")(z)  # [batch, 16]
    return Model(z, w, name="mapping")


def generator() -> Model:
    """w [batch, 16] to image [batch, 8, 8, 1]."""
    w = Input([16], name="w")  # [batch, 16]
    h = layers.Dense(64)(w)  # [batch, 64]
    image = layers.Reshape((8, 8, 1), name="image")(h)  # [batch, 8, 8, 1]
    return Model(w, image, name="generator")


def discriminator() -> Model:
    """x [batch, 8, 8, 1] to score [batch, 1] and features [batch, 32]."""
    x = Input([8, 8, 1], name="x")  # [batch, 8, 8, 1]
    h = layers.Flatten()(x)  # [batch, 64]
    features = layers.Dense(32, activation="relu", name="features")(h)  # [batch, 32]
    logit = layers.Dense(1, name="logit")(features)  # [batch, 1]
    return Model(x, {"score": logit, "features": features}, name="discriminator")


@saving.register_keras_serializable("carried")
class Carried(Game):
    """The game of carried: discriminator and generator, each of which moves its own weights alone."""

    fields = ("x",)  # what an example of the data holds
    generates = "generator"  # the network that is sampled

    def __init__(self, seed=0, batch_size=8, **config):
        super().__init__(seed=seed, batch_size=batch_size, **config)
        self.mapping = mapping()
        self.generator = generator()
        self.discriminator = discriminator()
        self.add_player("discriminator", [self.discriminator], optimizers.Adam(learning_rate=0.001, beta_1=0))
        self.add_player("generator", [self.mapping, self.generator], optimizers.Adam(learning_rate=0.001, beta_1=0))
        self.add_average("mapping", mapping())
        self.add_average("generator", generator())
        self.add_state("p", 0.0)
        self.add_state("discriminator_r1_weight", 5.0)
        self.add_state("real_mean", 0.0)
        self.add_state("fake_mean", 0.0)
        self.add_state("target", 0.0)
        self.add_pool("fake", 50, [8, 8, 1])
        self.ready()

    def update_discriminator(self, x):
        """Minimize E[softplus(-discriminator(real_seen).score)] + E[softplus(discriminator(fake_seen).score)] +
        E[softplus(discriminator(earlier).score)].

        Here w = mapping(z), fake = generator(w), real_seen = augment(x, ada(p)), fake_seen = augment(fake, ada(p),
        translation), earlier = pool(fake, 50), moved = augment(real_seen, flip, shift).
        r1 adds weight * E[square(norm(grad(discriminator(real_seen).score, real_seen)))], in every 16th round times 16.
        lecam adds 0.3 * (E[square(relu(discriminator(real_seen).score - fake_mean))] + E[square(relu(real_mean -
        discriminator(fake_seen).score))]).
        consistency adds 10 * E[square(norm(discriminator(real_seen).score - discriminator(moved).score))].
        In stable form: square(norm(v)) = sum(square(v)).
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 8])
        real_seen = self.augment("real_seen", x, {"ada": self.p})
        w = self.mapping(z, training=True)  # fixed in this update: no gradient needed
        fake = self.generator(w, training=True)  # fixed in this update: no gradient needed
        fake_seen = self.augment("fake_seen", fake, {"ada": self.p, "translation": 1.0})
        earlier = self.pool("fake", fake)
        moved = self.augment("moved", real_seen, {"flip": 1.0, "shift": 1.0})
        with tf.GradientTape() as tape:
            real_seen_outputs, fake_seen_outputs, earlier_outputs, moved_outputs = self.together(
                self.discriminator,
                real_seen,
                fake_seen,
                earlier,
                moved,
                training=True,
            )
            now = tf.reduce_mean(tf.nn.softplus(-real_seen_outputs["score"])) + tf.reduce_mean(
                tf.nn.softplus(fake_seen_outputs["score"])
            )
            before = tf.reduce_mean(tf.nn.softplus(earlier_outputs["score"]))

            def r1_term():
                with tf.GradientTape() as inner_tape:
                    inner_tape.watch(real_seen)
                    real_seen_outputs = self.discriminator(real_seen, training=True)
                    per_example = real_seen_outputs["score"]
                real_seen_gradient = inner_tape.gradient(per_example, real_seen)
                value = 16.0 * (
                    self.discriminator_r1_weight
                    * tf.reduce_mean(tf.reduce_sum(tf.square(real_seen_gradient), axis=[1, 2, 3]))
                )
                return value

            r1 = self.every(16, r1_term)
            lecam = 0.3 * (
                tf.reduce_mean(tf.square(tf.nn.relu(real_seen_outputs["score"] - self.fake_mean)))
                + tf.reduce_mean(tf.square(tf.nn.relu(self.real_mean - fake_seen_outputs["score"])))
            )
            consistency = 10.0 * tf.reduce_mean(
                tf.reduce_sum(tf.square(real_seen_outputs["score"] - moved_outputs["score"]), axis=[1])
            )
            loss = now + before + r1 + lecam + consistency
        logs = self.move("discriminator", tape, loss)
        return logs | {
            "p_seen": self.mean(tf.sign(real_seen_outputs["score"])),
            "real_mean_seen": self.mean(real_seen_outputs["score"]),
            "fake_mean_seen": self.mean(fake_seen_outputs["score"]),
            "discriminator_now": now,
            "discriminator_before": before,
            "discriminator_r1": r1,
            "discriminator_lecam": lecam,
            "discriminator_consistency": consistency,
        }

    def update_generator(self, x):
        """Minimize E[softplus(-discriminator(fake_seen).score)].

        Here w = mapping(z), fake = generator(w), fake_seen = augment(fake, ada(p), translation), real_features =
        discriminator(x).features, fake_features = discriminator(fake).features, noise_sum = sum(fake * noise) /
        sqrt(pixels(fake)), length = norm(grad(noise_sum, w)) / sqrt(1), apart = mean(abs(fake - instead(fake, z,
        other))) / mean(abs(z - other)).
        path_length adds 2 * E[square(length - target)] of the first half of the batch, in every 4th round times 4.
        orthogonal adds 0.0001 * (orthogonality(mapping) + orthogonality(generator)).
        feature_matching adds distance_of_means(real_features, fake_features).
        mode_seeking adds 1 / (E[apart] + 1e-05).
        small adds 0.1 * E[mean(square(fake))].
        x: [batch, 8, 8, 1].
        """
        batch_size = tf.shape(x)[0]
        z = self.normal("z", [batch_size, 8])
        noise = self.normal("noise", [batch_size, 8, 8, 1])
        other = self.normal("other", [batch_size, 8])
        x_outputs = self.discriminator(x, training=True)  # fixed in this update: no gradient needed
        real_features = x_outputs["features"]
        with tf.GradientTape() as tape:
            w, other_w = self.together(self.mapping, z, other, training=True)
            fake, other_w_image = self.together(self.generator, w, other_w, training=True)
            fake_seen = self.augment("fake_seen", fake, {"ada": self.p, "translation": 1.0})
            fake_seen_outputs, fake_outputs = self.together(self.discriminator, fake_seen, fake, training=True)
            fake_features = fake_outputs["features"]
            apart = tf.reduce_mean(tf.abs(fake - other_w_image), axis=[1, 2, 3]) / tf.reduce_mean(
                tf.abs(z - other), axis=[1]
            )
            objective = tf.reduce_mean(tf.nn.softplus(-fake_seen_outputs["score"]))

            def path_length_term():
                z_half = z[: tf.shape(z)[0] // 2]
                w_half = self.mapping(z_half, training=True)
                with tf.GradientTape() as inner_tape:
                    inner_tape.watch(w_half)
                    fake_half = self.generator(w_half, training=True)
                    noise_half = noise[: tf.shape(noise)[0] // 2]
                    noise_sum_half = tf.reduce_sum(fake_half * noise_half, axis=[1, 2, 3]) / sqrt(8 * 8)
                w_half_gradient = inner_tape.gradient(noise_sum_half, w_half)
                length_half = norm(w_half_gradient)
                return 4.0 * (2.0 * tf.reduce_mean(tf.square(length_half - self.target))), self.mean(length_half)

            path_length, target_seen = self.every(4, path_length_term, values=2)
            orthogonal = 0.0001 * (orthogonality(self.mapping) + orthogonality(self.generator))
            feature_matching = distance_of_means(real_features, fake_features)
            mode_seeking = 1.0 / (self.mean(apart) + 1e-05)
            small = 0.1 * tf.reduce_mean(tf.square(fake))
            loss = objective + path_length + orthogonal + feature_matching + mode_seeking + small
        logs = self.move("generator", tape, loss)
        self.follow("mapping", decay=0.99)
        self.follow("generator", decay=0.99)
        return logs | {
            "discriminator_r1_weight_seen": self.mean(tf.abs(x_outputs["score"])),
            "target_seen": target_seen,
            "generator_objective": objective,
            "generator_path_length": path_length,
            "generator_orthogonal": orthogonal,
            "generator_feature_matching": feature_matching,
            "generator_mode_seeking": mode_seeking,
            "generator_small": small,
        }

    def train_step(self, batch):
        """One round: one update of the discriminator, then one update of the generator.

        p becomes clip(p + 0.0005 * sign(E[sign(discriminator(real_seen).score)] - 0.6), 0, most).
        discriminator_r1_weight becomes clip(discriminator_r1_weight + 0.1 * sign(E[abs(discriminator(x).score)] - 1),
        0, 50).
        real_mean becomes 0.99 * real_mean + (1 - 0.99) * E[discriminator(real_seen).score].
        fake_mean becomes 0.99 * fake_mean + (1 - 0.99) * E[discriminator(fake_seen).score].
        target becomes 0.99 * target + (1 - 0.99) * E[length].
        """
        parts = self.split(batch, 2)  # each update sees examples of its own
        logs = self.update_discriminator(parts[0]["x"])
        logs |= self.update_generator(parts[1]["x"])
        logs |= self.set_state(
            "p",
            tf.clip_by_value(
                self.p + 0.0005 * tf.sign(logs["p_seen"] - 0.6), 0.0, linear(self.round, 0.5, 0.8, over=1000)
            ),
        )
        logs |= self.set_state(
            "discriminator_r1_weight",
            tf.clip_by_value(
                self.discriminator_r1_weight + 0.1 * tf.sign(logs["discriminator_r1_weight_seen"] - 1.0), 0.0, 50.0
            ),
        )
        logs |= self.set_state("real_mean", 0.99 * self.real_mean + 0.01 * logs["real_mean_seen"])
        logs |= self.set_state("fake_mean", 0.99 * self.fake_mean + 0.01 * logs["fake_mean_seen"])
        logs |= self.set_state("target", 0.99 * self.target + 0.01 * logs["target_seen"], every=4)
        return self.finish_round(logs)
