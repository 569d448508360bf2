"""The SavedModel: loads with TensorFlow alone, in Python and in C++, and draws its own latents."""

from __future__ import annotations

import shutil
import tempfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from gancompile.files import replace_folder, write_json
from gancompile.runtime.data import decoded
from gancompile.runtime.game import Game
from gancompile.runtime.game.box_mask import box_masks
from gancompile.runtime.program import NetworkInput, Program, ServedNetwork

Tensor = Any
THROUGH: Mapping[str, Callable[[Any], Any]] = {"sigmoid": tf.sigmoid, "softmax": tf.nn.softmax}
"""What a network was left without in training is put on at serving."""
ENCODING = "encoding.json"
"""Among the assets: what is drawn from the SavedModel and is no image and no vector."""


class ExportError(Exception):
    """An export that was written and does not answer as the game does."""


class Servable(tf.Module):  # type: ignore[misc]
    """What is saved: the variables, and functions that close over the networks.

    The networks themselves are no attributes: a Keras model in the tree of a SavedModel brings variables of its own along, which
    Python's loader finds and the C++ loader does not.
    """

    def __init__(self, game: Game, program: Program) -> None:
        super().__init__(name=program.name.replace("-", "_"))
        networks = [game.network(program.generator.name)]
        if program.discriminator:
            networks.append(game.network(program.discriminator.name))
        variables = [variable.value for network in networks for variable in network.variables]
        self.vars = list({id(variable): variable for variable in variables}.values())
        self.serve = _serving(networks[0], program.generator)
        self.generate = _generating(networks[0], program)
        if program.discriminator:
            self.discriminate = _serving(networks[1], program.discriminator)

    def signatures(self) -> dict[str, Any]:
        """By the names under which a server offers them."""
        found = {"serving_default": self.serve, "generate": self.generate}
        return found | ({"discriminate": self.discriminate} if hasattr(self, "discriminate") else {})


def export_saved_model(game: Game, program: Program, folder: Path, *, assets: Sequence[Path] = ()) -> Path:
    """Writes `folder/1`, whole or not at all, and proves that what is loaded back answers as the game does.

    Signatures: `serving_default` (the generator's inputs to its output, float32), `generate` (num, seed, and the label of a
    conditional generator, to images [num, height, width, channels] uint8, float32 vectors, or what the encoding of the data says:
    each column of a table by its name), `discriminate`.
    assets: files that go along under `assets.extra`. Raises ExportError where the proof fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".saving-", dir=folder))
    try:
        servable = Servable(game, program)
        tf.saved_model.save(servable, str(temporary), signatures=servable.signatures())
        _prove(game, program, temporary)
        if program.encoding:
            write_json(temporary / "assets.extra" / ENCODING, dict(program.encoding))
        for asset in assets:
            (temporary / "assets.extra").mkdir(exist_ok=True)
            shutil.copy(asset, temporary / "assets.extra" / asset.name)
        temporary.chmod(0o755)
        replace_folder(temporary, folder / "1")
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder / "1"


def _serving(network: Any, served: ServedNetwork) -> Any:
    """The network on inputs by name; any batch."""
    names = [one.name for one in served.inputs]
    specs = [tf.TensorSpec([None, *one.shape], one.dtype, name=one.name) for one in served.inputs]

    def answer(*inputs: Tensor) -> dict[str, Tensor]:
        values = network(inputs[0] if len(inputs) == 1 else list(inputs), training=False)
        if served.outputs:
            return {name: values[name] for name in served.outputs}
        return {served.output: THROUGH[served.through](values) if served.through else values}

    return tf.function(_with_parameters(answer, names), input_signature=specs, autograph=False)


def _generating(network: Any, program: Program) -> Any:
    """Images from a number and a seed, drawn inside of the graph: the same seed gives the same images, and a smaller num their first."""
    generator = program.generator
    conditions = [one for one in generator.inputs if one.field is not None]
    # A field of a set is `a.image`, which is no name of a parameter.
    asked = [str(one.field).replace(".", "_") for one in conditions]
    names = ["num", "seed", *asked]
    specs = [tf.TensorSpec([], tf.int32, name="num"), tf.TensorSpec([], tf.int64, name="seed")]
    specs += [tf.TensorSpec([None, *one.shape], one.dtype, name=n) for n, one in zip(asked, conditions, strict=True)]

    def answer(num: Tensor, seed: Tensor, *given: Tensor) -> dict[str, Tensor]:
        given = tuple(_checked(one, value, program) for one, value in zip(conditions, given, strict=True))
        fields = {
            one.name: _for_each(value, num, name) for one, value, name in zip(conditions, given, asked, strict=True)
        }
        values = [fields[one.name] if one.name in fields else draw_latent(one, num, seed) for one in generator.inputs]
        made = first_output(network(values[0] if len(values) == 1 else values, training=False), generator)
        # A convolution of nothing forgets the number of its channels.
        made = tf.reshape(made, [num, *generator.shape])
        if program.encoding:
            return decoded(made, program.encoding, generator.output, seed)
        return {generator.output: to_pixels(made, program)}

    return tf.function(_with_parameters(answer, names), input_signature=specs, autograph=False)


def _checked(one: NetworkInput, value: Tensor, program: Program) -> Tensor:
    """The labels, or an error: an embedding that is looked up outside of its rows may give some other row, silently."""
    classes = program.classes(one.field or "")
    if classes is None:
        return value
    said = f"label must be from 0 to {classes - 1}"
    checks = [
        tf.debugging.assert_non_negative(value, message=said),
        tf.debugging.assert_less(value, tf.cast(classes, value.dtype), message=said),
    ]
    with tf.control_dependencies(checks):
        return tf.identity(value)


def _for_each(value: Tensor, num: Tensor, name: str) -> Tensor:
    """A condition of each of `num` images: one serves all of them, `num` are taken one by one, and any other number is an error."""
    size = tf.shape(value)[0]
    said = f"{name} must hold one example for all, or `num` of them"
    with tf.control_dependencies([tf.debugging.assert_equal(tf.where(size == 1, num, size), num, message=said)]):
        return tf.broadcast_to(value, tf.concat([[num], tf.shape(value)[1:]], axis=0))


def first_output(made: Any, served: ServedNetwork) -> Tensor:
    """What is sampled of a network's answer: all of it, or the first of several outputs."""
    return made[served.output] if served.outputs else made


def draw_latent(one: NetworkInput, num: Tensor, seed: Tensor) -> Tensor:
    """[num, ...] latents of an input, a function of the seed and of the input's name."""
    shape = tf.concat([[num], tf.constant(list(one.shape), tf.int32)], axis=0)
    key = tf.stack([tf.cast(seed, tf.int64), tf.constant(zlib.crc32(one.name.encode()), tf.int64)])
    if one.classes is not None:
        drawn = tf.random.stateless_uniform(shape[:1], key, 0, one.classes, tf.int32, alg="philox")
        return tf.one_hot(drawn, one.classes) if one.shape else drawn
    if one.side is not None:
        return box_masks([num, *one.shape], one.side, key)
    if one.distribution == "uniform":
        return tf.random.stateless_uniform(shape, key, one.low, one.high, alg="philox")
    return tf.random.stateless_normal(shape, key, alg="philox")


def to_pixels(values: Tensor, program: Program) -> Tensor:
    """Images as uint8, 0 to 255 over the range of the data; anything else as it is.

    values: [batch, height, width, channels] in the data's range, or [batch, ...].
    """
    facts = program.example
    if len(program.generator.shape) != 3 or facts.get("low") is None or facts.get("high") is None:
        return values
    return as_bytes(values, facts)


def as_bytes(values: Tensor, facts: Mapping[str, Any]) -> Tensor:
    """Images as uint8, 0 to 255 from `low` to `high`. values: [batch, height, width, channels]. Returns: the same shape."""
    low, high = facts["low"], facts["high"]
    scaled = (tf.cast(values, tf.float32) - low) * (255.0 / (high - low))
    return tf.cast(tf.clip_by_value(tf.round(scaled), 0.0, 255.0), tf.uint8)


def _with_parameters(
    answer: Callable[..., dict[str, Tensor]], names: Sequence[str]
) -> Callable[..., dict[str, Tensor]]:
    """The same function with named parameters, which a signature takes its names from."""
    import inspect

    def named(*args: Tensor, **kwargs: Tensor) -> dict[str, Tensor]:
        bound = signature.bind(*args, **kwargs)
        return answer(*bound.args)

    signature = inspect.Signature([inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in names])
    named.__signature__ = signature  # type: ignore[attr-defined]
    return named


def _prove(game: Game, program: Program, path: Path) -> None:
    """Loads what was saved and compares an answer with the game's own."""
    loaded = tf.saved_model.load(str(path))
    inputs = {one.name: _probe(one, program) for one in program.generator.inputs}
    values = list(inputs.values())
    expected = first_output(game(values[0] if len(values) == 1 else values, training=False), program.generator)
    found = loaded.signatures["serving_default"](**inputs)[program.generator.output]
    if not np.allclose(expected, found, rtol=1e-4, atol=1e-5, equal_nan=True):
        raise ExportError(
            f"the SavedModel of `{program.name}` differs from the game by {float(np.max(np.abs(expected - found))):.3g}"
        )


def _probe(one: NetworkInput, program: Program) -> Tensor:
    if one.dtype == "int32":
        return tf.zeros([3, *one.shape], tf.int32)
    return draw_latent(one, tf.constant(3), tf.constant(program.seed, tf.int64))
