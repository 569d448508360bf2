"""Composite layers: blocks, repeats, residual and parallel branches, networks."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.catalogue import layer_rows
from gancompile.compiler.diagnostics import Mark
from gancompile.compiler.elaborate.networks.branch import entered
from gancompile.compiler.elaborate.networks.layer_arguments import layer_parts
from gancompile.compiler.elaborate.networks.layer_scope import LayerScope
from gancompile.compiler.elaborate.networks.network_builder import NetworkBuilder, known
from gancompile.compiler.elaborate.networks.repeat import add_repeat
from gancompile.compiler.elaborate.networks.unread_layers import (
    report_unknown_block,
    report_unknown_network,
    report_unknown_parameter,
)
from gancompile.compiler.ir.network import InputNode, LayerNode
from gancompile.compiler.shapes import Shape, ShapeProblem, print_shape
from gancompile.compiler.shapes.applied import Applied, infer_applied
from gancompile.compiler.shapes.size import Size
from gancompile.compiler.syntax import Mapping, Node, Scalar, interpolate
from gancompile.compiler.syntax import Sequence as SequenceNode
from gancompile.compiler.syntax.interpolation import Constant, constant_of

MAX_BLOCKS = 30
"""That may stand inside of each other."""


def add_composite(kind: str, node: Mapping, head: Scalar, builder: NetworkBuilder, scope: LayerScope) -> bool:
    """Builds a composite layer; False where it is invalid, which is reported."""
    if kind == "network":
        return _network(node, builder, scope)
    start = _start(node, head, builder, scope)
    if start is None:
        return False
    match kind:
        case "use":
            done = _use(node, head, start, builder, scope)
        case "repeat":
            done = add_repeat(node, head, start, builder, scope)
        case "residual":
            return _residual(node, head, start, builder, scope)
        case _:
            return _parallel(node, head, start, builder, scope)
    # The name of a block or a repeat is that of what comes out of it.
    return done and builder.take_name(node, scope, index=len(builder.values) - 1) is not False


def _start(node: Mapping, head: Scalar, builder: NetworkBuilder, scope: LayerScope) -> int | None:
    """The position of a composite's input; with several inputs and no `from`, its first layer must name it."""
    written = node.get("from")
    if written is None:
        if builder.last is None and _reads_what_comes_in(node, builder):
            builder.report_unsaid_input(head, scope)
            return None
        return len(builder.values) - 1
    if isinstance(written, SequenceNode) and len(written.items) != 1:
        message = f"`{head.text}` reads one value, but `from` names {len(written.items)}"
        builder.report.add("GC0308", written.span, message, help="join them first with `concatenate`")
        return None
    name = written.items[0] if isinstance(written, SequenceNode) else written
    return builder.source(name, scope) if isinstance(name, Scalar) else None


def _reads_what_comes_in(node: Mapping, builder: NetworkBuilder) -> bool:
    """Whether the first layer inside reads one value and does not say which, or rounds are counted from the size of what comes in."""
    kind, given, _ = layer_parts(node)
    if kind == "use" and isinstance(given, Scalar):
        given = builder.context.blocks.get(given.text)
    if not isinstance(given, Mapping):
        return False
    branches = given.get("branches")
    layers = branches.items[0] if isinstance(branches, SequenceNode) and branches.items else given.get("layers")
    first = layers.items[0] if isinstance(layers, SequenceNode) and layers.items else None
    if first is None or (isinstance(first, Mapping) and first.get("from") is not None):
        return given.get("until") is not None
    row = layer_rows().get(layer_parts(first)[0])
    return row is not None and row.inputs == "one"


def _use(node: Mapping, head: Scalar, start: int, builder: NetworkBuilder, scope: LayerScope) -> bool:
    """The layers of a block with its parameters."""
    named = node.required("use", Scalar)
    block = builder.context.blocks.get(named.text)
    if block is None:
        if builder.context.blocks.is_unknown(named.text):
            report_unknown_block(named, builder.context.blocks.by_name, builder.report)
        return False
    if named.text in scope.blocks or len(scope.blocks) >= MAX_BLOCKS:
        what = (
            f"block `{named.text}` uses itself"
            if named.text in scope.blocks
            else f"more than {MAX_BLOCKS} blocks are nested"
        )
        builder.report.add("GC0431", named.span, what, help="a block can only use others, and the expansion must end")
        return False
    parameters = _parameters(node, named, block, builder)
    layers = block.get("layers")
    if parameters is None or not isinstance(layers, SequenceNode):
        return False
    name = node.get("name")
    prefix = f"{name.text}_" if isinstance(name, Scalar) else ""
    inner = scope.inner(
        constants={**builder.context.constants, **parameters},
        input=start,
        prefix=prefix,
        block=named.text,
    )
    with (
        builder.report.within(named.span, f"block `{named.text}` is used"),
        builder.within_block(named.text, scope.prefix + name.text if isinstance(name, Scalar) else None),
    ):
        done = builder.add_all(entered(layers, start, len(builder.values) - 1, inner, builder.report), inner)
    inner.close()
    return done


def _parameters(node: Mapping, named: Scalar, block: Mapping, builder: NetworkBuilder) -> dict[str, Constant] | None:
    """The constants of a block: those that are given, or its own."""
    declared = block.get("params")
    known = dict(declared) if isinstance(declared, Mapping) else {}
    given = node.get("with")
    made: dict[str, Constant] = {}
    for entry in given.entries if isinstance(given, Mapping) else ():
        if entry.key.text not in known:
            report_unknown_parameter(entry.key, named.text, known, builder.report)
            return None
        given_value = constant_of(entry.value)
        if given_value is not None:
            made[entry.key.text] = given_value
    for name, value in known.items():
        if name in made:
            continue
        default = interpolate(value, {**builder.context.constants, **made}, builder.report)
        if default is None:
            return None
        constant = constant_of(default)
        if constant is None:
            message = f"block `{named.text}` needs a value for `{name}`"
            builder.report.add("GC0311", named.span, message, help=f"write `with: {{{name}: ...}}` beside `use`")
            return None
        made[name] = constant
    return made


def _branch(layers: Node | None, start: int, builder: NetworkBuilder, scope: LayerScope) -> int | None:
    """The position at which a branch ends that begins at another."""
    if not isinstance(layers, SequenceNode):
        return start
    inner = scope.inner(constants=scope.constants, input=start)
    done = builder.add_all(entered(layers, start, len(builder.values) - 1, inner, builder.report), inner)
    inner.close()
    return len(builder.values) - 1 if done else None


def _residual(node: Mapping, head: Scalar, start: int, builder: NetworkBuilder, scope: LayerScope) -> bool:
    given = node.required("residual", Mapping)
    end = _branch(given.get("layers"), start, builder, scope)
    if end is None:
        return False
    around = _branch(given.get("shortcut"), start, builder, scope)
    if around is None:
        return False
    kind = _merge(given, "add")
    found = _joined(kind, (end, around), builder)
    if isinstance(found, ShapeProblem):
        shapes = [print_shape(builder.shape(i)) for i in (end, around)]
        message = f"`residual` joins {shapes[0]} with {shapes[1]} by `{kind}`"
        marks = tuple(
            Mark(span=builder.values[i].span, label=f"this gives {s}")
            for i, s in zip((end, around), shapes, strict=True)
        )
        layers = ", ".join(_shortcut(builder.shape(around), builder.shape(end)))
        help = f"give it a `shortcut` that makes the same shape, such as `shortcut: [{layers}]`"
        if _loses_a_border(builder.shape(around), builder.shape(end)):
            help = "its convolutions take a border away: `padding: same` keeps the size"
        builder.report.add("GC0404", head.span, message, marks=marks, help=help)
        return False
    return _append_merge(kind, (end, around), found.shape, node, head, builder, scope)


def _loses_a_border(before: Sequence[Size], after: Sequence[Size]) -> bool:
    """Whether a side has become a little smaller, and not a whole number of times."""
    sides = zip(before[:-1], after[:-1], strict=False)
    known = [(was, now) for was, now in sides if isinstance(was, int) and isinstance(now, int)]
    return any(now < was < 2 * now for was, now in known)


def _shortcut(before: Sequence[Size], after: Sequence[Size]) -> list[str]:
    """Layers that make one shape of another, as they stand in a spec."""
    filters = after[-1] if isinstance(after[-1], int) else "N"
    if len(after) == 1 or len(before) != len(after):
        return [f"{{dense: {filters}}}"]
    axes = f"{len(after) - 1}d"
    convolution = f"{{conv{axes}: {{filters: {filters}, kernel_size: 1}}}}"
    was, now = before[0], after[0]
    if not isinstance(was, int) or not isinstance(now, int) or was == now:
        return [convolution]
    sampling = f"up_sampling{axes}: {now // was}" if now > was else f"average_pooling{axes}: {was // now}"
    return [f"{{{sampling}}}", *([convolution] if before[-1] != after[-1] else [])]


def _parallel(node: Mapping, head: Scalar, start: int, builder: NetworkBuilder, scope: LayerScope) -> bool:
    given = node.required("parallel", Mapping)
    branches = given.get("branches")
    ends = []
    for branch in branches.items if isinstance(branches, SequenceNode) else ():
        end = _branch(branch, start, builder, scope)
        if end is None:
            return False
        ends.append(end)
    kind = _merge(given, "concatenate")
    found = _joined(kind, ends, builder)
    if isinstance(found, ShapeProblem):
        marks = tuple(
            Mark(span=builder.values[i].span, label=f"this gives {print_shape(builder.shape(i))}") for i in ends
        )
        builder.report.add("GC0404", head.span, f"`parallel`: {found.message}", marks=marks, help=found.help)
        return False
    return _append_merge(kind, ends, found.shape, node, head, builder, scope)


def _merge(given: Mapping, default: str) -> str:
    """The kind of the layer that joins the branches."""
    written = given.get("merge")
    return written.text if isinstance(written, Scalar) else default


def _joined(kind: str, ends: Sequence[int], builder: NetworkBuilder) -> Applied | ShapeProblem:
    return infer_applied(layer_rows()[kind], {}, [builder.shape(i) for i in ends], [])


def _append_merge(
    kind: str, ends: Sequence[int], shape: Shape, node: Mapping, head: Scalar, builder: NetworkBuilder,
    scope: LayerScope,
) -> bool:  # fmt: skip
    name = builder.take_name(node, scope)
    if name is False:
        return False
    return builder.append(
        LayerNode(kind=kind, inputs=tuple(ends), shape=known(shape), name=name or None, span=head.span)
    )


def _network(node: Mapping, builder: NetworkBuilder, scope: LayerScope) -> bool:
    """Another network as a layer."""
    named = node.required("network", Scalar)
    wanted, dot, output = named.text.partition(".")
    network = builder.context.networks.get(wanted)
    if network is None:
        report_unknown_network(named, builder.context.networks, builder.report)
        return False
    inputs = _network_inputs(node, named, network.inputs, builder, scope)
    if inputs is None:
        return False
    for index, wants in zip(inputs, network.inputs, strict=True):
        shape = builder.shape(index)
        if len(shape) != len(wants.shape) or any(
            isinstance(a, int) and b is not None and a != b for a, b in zip(shape, wants.shape, strict=True)
        ):
            marks = (Mark(span=builder.values[index].span, label=f"this gives {print_shape(shape)}"),)
            message = f"network `{wanted}` takes {print_shape(wants.shape)} for `{wants.name}`, but is given {print_shape(shape)}"
            builder.report.add("GC0412", named.span, message, marks=marks)
            return False
    found = next((o for o in network.outputs if o.name == output), None) if dot else network.outputs[0]
    if found is None or (network.several and not dot):
        known = ", ".join(f"`{wanted}.{o.name}`" for o in network.outputs)
        message = (
            f"network `{wanted}` has several outputs" if not dot else f"network `{wanted}` has no output `{output}`"
        )
        builder.report.add("GC0317", named.span, message, help=f"say which: {known}")
        return False
    name = builder.take_name(node, scope)
    if name is False:
        return False
    return builder.append(
        LayerNode(
            kind="network", inputs=inputs, shape=found.shape, name=name or None, network=wanted,
            output=found.name if network.several else None, multiply_adds=network.multiply_adds, span=named.span,
        )
    )  # fmt: skip


def _network_inputs(
    node: Mapping, named: Scalar, wanted: Sequence[InputNode], builder: NetworkBuilder, scope: LayerScope
) -> tuple[int, ...] | None:
    written = node.get("from")
    if written is None:
        found = [builder.last] if builder.last is not None else list(range(len(builder.inputs)))
    else:
        names = written.items if isinstance(written, SequenceNode) else (written,)
        sources = [builder.source(one, scope) for one in names if isinstance(one, Scalar)]
        found = [index for index in sources if index is not None]
        if len(found) < len(names):
            return None
    if len(found) != len(wanted):
        message = f"network `{named.text}` reads {len(wanted)} values, but is given {len(found)}"
        builder.report.add("GC0308", named.span, message, help="name them in its order: `from: [...]`")
        return None
    return tuple(found)
