"""The layers of a network, read one after the other: each with its inputs, its literal arguments and its shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Dict
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast

from gancompile.catalogue import LayerRow, layer_rows
from gancompile.catalogue.emitted_names import Kind
from gancompile.catalogue.sources import SourceFacts
from gancompile.compiler.diagnostics import Diagnostic, Mark, Report, Span, did_you_mean
from gancompile.compiler.elaborate.names import check_name
from gancompile.compiler.elaborate.networks.block import Blocks
from gancompile.compiler.elaborate.networks.layer_arguments import (
    argument_nodes,
    layer_parts,
    literal_argument,
    wraps_of,
)
from gancompile.compiler.elaborate.networks.layer_scope import AMBIGUOUS, LayerScope
from gancompile.compiler.elaborate.networks.odd_size import help_for_odd_size
from gancompile.compiler.elaborate.networks.padding_mode import margin_of, padding_row, window_margins
from gancompile.compiler.elaborate.networks.solve import Equation
from gancompile.compiler.elaborate.networks.substituted_layer import substituted_layer
from gancompile.compiler.elaborate.networks.unread_layers import UnreadLayers, report_unknown_value
from gancompile.compiler.ir.curve import Curve
from gancompile.compiler.ir.network import Argument, BlockUse, InputNode, LayerNode, Network, Shape, Shared, Wrap
from gancompile.compiler.schema.fragments import NAME_FORM, WORD, nearest_name
from gancompile.compiler.schema.network_schema import COMPOSITES
from gancompile.compiler.shapes import ShapeProblem, print_shape
from gancompile.compiler.shapes.applied import Applied, infer_applied
from gancompile.compiler.shapes.size import Auto, Size, Unknown
from gancompile.compiler.syntax import Constants, Mapping, Node, Scalar, to_plain
from gancompile.compiler.syntax import Sequence as SequenceNode
from gancompile.compiler.syntax.free_name import free_name

MAX_LAYERS = 50_000
"""That one network may expand to, composites counted too."""


@dataclass(slots=True, kw_only=True)
class NetworkContext:
    """The context of a network. networks: those built before. facts: of the data, None where that is broken.

    size_of_data: where that is set. names: of all networks. game_class: the class of the game, whose name no network may have.
    undecided: `auto`s that nothing decides, as diagnostics. copies: where networks are said to be copies of others.
    """

    facts: SourceFacts | None
    constants: Constants
    blocks: Blocks
    networks: dict[str, Network]
    report: Report
    size_of_data: tuple[Mark, ...] = ()
    names: frozenset[str] = frozenset()
    game_class: str | None = None
    undecided: list[Diagnostic] = field(default_factory=list)
    copies: Dict[str, Mark] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class NetworkBuilder:
    """The layers read so far; a value's number counts the inputs first.

    composite: reads a layer that is made of others, by way of this builder again.
    solved: the values of the network's `auto`s by number; None while they are being looked for, and sizes are then `Unknown`.
    """

    name: str
    inputs: tuple[InputNode, ...]
    context: NetworkContext
    composite: Callable[[str, Mapping, Scalar, NetworkBuilder, LayerScope], bool]
    solved: Dict[int, int] | None = None
    values: list[InputNode | LayerNode] = field(default_factory=list)
    autos: list[Auto] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    taken: dict[str, Span] = field(default_factory=dict)
    expanded: int = 0
    blocks: tuple[BlockUse, ...] = ()
    uses: int = 0
    scope: LayerScope = field(init=False)

    def __post_init__(self) -> None:
        self.values = list(self.inputs)
        names = {node.name: index for index, node in enumerate(self.inputs)}
        self.scope = LayerScope(constants=self.context.constants, names=names)
        self.taken = {node.name: node.span for node in self.inputs}

    @property
    def report(self) -> Report:
        return self.context.report

    @property
    def last(self) -> int | None:
        """The position of the layer before, or of the one input; None where several inputs are all that is there."""
        if len(self.values) == len(self.inputs) > 1:
            return None
        return len(self.values) - 1

    def shape(self, index: int) -> tuple[Size, ...]:
        """The shape of a value; sizes may be `Unknown` while they are being looked for."""
        return self.values[index].shape

    def add_all(self, layers: SequenceNode, scope: LayerScope) -> bool:
        """Reads layers in order, until one of them is wrong."""
        for index, layer in enumerate(layers.items):
            if not self.add(layer, scope):
                context = self.context
                unread = UnreadLayers(
                    network=self.name, networks=context.names, blocks=context.blocks, report=self.report
                )
                unread.report_names(layer, layers.items[index + 1 :], scope)
                return False
        return True

    def add(self, node: Node, scope: LayerScope) -> bool:
        """Reads one layer; False ends the reading of this network."""
        kind, _, head = layer_parts(node)
        self.expanded += 1
        if self.expanded > MAX_LAYERS:
            self.report.add(
                "GC0432", head.span, f"network `{self.name}` expands to more than {MAX_LAYERS:,} layers",
                help="blocks and repeats multiply: make one of them smaller",
            )  # fmt: skip
            return False
        filled = substituted_layer(node, scope.constants, self.report)
        if filled is None:
            return False
        if kind in COMPOSITES and isinstance(filled, Mapping):
            return self.composite(kind, filled, head, self, scope)
        return self._layer(filled, scope)

    def _layer(self, node: Node, scope: LayerScope) -> bool:
        kind, value, head = layer_parts(node)
        share = node.get("share") if isinstance(node, Mapping) else None
        if isinstance(share, Scalar):
            return self._share(node, share, kind, head, scope)
        row = layer_rows()[kind]
        inputs = self.sources(node, row, head, scope)
        if inputs is None or not self._dtypes_fit(row, inputs, head):
            return False
        nodes = argument_nodes(row, value)
        arguments = {name: self._value(row, name, one, inputs) for name, one in nodes.items()}
        wraps = wraps_of(node)
        margin = padding_row(row, arguments)
        if margin is not None:
            padded = self._padded(margin, row, arguments, wraps, inputs, head, nodes)
            if padded is None:
                return False
            inputs = padded
            arguments, nodes = ({k: v for k, v in one.items() if k != "padding"} for one in (arguments, nodes))
        applied = self._applied(row, arguments, wraps, inputs, head, nodes)
        if applied is None:
            return False
        self._equate(kind, arguments, inputs, head)
        literals = [literal_argument(row, name, one, arguments[name]) for name, one in nodes.items()]
        literals += _companions(node)
        is_fixed = any(one.name == "trainable" and one.value is False for one in literals)
        name = self.take_name(node, scope)
        if name is False:
            return False
        if not name and any(isinstance(one.value, Curve) for one in literals):
            name = self._unique(kind, head.span)  # by which the game finds it in each round
        return self.append(
            LayerNode(
                kind=kind, arguments=tuple(literals), inputs=inputs, shape=known(applied.shape), name=name or None,
                wraps=wraps, parameters=0 if is_fixed else applied.parameters,
                untrained=applied.untrained + (applied.parameters if is_fixed else 0),
                multiply_adds=applied.multiply_adds, span=head.span,
            )
        )  # fmt: skip

    def _padded(
        self, margin: LayerRow, row: LayerRow, arguments: Dict[str, Any], wraps: Sequence[Wrap], inputs: tuple[int, ...],
        head: Scalar, nodes: Dict[str, Node],
    ) -> tuple[int, ...] | None:  # fmt: skip
        """What a convolution reads whose padding is a layer of its own, which is appended; None where that cannot be, which is reported."""
        problem = None
        if any(wrap.kind == "time_distributed" for wrap in wraps):
            problem = "of each step by itself cannot be had"
        elif arguments.get("data_format") == "channels_first":
            problem = "is of images whose channels are the last axis"
        if problem is not None:
            message, help = f"`padding: {arguments['padding']}` {problem}", "write `padding: same`, which is of zeros"
            self.report.add("GC0402", nodes["padding"].span, f"layer `{head.text}`: {message}", help=help)
            return None
        return self._around(margin, window_margins(row, arguments), inputs, head, nodes)

    def _around(
        self, margin: LayerRow, width: Any, inputs: tuple[int, ...], head: Scalar, nodes: Dict[str, Node]
    ) -> tuple[int, ...] | None:
        """The position of a padding layer around the one value that a layer reads; none is needed for a window of one position."""
        if width == 0:
            return inputs
        applied = self._applied(margin, {"padding": width}, (), inputs, head, nodes)
        if applied is None:
            return None
        padding = Argument(name="padding", value=width)
        self.append(
            LayerNode(
                kind=margin.key,
                arguments=(padding,),
                inputs=inputs,
                shape=known(applied.shape),
                name=None,
                span=head.span,
            )
        )
        return (len(self.values) - 1,)

    def append(self, node: LayerNode) -> bool:
        """Appends a layer."""
        self.values.append(replace(node, blocks=self.blocks) if self.blocks else node)
        return True

    @contextmanager
    def within_block(self, block: str, name: str | None) -> Iterator[None]:
        """The layers that are taken within come from a use of a block. name: of the use, if it has one."""
        around, self.uses = self.blocks, self.uses + 1
        self.blocks = (*around, BlockUse(block=block, number=self.uses, name=name))
        try:
            yield
        finally:
            self.blocks = around

    def _applied(
        self, row: LayerRow, arguments: Dict[str, Any], wraps: Sequence[Wrap], inputs: Sequence[int], head: Scalar,
        nodes: Dict[str, Node],
    ) -> Applied | None:  # fmt: skip
        around = [(layer_rows()[wrap.kind], {a.name: a.value for a in wrap.arguments}) for wrap in wraps]
        found = infer_applied(row, arguments, [self.shape(i) for i in inputs], around)
        if isinstance(found, ShapeProblem):
            self._report_shape(found, head, nodes, inputs)
            return None
        return found

    def _value(self, row: LayerRow, name: str, node: Node, inputs: Sequence[int]) -> Any:
        """The value of an argument, with the size of each `auto` in it."""
        solvable = next((a.solvable for a in row.arguments if a.name == name), False)
        match node:
            case Scalar(value="auto", span=span) if solvable:
                return self._auto(row, name, span, inputs)
            case SequenceNode(items=items) if solvable:
                return [self._value(row, name, item, inputs) for item in items]
        return to_plain(node)

    def _auto(self, row: LayerRow, name: str, span: Span, inputs: Sequence[int]) -> Any:
        auto = Auto(number=len(self.autos), what=name, span=span)
        self.autos.append(auto)
        if self.solved is not None:
            return self.solved[auto.number]
        if row.key == "embedding" and name == "input_dim":
            classes = self._classes(inputs[0])
            if classes is not None:
                self.equations.append(
                    Equation(left=(Unknown(auto=auto),), right=(classes,), what="the labels", span=span)
                )
        return Unknown(auto=auto)

    def _classes(self, index: int) -> int | None:
        """The number of classes of the input at a position."""
        node = self.values[index]
        facts = self.context.facts
        if not isinstance(node, InputNode) or node.data_field is None or facts is None:
            return None
        return facts.fields[node.data_field].classes

    def _equate(self, kind: str, arguments: Dict[str, Any], inputs: Sequence[int], head: Scalar) -> None:
        """A reshape keeps the number of numbers, which decides an `auto` on either side of it."""
        target = arguments.get("target_shape")
        if kind != "reshape" or not isinstance(target, list) or self.solved is not None or -1 in target:
            return
        before = self.shape(inputs[0])
        if any(isinstance(size, Unknown) for size in (*before, *target)):
            message = "what is reshaped must hold as many numbers as its target"
            self.equations.append(Equation(left=before, right=tuple(target), what=message, span=head.span))

    def _share(self, node: Node, share: Scalar, kind: str, head: Scalar, scope: LayerScope) -> bool:
        """A layer that is there already, applied once more."""
        found = self._shared(share, scope)
        if found is None:
            return False
        shared, original, margin = found
        if kind not in {"share", original.kind}:
            message = f"`{share.text}` is a layer `{original.kind}`, but `{kind}` stands here"
            self.report.add(
                "GC0316", head.span, message, help="write `share` alone: kind and arguments are those of the other"
            )
            return False
        row = layer_rows()[original.kind]
        inputs = self.sources(node, row, head, scope)
        if inputs is None:
            return False
        if margin is not None:
            padded = self._around(layer_rows()[margin.kind], margin.argument("padding"), inputs, head, {})
            if padded is None:
                return False
            inputs = padded
        arguments = {a.name: a.value for a in original.arguments}
        applied = self._applied(row, arguments, original.wraps, inputs, head, {})
        name = self.take_name(node, scope)
        if applied is None or name is False:
            return False
        return self.append(
            LayerNode(
                kind=original.kind, arguments=original.arguments, inputs=inputs, shape=known(applied.shape), name=name or None,
                wraps=original.wraps, shared=shared, multiply_adds=applied.multiply_adds, span=head.span,
            )
        )  # fmt: skip

    def _shared(self, share: Scalar, scope: LayerScope) -> tuple[Shared, LayerNode, LayerNode | None] | None:
        """The layer that is meant, with the padding layer that its own `padding` stands for, if any."""
        network, dot, name = share.text.rpartition(".")
        if not dot:
            index = scope.find(name)
            node = self.values[index] if index is not None and index != AMBIGUOUS else None
            if isinstance(node, LayerNode) and node.name and not node.shared and node.kind != "network":
                return Shared(network=None, layer=node.name), node, margin_of(node, self.values)
            known = [n.name for n in self.values if isinstance(n, LayerNode) and n.name]
        else:
            other = self.context.networks.get(network)
            known = [f"{network}.{n.name}" for n in other.layers if n.name] if other else list(self.context.networks)
            for node in other.layers if other else ():
                if other and node.name == name and not node.shared and node.kind != "network":
                    return Shared(network=network, layer=name), node, margin_of(node, [*other.inputs, *other.layers])
        hint = did_you_mean(share.text, known)
        help = None if hint else f"named layers are {', '.join(known)}" if known else "give the other layer a `name`"
        self.report.add("GC0316", share.span, f"there is no layer `{share.text}` to share", label=hint, help=help)
        return None

    def take_name(self, node: Node, scope: LayerScope, *, index: int | None = None) -> str | Literal[False]:
        """The name that a layer is given, in full; an empty one where it has none, False where it cannot have it.

        index: the position of what is named; that of the next layer where it is left out.
        """
        name = node.get("name") if isinstance(node, Mapping) else None
        if not isinstance(name, Scalar):
            return ""
        if not re.fullmatch(WORD, scope.prefix + name.text):
            message = f"`{scope.prefix + name.text}` is no name"
            self.report.add("GC0209", name.span, message, help=f"{NAME_FORM}: try `{nearest_name(name.text)}`")
            return False
        if not check_name(name, Kind.LAYER, self.report, full=scope.prefix + name.text):
            return False
        if name.text in scope.names and scope.names[name.text] != AMBIGUOUS:
            first = self.values[scope.names[name.text]].span
            self.report.add(
                "GC0306",
                name.span,
                f"network `{self.name}` has the name `{name.text}` twice",
                marks=(Mark(span=first, label="it is taken here"),),
            )
            return False
        scope.names[name.text] = len(self.values) if index is None else index
        return self._unique(scope.prefix + name.text, name.span)

    def _unique(self, name: str, span: Span) -> str:
        """A name for Keras: a block that is used twice has its layers numbered."""
        free = free_name(name, self.taken.__contains__)
        self.taken[free] = span
        return free

    def sources(self, node: Node, row: LayerRow, head: Scalar, scope: LayerScope) -> tuple[int, ...] | None:
        """Which values a layer reads: those that `from` names, or the layer before."""
        written = node.get("from") if isinstance(node, Mapping) else None
        several = row.inputs in {"many", "separate"}
        if written is None:
            return self._unsaid(row, head, scope, several=several)
        names = written.items if isinstance(written, SequenceNode) else (written,)
        found = [self.source(name, scope) for name in names if isinstance(name, Scalar)]
        if any(index is None for index in found):
            return None
        if not several and len(found) != 1:
            self.report.add(
                "GC0308",
                written.span,
                f"layer `{head.text}` reads one value, but `from` names {len(found)}",
                help="join them first with `concatenate`",
            )
            return None
        return tuple(index for index in found if index is not None)

    def _unsaid(self, row: LayerRow, head: Scalar, scope: LayerScope, *, several: bool) -> tuple[int, ...] | None:
        """The inputs of a layer without `from`: the layer before, or all inputs for a first layer that joins several."""
        first = len(self.values) == len(self.inputs)
        if not several and self.last is not None:
            return (self.last,)
        if several and first:
            return tuple(range(len(self.inputs)))
        what = "several layers" if several else "one of several inputs"
        known = scope.known() if first else [*scope.known(), "previous"]
        help = f"add `from: [...]` with names of {', '.join(known)}" if several else self._readable(row, known)
        labels = [node.name for node in self.inputs if node.dtype.startswith("int")]
        if several and row.input_count == (2, 2) and len(labels) == 1 and not first:
            help = f"write `from: [previous, {labels[0]}]` beside it"
        self.report.add("GC0308", head.span, f"layer `{head.text}` reads {what}, and does not say which", help=help)
        return None

    def report_unsaid_input(self, head: Scalar, scope: LayerScope) -> None:
        """A composite that comes first and does not say which of several inputs it reads."""
        images = [node.name for node in self.inputs if not node.dtype.startswith("int")]
        message = f"`{head.text}` reads one of several inputs, and does not say which"
        self.report.add("GC0308", head.span, message, help=_from_one_of(images or scope.known()))

    def _readable(self, row: LayerRow, known: Sequence[str]) -> str:
        """The input that a first layer can read, as help; all names where there are several."""
        fitting = [
            node.name
            for node in self.inputs
            if node.dtype.startswith("int") == (row.key == "embedding")
            and (row.rank is None or len(node.shape) == row.rank + 1)
        ]
        return _from_one_of(fitting or known)

    def source(self, name: Scalar, scope: LayerScope) -> int | None:
        """The position that a name in `from` stands for."""
        if name.text == "previous" and self.last is not None:
            return self.last
        index = self._numbered(name.text) if name.text.startswith("@") else scope.find(name.text)
        if index == AMBIGUOUS:
            self.report.add(
                "GC0309", name.span, f"network `{self.name}` has several layers `{name.text}`",
                help="number them in their block, as with `name: down_${i}`, and name the one that is meant",
            )  # fmt: skip
            return None
        if index is None:
            report_unknown_value(name, self.name, scope.known(), self.report)
        return index

    def _numbered(self, text: str) -> int | None:
        """The position of `@3`, the third layer: how a resolved spec calls layers that have no name."""
        number = int(text[1:]) if text[1:].isdigit() and len(text) < 8 else 0
        index = len(self.inputs) + number - 1
        return index if number > 0 and index < len(self.values) else None

    def _dtypes_fit(self, row: LayerRow, inputs: Sequence[int], head: Scalar) -> bool:
        """Labels go into layers that look them up, real numbers into all others."""
        nodes = [self.values[i] for i in inputs]
        whole = [isinstance(n, InputNode) and n.dtype.startswith("int") for n in nodes]
        if row.key == "embedding" and not all(whole):
            message = "layer `embedding` takes whole numbers, such as labels, but reads real ones"
            self.report.add(
                "GC0403", head.span, message, help="name an input of labels: `from: y`, with `y: data.label`"
            )
            return False
        return True

    def _report_shape(
        self, problem: ShapeProblem, head: Scalar, arguments: Dict[str, Node], inputs: Sequence[int]
    ) -> None:
        """A shape that does not fit, with the place where the incoming shape was made."""
        at = arguments[problem.argument].span if problem.argument and problem.argument in arguments else head.span
        marks = tuple(
            Mark(span=self.values[i].span, label=f"this gives {print_shape(self.values[i].shape)}") for i in inputs
        )
        odd = self._help_for_odd_size(inputs) if len(inputs) > 1 else None
        self.report.add("GC0402", at, f"layer `{head.text}`: {problem.message}", marks=marks, help=odd or problem.help)

    def _help_for_odd_size(self, joined: Sequence[int]) -> str | None:
        shapes = [value.shape for value in self.values]
        entry = next((node.shape for node in self.inputs if len(node.shape) == len(shapes[joined[0]])), None)
        if entry is None:
            return None
        return help_for_odd_size([shapes[index] for index in joined], entry, shapes, self.context.facts)


def _from_one_of(names: Sequence[str]) -> str:
    """How a layer says what it reads, as help."""
    return f"write `from: {names[0]}` beside it" if len(names) == 1 else f"add `from:` with one of {', '.join(names)}"


def known(shape: tuple[Size, ...]) -> Shape:
    """A shape for the IR. While sizes are looked for it holds unknown ones; a network is made of the layers read after that alone."""
    return cast(Shape, shape)


def _companions(node: Node) -> list[Argument]:
    """`trainable` and `dtype`, which every Keras layer takes."""
    given = dict(node) if isinstance(node, Mapping) else {}
    return [
        Argument(name=name, value=one.value)
        for name in ("trainable", "dtype")
        if isinstance(one := given.get(name), Scalar) and one.value is not None
    ]
