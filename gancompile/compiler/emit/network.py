"""A network as a function that builds a Keras model."""

from __future__ import annotations

from gancompile.compiler.catalogue import layer_rows
from gancompile.compiler.emit.text import call, docstring, literal, shape_comment
from gancompile.compiler.ir.network import LayerNode, Network


def emit_network(network: Network) -> list[str]:
    """The lines of the function: an input or a layer a line, with the shape that comes out of it."""
    names = _names(network)
    ends = " and ".join(f"{node.name} {shape_comment(node.shape)}" for node in network.inputs)
    about = f"{ends} to {network.output_name} {shape_comment(network.shape)}."
    if network.served_through:
        about += (
            f"\n\nThe {network.served_through} that the spec ends in is part of the objective here, in its stable form."
        )
    lines = [f"def {network.name}() -> Model:", *docstring(about, indent=4)]
    for node in network.inputs:
        dtype = [f"dtype={literal(node.dtype)}"] if node.dtype != "float32" else []
        lines += call(
            f"{node.name} = Input",
            [literal(list(node.shape)), f"name={literal(node.name)}", *dtype],
            indent=4,
            comment=shape_comment(node.shape),
        )
    for index, layer in enumerate(network.layers, len(network.inputs)):
        lines += _layer(layer, names[index], [names[i] for i in layer.inputs])
    given = [names[i] for i in range(len(network.inputs))]
    inputs = given[0] if len(given) == 1 else f"[{', '.join(given)}]"
    lines += call("return Model", [inputs, names[network.output], f"name={literal(network.name)}"], indent=4)
    return lines


def _layer(layer: LayerNode, name: str, inputs: list[str]) -> list[str]:
    row = layer_rows()[layer.kind]
    order = [argument.name for argument in row.arguments]
    given = sorted(layer.arguments, key=lambda a: order.index(a.name) if a.name in order else len(order))
    first = row.arguments[0] if row.arguments else None
    by_place = first is not None and (first.required or first.name == row.positional)
    arguments = [
        literal(a.value) if by_place and first and a.name == first.name else f"{a.name}={literal(a.value)}"
        for a in given
    ]
    if layer.name:
        arguments.append(f"name={literal(layer.name)}")
    applied = inputs[0] if row.inputs != "many" else f"[{', '.join(inputs)}]"
    return call(
        f"{name} = layers.{layer.keras}", arguments, f"({applied})", indent=4, comment=shape_comment(layer.shape)
    )


def _names(network: Network) -> list[str]:
    """A variable for each value: its name in the spec, `h` for what only the next layer reads, else `h` with a number."""
    first = len(network.inputs)
    names = [node.name for node in network.inputs]
    readers: dict[int, list[int]] = {}
    for index, layer in enumerate(network.layers, first):
        for source in layer.inputs:
            readers.setdefault(source, []).append(index)
    for index, layer in enumerate(network.layers, first):
        passing = readers.get(index, []) in ([index + 1], [])
        names.append(layer.name or ("h" if passing else f"h{index - first + 1}"))
    return names
