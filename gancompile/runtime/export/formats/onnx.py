"""The ONNX exporter: a file for each signature that draws nothing, proven by ONNX Runtime."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from gancompile.files import publish_version
from gancompile.runtime.export.convertible import Convertible, all_networks, convertibles
from gancompile.runtime.export.difference import measured, require_equal
from gancompile.runtime.export.errors import ExportError
from gancompile.runtime.export.exporter import Exported
from gancompile.runtime.export.format_packages import require_format_packages
from gancompile.runtime.export.notes import function_notes, write_notes
from gancompile.runtime.export.servable import signatures_of
from gancompile.runtime.export.silence import silence
from gancompile.runtime.export.unfinished_version import add_assets, unfinished_version
from gancompile.runtime.export.unsupported import unsupported_operations
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program

OPSET = 18
"""The newest that tf2onnx 1.17 writes."""
PACKAGES = ("tf2onnx", "onnx", "onnxruntime")
Model = Any


def export(
    game: Game, program: Program, folder: Path, *,
    version: int = 1, assets: Sequence[Path] = (), quantize: str | None = None,
) -> Exported:  # fmt: skip
    """Writes `SIGNATURE.onnx` for each function of named tensors, and a note, into `folder/VERSION`, atomically.

    Names are those of the signature, but for an output that is called as an input; the batch is dynamic. Raises ExportError for an
    operation that ONNX lacks, and where ONNX Runtime computes something else than the game.
    """
    require_format_packages(["onnx"])
    signatures = signatures_of(game, program)
    notes, remarks = {}, []
    with unfinished_version(folder) as temporary:
        for one in map(with_names_of_its_own, convertibles(signatures, all_networks(game))):
            file = f"{one.name}.onnx"
            content = onnx_model(one).SerializeToString()
            (temporary / file).write_bytes(content)
            difference = measured(one, onnx_runtime(content))
            require_equal(difference, file, "float32")
            notes[one.name] = function_notes(one, file, difference, None)
            remarks.append(difference.sentence(file))
        more = {"opset": OPSET, "packages": {name: version_of(name) for name in PACKAGES}}
        write_notes(
            temporary,
            program,
            signatures,
            "onnx",
            notes,
            why="ONNX has no random numbers that repeat on all machines",
            more=more,
        )
        add_assets(assets, temporary)
        return Exported(path=publish_version(temporary, folder, version), remarks=tuple(remarks))


def output_name(name: str, inputs: Collection[str]) -> str:
    """The name of an output in a graph of ONNX, in which no two values have one name."""
    return f"{name}_out" if name in inputs else name


def with_names_of_its_own(one: Convertible) -> Convertible:
    """The function with outputs that are called otherwise than its inputs."""
    inputs = {port.name for port in one.inputs}

    def function(*values: Any) -> dict[str, Any]:
        return {output_name(name, inputs): value for name, value in one.function(*values).items()}

    return replace(one, function=function)


def onnx_model(one: Convertible) -> Model:
    """A function with names of its own as an ONNX model. Raises ExportError for what ONNX lacks."""
    import onnx
    import tf2onnx

    function = one.traced()
    try:
        with silence():
            model, _ = tf2onnx.convert.from_function(
                function, input_signature=list(function.input_signature), opset=OPSET
            )
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ExportError(f"`{one.name}` cannot be converted to ONNX: {reason}") from error
    # tf2onnx only logs an operation that it cannot convert, and leaves it in the model under TensorFlow's name.
    unknown = [
        (node.op_type, node.name.rpartition("/")[0])
        for node in model.graph.node
        if node.domain in {"", "ai.onnx"} and not onnx.defs.has(node.op_type)
    ]
    if unknown:
        raise unsupported_operations(one.name, "ONNX", unknown)
    for value in (*model.graph.input, *model.graph.output):
        first = value.type.tensor_type.shape.dim[:1]
        if first and first[0].dim_param:
            first[0].dim_param = "batch"
    return model


def onnx_runtime(content: bytes) -> Any:
    """ONNX Runtime as a function from arrays by name to arrays by name."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    names = [one.name for one in session.get_outputs()]

    def run(given: Mapping[str, Any]) -> dict[str, Any]:
        return dict(zip(names, session.run(names, dict(given)), strict=True))

    return run
