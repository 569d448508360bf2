"""The spec as it was understood, as plain data: parameters put in, blocks expanded, sizes solved, the game in its long form."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from typing import Any

from typing_extensions import assert_never

from gancompile.catalogue.precision import FULL
from gancompile.catalogue.sources import source_rows
from gancompile.catalogue.value_rows import constraint_rows, initializer_rows, regularizer_rows
from gancompile.compiler.ir.curve import Curve, Held, Phased, Pieces, Ramp, Steps, Unit
from gancompile.compiler.ir.network import Argument, InputNode, KerasObject, LayerNode, Network, Wrap
from gancompile.compiler.ir.program import DataPlan
from gancompile.compiler.syntax import Mapping, Scalar, to_plain

OBJECTS: Dict[str, Any] = {
    "initializers": initializer_rows,
    "regularizers": regularizer_rows,
    "constraints": constraint_rows,
}
UNITS = {Unit.ROUNDS: "over", Unit.IMAGES: "images", Unit.EPOCHS: "epochs"}
BESIDE = ("trainable", "dtype")


def resolved_spec(root: Mapping, game: Mapping, data: DataPlan, networks: Sequence[Network]) -> dict[str, Any]:
    """The whole spec. It is a spec itself, and compiles to the same program; places of files are absolute."""
    made: dict[str, Any] = {}
    for key, node in root:
        if key == "game":
            made[key] = to_plain(game)
        elif key == "networks":
            precision = root.get("precision")
            usual = precision.text if isinstance(precision, Scalar) else FULL
            made[key] = {network.name: _network(network, usual) for network in networks}
        elif key not in {"params", "blocks"}:
            made[key] = to_plain(node)
    for one in data.sets:
        section = made["data"]["sets"][one.name] if one.name else made["data"]
        section["source"] = {one.source: dict(one.arguments)}
    return made


def staged_spec(root: Mapping, resolved: dict[str, Any]) -> dict[str, Any]:
    """The spec of a schedule whose phases set parameters: as it was written, but for the places of its files.

    resolved: the spec of its first stage, whose places it has.
    """
    made: dict[str, Any] = {key: to_plain(node) for key, node in root if key != "extends"}
    places = resolved["data"]["sets"].items() if "sets" in resolved["data"] else [("", resolved["data"])]
    for name, found in places:
        section = made["data"]["sets"][name] if name else made["data"]
        ((kind, arguments),) = found["source"].items()
        if isinstance(section["source"], dict):
            paths = {key: value for key, value in arguments.items() if key in source_rows()[kind].paths}
            section["source"] = {kind: {**section["source"][kind], **paths}}
    return made


def _network(network: Network, precision: str) -> dict[str, Any]:
    """precision: of the spec, for all networks that say nothing else."""
    if network.like is not None:
        return {"like": network.like}
    if network.loads is not None:
        return {"load": {"keras": network.loads, "trainable": not network.frozen}}
    last = len(network.inputs) + len(network.layers) - 1
    made: dict[str, Any] = {
        "inputs": {node.name: _input(node) for node in network.inputs},
        "layers": [_layer(layer, index, network) for index, layer in enumerate(network.layers, len(network.inputs))],
    }
    if network.dtype != precision:
        made["dtype"] = network.dtype
    if network.several or network.output != last:
        made["outputs"] = {output.name: _name(output.index, network) for output in network.outputs}
    return made


def _input(node: InputNode) -> Any:
    if node.data_field is not None:
        return f"data.{node.data_field}"
    shape = ["?" if size is None else size for size in node.shape]
    return shape if node.dtype == "float32" else {"shape": shape, "dtype": node.dtype}


def _layer(layer: LayerNode, index: int, network: Network) -> Any:
    beside = {a.name: a.value for a in layer.arguments if a.name in BESIDE}
    given = {a.name: _plain(a.value) for a in layer.arguments if a.name not in BESIDE}
    made: dict[str, Any]
    if layer.shared:
        made = {"share": ".".join(part for part in (layer.shared.network, layer.shared.layer) if part)}
        beside = {}
    elif layer.network:
        made = {"network": ".".join(part for part in (layer.network, layer.output) if part)}
    else:
        made = {layer.kind: given or None}
    if layer.name:
        made["name"] = layer.name
    if layer.inputs != (index - 1,) or index == len(network.inputs) > 1:
        names = [_name(i, network) for i in layer.inputs]
        made["from"] = names[0] if len(names) == 1 else names
    if layer.wraps and not layer.shared:
        made["wrap"] = [_wrap(wrap) for wrap in layer.wraps]
    made |= beside
    return layer.kind if made == {layer.kind: None} else made


def _name(index: int, network: Network) -> str:
    """The name of a value in `from`: its own, or its number among the layers."""
    return network.node(index).name or f"@{index - len(network.inputs) + 1}"


def _wrap(wrap: Wrap) -> Any:
    return {wrap.kind: _arguments(wrap.arguments)} if wrap.arguments else wrap.kind


def _arguments(arguments: Sequence[Argument]) -> dict[str, Any]:
    return {argument.name: _plain(argument.value) for argument in arguments}


def _plain(value: Any) -> Any:
    match value:
        case tuple():
            return [_plain(one) for one in value]
        case Ramp() | Steps() | Pieces() | Held():
            return _curve(value)
        case KerasObject(module=module, keras=keras, arguments=arguments):
            key = next(key for key, row in OBJECTS[module]().items() if row.keras == keras)
            return {key: _arguments(arguments)}
    return value


def _curve(curve: Curve) -> Any:
    """A curve as a spec says it."""
    match curve:
        case Ramp(kind=kind, start=start, end=end, over=over, warm_up_rounds=warm, since_round=since, phase=phase):
            length = (
                {UNITS[over.unit]: over.number if over.unit is not Unit.ROUNDS else int(over.number)} if over else {}
            )
            more = {key: value for key, value in (("warm_up", warm), ("since", since)) if value}
            more |= {} if phase is None else {"during": phase + 1}
            return {kind: {"from": start, "to": end, **length, **more}}
        case Steps(start=start, factor=factor, every_rounds=every, since_round=since):
            return {"step": {"from": start, "by": factor, "every": every, **({"since": since} if since else {})}}
        case Held(state=state):
            return {"state": state}
        case Pieces(points=points):
            return {"piecewise": [[at, value] for at, value in points]}
        case Phased(base=base):
            return _curve(base) if isinstance(base, Curve) else base
        case _:
            assert_never(curve)
