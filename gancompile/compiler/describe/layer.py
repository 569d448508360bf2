"""A layer in a few words: its key, its main arguments, its name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from gancompile.catalogue import layer_rows
from gancompile.catalogue.rows import ArgumentRow
from gancompile.compiler.ir.network import Argument, KerasObject, LayerNode, Network, Wrap

SIDE = ("_initializer", "_constraint", "_quantizer")
"""Endings of arguments that do not change what a layer computes."""


def layer_text(layer: LayerNode, most: int = 1000) -> str:
    """`dense 64, use_bias false in spectral_normalization as edges`; what is longer than `most` is cut, but never its name."""
    wraps = "".join(f" in {wrap_text(wrap)}" for wrap in layer.wraps) if layer.shared is None else ""
    name = f" as {layer.name}" if layer.name else ""
    return cut(f"{_kind(layer)}{wraps}", max(most - len(name), 8)) + name


def cut(text: str, most: int) -> str:
    """The text, or its beginning and three dots."""
    return text if len(text) <= most else f"{text[: most - 3].rstrip(' ,')}..."


def wrap_text(wrap: Wrap) -> str:
    """A wrapper and what it is given."""
    return " ".join((wrap.kind, ", ".join(_said(wrap.kind, wrap.arguments)))).rstrip()


def _kind(layer: LayerNode) -> str:
    if layer.shared is not None:
        return f"share {'.'.join(part for part in (layer.shared.network, layer.shared.layer) if part)}"
    if layer.network is not None:
        return f"network {'.'.join(part for part in (layer.network, layer.output) if part)}"
    return " ".join((layer.kind, ", ".join(_said(layer.kind, layer.arguments)))).rstrip()


def _said(kind: str, arguments: tuple[Argument, ...]) -> Iterator[str]:
    """The arguments other than the defaults, that of the shorthand without its name."""
    row = layer_rows()[kind]
    known: dict[str, ArgumentRow] = {argument.name: argument for argument in row.arguments}
    for argument in sorted(arguments, key=lambda argument: argument.name != row.positional):
        is_default = argument.name in known and not known[argument.name].required and (
            _comparable(argument.value) == _comparable(known[argument.name].default)
        )  # fmt: skip
        if not is_default and not argument.name.endswith(SIDE):
            value = value_text(argument.value)
            yield value if argument.name == row.positional else f"{argument.name} {value}"


def _comparable(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def value_text(value: Any) -> str:
    """A literal as a spec writes it."""
    match value:
        case str():
            return value
        case tuple() | list():
            return f"[{', '.join(value_text(one) for one in value)}]"
        case dict():
            return f"{{{', '.join(f'{key}: {value_text(one)}' for key, one in value.items())}}}"
        case KerasObject(keras=keras, arguments=arguments):
            return f"{keras}({', '.join(f'{a.name}={value_text(a.value)}' for a in arguments)})"
    return json.dumps(value)


def reads(layer: LayerNode, position: int, network: Network) -> str:
    """The inputs of a layer, by name or `#number`; empty for the layer before. position: among inputs and layers."""
    first = position == len(network.inputs)
    if layer.inputs == (position - 1,) and not (first and len(network.inputs) > 1):
        return ""
    return ", ".join(network.node(i).name or f"#{i - len(network.inputs) + 1}" for i in layer.inputs)
