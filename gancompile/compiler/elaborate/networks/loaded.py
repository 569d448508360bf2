"""A network of a `.keras` file: its inputs and outputs, read from its configuration without TensorFlow."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping as Dict
from pathlib import Path
from typing import Any

from gancompile.catalogue import layer_rows
from gancompile.catalogue.networks.builtin import BUILTIN
from gancompile.compiler.elaborate.networks.network_builder import NetworkContext
from gancompile.compiler.ir.network import InputNode, Network, Output, Shape
from gancompile.compiler.shapes import ShapeProblem, infer_shape
from gancompile.compiler.syntax import Mapping, Scalar


class _Unreadable(Exception):
    """Unwinds to `elaborate_loaded`; it never leaves this file."""


UNREADABLE = (OSError, KeyError, ValueError, TypeError, IndexError, zipfile.BadZipFile, RecursionError, _Unreadable)


def elaborate_loaded(key: Scalar, section: Mapping, context: NetworkContext) -> Network | None:
    """The network of a `.keras` file, or None where the file cannot be understood, which is reported."""
    load = section.get("load")
    named = _named(load) if isinstance(load, Mapping) else None
    if not isinstance(load, Mapping) or named is None:
        return None
    path = _path(load, named)
    trainable = load.get("trainable")
    try:
        inputs, outputs = _read(path, key)
    except UNREADABLE as error:
        reason = error.args[0] if isinstance(error, _Unreadable) else "it is no file that Keras 3 has saved"
        if not path.is_file():
            reason = _missing(load, path)
        context.report.add(
            "GC0704", named.span, f"network `{key.text}` cannot be loaded from `{named.text}`: {reason}",
            help="save it with `model.save('NAME.keras')`; a Sequential or functional model is wanted"
            if load.get("build") is None
            else "`gancompile build` writes each network to `networks/` when it ends",
        )  # fmt: skip
        return None
    frozen = not (isinstance(trainable, Scalar) and trainable.value is True)
    return Network(
        name=key.text,
        inputs=inputs,
        layers=(),
        outputs=outputs,
        loads=str(path),
        frozen=frozen,
        mixes_examples=not frozen,  # what is in it is not known; a frozen one runs as at inference
        span=key.span,
    )


def _named(load: Mapping) -> Scalar | None:
    """The file, the build or the built-in network that a network is loaded from, as it is written."""
    named = load.get("keras") or load.get("build") or load.get("builtin")
    return named if isinstance(named, Scalar) else None


def _path(load: Mapping, named: Scalar) -> Path:
    """The `.keras` file that is read."""
    if load.get("builtin") is not None:
        return BUILTIN[named.text]
    path = (named.span.source.folder / Path(named.text).expanduser()).absolute()
    if load.get("build") is None:
        return path
    network, average = load.get("network"), load.get("average")
    name = network.text if isinstance(network, Scalar) else ""
    is_average = isinstance(average, Scalar) and average.value is True
    return path / "networks" / f"{name}{'_average' if is_average else ''}.keras"


def _missing(load: Mapping, path: Path) -> str:
    """Why there is no file to read."""
    if load.get("build") is None:
        return f"there is no file {path}"
    known = sorted(one.stem for one in path.parent.glob("*.keras"))
    if not known:
        return f"there is no finished build in {path.parent.parent}"
    return f"the build has no network `{path.stem}`; it has {', '.join(known)}"


def _read(path: Path, key: Scalar) -> tuple[tuple[InputNode, ...], tuple[Output, ...]]:
    with zipfile.ZipFile(path) as archive:
        model = json.loads(archive.read("config.json"))
    match model["class_name"]:
        case "Sequential":
            return _sequential(model["config"], key)
        case "Functional" | "Model" | "InferenceModel":
            return _functional(model["config"], key)
    raise _Unreadable(f"its class `{model['class_name']}` is none that is known here")


def _sequential(config: Dict[str, Any], key: Scalar) -> tuple[tuple[InputNode, ...], tuple[Output, ...]]:
    layers = config["layers"]
    before = next(layer["config"] for layer in layers if layer["class_name"] == "InputLayer")
    last = layers[-1]
    output = _output(key.text, 0, last, [tuple(last["build_config"]["input_shape"][1:])])
    return (_input("x", before, key),), (output,)


def _functional(config: Dict[str, Any], key: Scalar) -> tuple[tuple[InputNode, ...], tuple[Output, ...]]:
    layers = {layer["config"]["name"]: layer for layer in config["layers"]}
    inputs = tuple(_input(name, layers[name]["config"], key) for name in _ends(config["input_layers"]))
    outputs = []
    for index, (name, end) in enumerate(_named_ends(config["output_layers"], key).items()):
        last = layers[end]
        if last["class_name"] == "InputLayer":
            raise _Unreadable("its output is its input")
        tensors = [tuple(one["shape"][1:]) for one in _tensors(last["inbound_nodes"][0]["args"])]
        outputs.append(_output(name, index, last, tensors))
    return inputs, tuple(outputs)


def _named_ends(described: Any, key: Scalar) -> dict[str, str]:
    """The last layers by the names of their outputs. One output without a name is called as the network."""
    if isinstance(described, dict):
        odd = next((name for name in described if not name.isidentifier() or name.startswith("_")), None)
        if odd is not None:
            raise _Unreadable(f"a formula cannot name its output `{odd}`")
        return {name: end[0] for name, end in described.items()}
    ends = _ends(described)
    if len(ends) != 1:
        raise _Unreadable(
            f"it has {len(ends)} outputs without names: `keras.Model(x, {{'fine': a, 'coarse': b}})` gives them some"
        )
    return {key.text: ends[0]}


def _ends(described: Any) -> list[str]:
    """Layers' names, from `[name, 0, 0]` or a list of such."""
    if described and isinstance(described[0], str):
        return [described[0]]
    return [one[0] for one in described]


def _tensors(value: Any) -> list[Dict[str, Any]]:
    """The descriptions of tensors in the arguments of a call."""
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            return [value["config"]]
        return [one for inner in value.values() for one in _tensors(inner)]
    return [one for inner in value for one in _tensors(inner)] if isinstance(value, list) else []


def _input(name: str, config: Dict[str, Any], key: Scalar) -> InputNode:
    clean = name if name.isidentifier() and not name.startswith("_") else "x"
    dtype = "int32" if str(config.get("dtype", "float32")).startswith("int") else "float32"
    return InputNode(name=clean, shape=tuple(config["batch_shape"][1:]), dtype=dtype, span=key.span)


def _output(name: str, index: int, layer: Dict[str, Any], inputs: list[Shape]) -> Output:
    """What the last layer gives, and its activation."""
    row = next((row for row in layer_rows().values() if row.keras == layer["class_name"]), None)
    if row is None:
        raise _Unreadable(f"its last layer, `{layer['class_name']}`, is none that is known here")
    names = {argument.name for argument in row.arguments}
    given = {name: value for name, value in layer["config"].items() if name in names}
    shape = infer_shape(row, given, inputs)
    if isinstance(shape, ShapeProblem):
        raise _Unreadable(shape.message)
    known = tuple(size if isinstance(size, int) else None for size in shape)
    return Output(name=name, index=index, shape=known, final=str(layer["config"].get("activation") or "linear"))
