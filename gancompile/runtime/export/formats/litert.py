"""The LiteRT exporter: a file for each signature that draws nothing, proven by the interpreter of the phones."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tensorflow as tf

from gancompile.files import publish_version
from gancompile.runtime.export.convertible import Convertible, all_networks, convertibles
from gancompile.runtime.export.difference import BATCHES, measured, require_equal
from gancompile.runtime.export.errors import ExportError
from gancompile.runtime.export.exporter import Exported
from gancompile.runtime.export.notes import function_notes, write_notes
from gancompile.runtime.export.servable import signatures_of
from gancompile.runtime.export.silence import silence
from gancompile.runtime.export.unfinished_version import add_assets, unfinished_version
from gancompile.runtime.export.unsupported import unsupported_operations
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program

SIGNATURE = "serving_default"
UNSUPPORTED = re.compile(r"'tf\.(\w+)' op")
"""How the converter names an operation that LiteRT lacks; the operations of its own dialect are `tfl.`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A converted function. batch: the only size that it takes; None for any."""

    content: bytes
    batch: int | None


def export(
    game: Game, program: Program, folder: Path, *,
    version: int = 1, assets: Sequence[Path] = (), quantize: str | None = None,
) -> Exported:  # fmt: skip
    """Writes `SIGNATURE.tflite` for each function of named tensors, and a note, into `folder/VERSION`, atomically.

    quantize: `float16` stores weights in half the bytes; `dynamic` stores them in 8 bits and computes with them. The batch is dynamic
    where LiteRT can, and 1 otherwise. Raises ExportError for an operation that LiteRT lacks, and where, without `quantize`, its
    interpreter computes something else than the game.
    """
    signatures = signatures_of(game, program)
    notes, remarks = {}, []
    with unfinished_version(folder) as temporary:
        for one in convertibles(signatures, all_networks(game)):
            file = f"{one.name}.tflite"
            converted = convert(one, quantize)
            (temporary / file).write_bytes(converted.content)
            run = _interpreter(converted.content)
            difference = measured(one, run, batches=BATCHES if converted.batch is None else (converted.batch,))
            if quantize is None:
                require_equal(difference, file, "float32")
            notes[one.name] = function_notes(one, file, difference, converted.batch)
            remarks.append(difference.sentence(file))
            if converted.batch is not None:
                remarks.append(f"{file} takes a batch of {converted.batch} alone: LiteRT wants known sizes in it")
        why = "LiteRT does not draw from a seed"
        write_notes(temporary, program, signatures, "litert", notes, why=why, more={"precision": quantize or "float32"})
        add_assets(assets, temporary)
        return Exported(path=publish_version(temporary, folder, version), remarks=tuple(remarks))


def convert(one: Convertible, quantize: str | None = None) -> Converted:
    """A function as a LiteRT model with the same names, for any batch where that can be, and for a batch of 1 otherwise.

    Raises ExportError for operations that LiteRT lacks.
    """
    try:
        return Converted(content=_content(one, quantize, None), batch=None)
    except _ConversionError:
        pass
    try:
        return Converted(content=_content(one, quantize, 1), batch=1)
    except _ConversionError as error:
        operations = [(kind, "") for kind in sorted(set(UNSUPPORTED.findall(str(error))))]
        if not operations:
            raise ExportError(f"LiteRT cannot hold `{one.name}`: {str(error).strip().splitlines()[0]}") from None
        raise unsupported_operations(one.name, "LiteRT", operations) from None


class _ConversionError(Exception):
    """The converter's error."""


def _content(one: Convertible, quantize: str | None, batch: int | None) -> bytes:
    function = one.traced(batch)
    module = tf.Module()
    module.function = function
    # Without the model as an attribute, whose variables the converter would not find.
    module.vars = list(function.get_concrete_function().graph.variables)
    with silence(), tempfile.TemporaryDirectory() as saved:
        tf.saved_model.save(module, saved, signatures={SIGNATURE: function})
        converter = tf.lite.TFLiteConverter.from_saved_model(saved, signature_keys=[SIGNATURE])
        if quantize is not None:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
        if quantize == "float16":
            converter.target_spec.supported_types = [tf.float16]
        try:
            return bytes(converter.convert())
        except Exception as error:
            raise _ConversionError(str(error)) from error


def _interpreter(content: bytes) -> Any:
    """The interpreter as a function from arrays by name to arrays by name."""
    with silence():
        interpreter = _interpreter_class()(model_content=content)
        runner = interpreter.get_signature_runner(SIGNATURE)

    def run(given: Mapping[str, Any]) -> dict[str, Any]:
        with silence():
            return dict(runner(**given))

    return run


def _interpreter_class() -> Any:
    """LiteRT's own, and TensorFlow's older one where that is not installed."""
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError:
        return tf.lite.Interpreter
    return Interpreter
