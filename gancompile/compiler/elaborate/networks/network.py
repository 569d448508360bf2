"""One network of the `networks` section: its inputs, its layers with their sizes solved, its outputs."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import replace
from typing import Any

from gancompile.catalogue.emitted_names import Kind
from gancompile.compiler.diagnostics import did_you_mean
from gancompile.compiler.elaborate.names import check_name
from gancompile.compiler.elaborate.networks.composite import add_composite
from gancompile.compiler.elaborate.networks.network_builder import NetworkBuilder, NetworkContext
from gancompile.compiler.elaborate.networks.network_outputs import reaching, read_outputs, reads_every_input
from gancompile.compiler.elaborate.networks.required_shapes import RequiredShape
from gancompile.compiler.elaborate.networks.solve import output_equations, solve
from gancompile.compiler.ir.network import InputNode, LayerNode, Network
from gancompile.compiler.shapes import print_shape
from gancompile.compiler.syntax import Mapping, Node, Scalar, to_plain
from gancompile.compiler.syntax import Sequence as SequenceNode


def elaborate_network(
    key: Scalar, section: Mapping, required: Dict[str | None, RequiredShape], context: NetworkContext
) -> Network | None:
    """One network, or None where its output cannot be known. required: what the game wants of its outputs, None: of the only one."""
    layers = section.required("layers", SequenceNode)
    nodes = read_inputs(section.required("inputs", Mapping), context)
    if nodes is None:
        return None
    builder = _built(key, nodes, layers, None, context)
    if builder is not None and builder.autos:
        solved = _solved(builder, section, required)
        builder = _built(key, nodes, layers, solved, context) if solved is not None else None
    if builder is None:
        return None
    outputs = read_outputs(section.get("outputs"), builder)
    if outputs is None or not reads_every_input(builder, outputs):
        return None
    kept = reaching(builder, outputs)
    return Network(
        name=key.text,
        inputs=builder.inputs,
        layers=tuple(node for node in kept.values if isinstance(node, LayerNode)),
        outputs=kept.outputs,
        mixes_examples=kept.mixes_examples(context.networks),
        mixes_at_inference=kept.mixes_at_inference(context.networks),
        span=key.span,
    )


def _built(
    key: Scalar,
    inputs: tuple[InputNode, ...],
    layers: SequenceNode,
    solved: Dict[int, int] | None,
    context: NetworkContext,
) -> NetworkBuilder | None:
    builder = NetworkBuilder(name=key.text, inputs=inputs, context=context, composite=add_composite, solved=solved)
    return builder if builder.add_all(layers, builder.scope) else None


def _solved(
    builder: NetworkBuilder, section: Mapping, required: Dict[str | None, RequiredShape]
) -> dict[int, int] | None:
    """The values of all `auto`s, from what the network itself says and from what the game wants of it."""
    equations = list(builder.equations)
    outputs = read_outputs(section.get("outputs"), builder)
    if outputs is None:
        return None
    for output in outputs:
        wanted = required.get(output.name) or (required.get(None) if len(outputs) == 1 else None)
        if wanted is None:
            continue
        node = builder.values[output.index]
        found = output_equations(output.shape, wanted.shape, builder.name, node.span, wanted.marks)
        if found is None:
            message = f"`{builder.name}` ends with {print_shape(output.shape)}, but {print_shape(wanted.shape)} is wanted of it"
            builder.report.add(
                "GC0412", node.span, message, marks=wanted.marks, help="add a `reshape`, or take one away"
            )
            return None
        equations += found
    return solve(equations, builder.autos, builder.context.undecided, builder.report)


def read_inputs(section: Mapping, context: NetworkContext) -> tuple[InputNode, ...] | None:
    """The inputs of a network; None where one of them is not known."""
    nodes = [_input(entry.key, entry.value, context) for entry in section.entries]
    return tuple(node for node in nodes if node is not None) if None not in nodes else None


def _input(key: Scalar, node: Node, context: NetworkContext) -> InputNode | None:
    if not check_name(key, Kind.INPUT, context.report):
        return None
    shape = node.get("shape") if isinstance(node, Mapping) else node
    dtype = node.get("dtype") if isinstance(node, Mapping) else None
    if isinstance(shape, Scalar):
        found = _referred(key, shape, context)
        return found if found is None or not isinstance(dtype, Scalar) else replace(found, dtype=dtype.text)
    sizes: Any = to_plain(shape) if shape is not None else []
    return InputNode(
        name=key.text,
        shape=tuple(None if size == "?" else size for size in sizes),
        dtype=dtype.text if isinstance(dtype, Scalar) else "float32",
        span=key.span,
    )


SHAPES = "write sizes such as [128], a field of the data such as `data.image`, or the name of another network"


def _referred(key: Scalar, node: Scalar, context: NetworkContext) -> InputNode | None:
    """An input that takes its shape from the data or from another network: `data.image`, `trunk`, `trunk.style`."""
    head, _, name = node.text.partition(".")
    if head == "data" and name:
        return _data_input(key, node, name, context)
    network = context.networks.get(head)
    if network is None:
        is_field = context.facts is not None and node.text in context.facts.fields
        context.report.add(
            "GC0301",
            node.span,
            f"`{node.text}` is no shape",
            label=f"did you mean `data.{node.text}`?" if is_field else did_you_mean(node.text, context.networks),
            help=f'write `["${{{node.text}}}"]`' if node.text in context.constants else SHAPES,
        )
        return None
    output = next((one for one in network.outputs if one.name == name), None) if name else network.outputs[0]
    if output is None or (network.several and not name):
        message = f"network `{head}` has no output `{name}`" if name else f"network `{head}` has several outputs"
        known = ", ".join(f"`{head}.{one.name}`" for one in network.outputs)
        context.report.add("GC0317", node.span, message, help=f"say which: {known}")
        return None
    return InputNode(name=key.text, shape=output.shape, dtype="float32", span=key.span)


def _data_input(key: Scalar, node: Scalar, name: str, context: NetworkContext) -> InputNode | None:
    facts = context.facts
    if facts is None:
        return None
    if name not in facts.fields:
        context.report.add(
            "GC0301",
            node.span,
            f"the data has no field `{name}`",
            label=did_you_mean(name, facts.fields),
            help=f"it has {', '.join(facts.fields)}",
        )
        return None
    found = facts.fields[name]
    if None in found.shape:
        context.report.add(
            "GC0401",
            node.span,
            f"the examples of `{name}` have different sizes, so the network has no shape to begin with",
            help="add `resize: [64, 64]` under `data`",
        )
        return None
    return InputNode(name=key.text, shape=found.shape, dtype=found.dtype, data_field=name, span=key.span)
