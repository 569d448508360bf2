"""The `networks` section: every layer with its inputs, its literal arguments and its shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from gancompile.compiler.catalogue import LayerRow, layer_rows
from gancompile.compiler.catalogue.value_rows import constraint_rows, initializer_rows, regularizer_rows
from gancompile.compiler.data import SourceFacts
from gancompile.compiler.diagnostics import Mark, Report, did_you_mean
from gancompile.compiler.elaborate.data import chosen
from gancompile.compiler.elaborate.names import check_name
from gancompile.compiler.ir.network import Argument, InputNode, KerasObject, LayerNode, Network, Shape
from gancompile.compiler.shapes import ShapeProblem, infer_shape, print_shape
from gancompile.compiler.syntax import Mapping, Node, Scalar, to_plain
from gancompile.compiler.syntax import Sequence as SequenceNode

BESIDE = ("name", "from", "trainable")


def elaborate_network(key: Scalar, section: Mapping, facts: SourceFacts | None, report: Report) -> Network | None:
    """One network, or None where its output cannot be known. facts: what the data yields; None where that is not known."""
    if not check_name(key, "a network", report):
        return None
    inputs, layers = section.get("inputs"), section.get("layers")
    assert isinstance(inputs, Mapping)
    assert isinstance(layers, SequenceNode)
    nodes = [_input(entry.key, entry.value, facts, report) for entry in inputs.entries]
    if not all(isinstance(node, InputNode) for node in nodes):
        return None
    builder = _Builder(name=key.text, inputs=tuple(node for node in nodes if node is not None), report=report)
    for layer in layers.items:
        if not builder.add(layer):
            return None
    return builder.finish(section, key)


def _input(key: Scalar, node: Node, facts: SourceFacts | None, report: Report) -> InputNode | None:
    if not check_name(key, "an input", report):
        return None
    if isinstance(node, Scalar):
        return _data_input(key, node, facts, report)
    shape = node.get("shape") if isinstance(node, Mapping) else node
    dtype = node.get("dtype") if isinstance(node, Mapping) else None
    sizes: Any = to_plain(shape) if shape is not None else []
    return InputNode(
        name=key.text, shape=tuple(sizes), dtype=dtype.text if isinstance(dtype, Scalar) else "float32", span=key.span
    )


def _data_input(key: Scalar, node: Scalar, facts: SourceFacts | None, report: Report) -> InputNode | None:
    """An input that takes its shape from the data: `data.image`."""
    head, _, name = node.text.partition(".")
    if head != "data" or not name:
        report.add(
            "GC0301",
            node.span,
            f"`{node.text}` is no shape",
            help="write sizes such as [128], or a field of the data such as `data.image`",
        )
        return None
    if facts is None:
        return None
    if name not in facts.fields:
        report.add(
            "GC0301",
            node.span,
            f"the data has no field `{name}`",
            label=did_you_mean(name, facts.fields),
            help=f"it has {', '.join(facts.fields)}",
        )
        return None
    found = facts.fields[name]
    if None in found.shape:
        report.add(
            "GC0401",
            node.span,
            f"the examples of `{name}` have different sizes, so the network has no shape to begin with",
            help="add `resize: [64, 64]` under `data`",
        )
        return None
    return InputNode(name=key.text, shape=found.shape, dtype=found.dtype, data_field=name, span=key.span)


@dataclass(slots=True)
class _Builder:
    """The layers read so far; a value's number counts the inputs first."""

    name: str
    inputs: tuple[InputNode, ...]
    report: Report
    layers: list[LayerNode] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    mixes: bool = False

    def __post_init__(self) -> None:
        self.names = {node.name: index for index, node in enumerate(self.inputs)}

    @property
    def shapes(self) -> list[Shape]:
        return [node.shape for node in self.inputs] + [node.shape for node in self.layers]

    def add(self, node: Node) -> bool:
        """Reads one layer; False ends the reading of this network."""
        kind, value, head = _layer_parts(node)
        row = layer_rows()[kind]
        inputs = self._sources(node, row, head)
        if inputs is None:
            return False
        arguments = _arguments(row, value)
        if kind == "embedding" and not all(
            i < len(self.inputs) and self.inputs[i].dtype.startswith("int") for i in inputs
        ):
            said = "layer `embedding` takes whole numbers, such as labels, but reads real ones"
            self.report.add("GC0403", head.span, said, help="name an input of labels: `from: y`, with `y: data.label`")
            return False
        shape = infer_shape(row, {a: to_plain(v) for a, v in arguments.items()}, [self.shapes[i] for i in inputs])
        if isinstance(shape, ShapeProblem):
            self._tell_shape(shape, head, arguments, inputs)
            return False
        name = node.get("name") if isinstance(node, Mapping) else None
        if isinstance(name, Scalar) and not self._take_name(name):
            return False
        trainable = node.get("trainable") if isinstance(node, Mapping) else None
        literals = [_argument(row, a, v) for a, v in arguments.items()]
        if isinstance(trainable, Scalar):
            literals.append(Argument(name="trainable", value=trainable.value))
        self.mixes = self.mixes or row.mixes_examples
        self.layers.append(
            LayerNode(kind=kind, keras=row.keras, arguments=tuple(literals), inputs=inputs, shape=shape,
                      name=name.text if isinstance(name, Scalar) else None, span=head.span)
        )  # fmt: skip
        return True

    def _take_name(self, name: Scalar) -> bool:
        if not check_name(name, "a layer", self.report):
            return False
        if name.text in self.names:
            index = self.names[name.text]
            first = self.inputs[index].span if index < len(self.inputs) else self.layers[index - len(self.inputs)].span
            self.report.add(
                "GC0306",
                name.span,
                f"network `{self.name}` has the name `{name.text}` twice",
                marks=(Mark(span=first, label="it is taken here"),),
            )
            return False
        self.names[name.text] = len(self.inputs) + len(self.layers)
        return True

    def _sources(self, node: Node, row: LayerRow, head: Scalar) -> tuple[int, ...] | None:
        """Which values a layer reads: those that `from` names, or the layer before."""
        written = node.get("from") if isinstance(node, Mapping) else None
        if written is None:
            if self.layers and row.inputs != "many":
                return (len(self.inputs) + len(self.layers) - 1,)
            if not self.layers and (len(self.inputs) == 1 or row.inputs == "many"):
                return tuple(range(len(self.inputs)))
            known = ", ".join(self.names) if self.layers else " or ".join(self.names)
            what = "several layers" if row.inputs == "many" else "one of several inputs"
            self.report.add(
                "GC0308",
                head.span,
                f"layer `{head.text}` reads {what}, and does not say which",
                help=f"add `from:` with names of {known}" + (", previous" if self.layers else ""),
            )
            return None
        names = written.items if isinstance(written, SequenceNode) else (written,)
        found = [self._source(name) for name in names if isinstance(name, Scalar)]
        if any(index is None for index in found):
            return None
        if row.inputs != "many" and len(found) != 1:
            self.report.add(
                "GC0308",
                written.span,
                f"layer `{head.text}` reads one value, but `from` names {len(found)}",
                help="join them first with `concatenate`",
            )
            return None
        return tuple(index for index in found if index is not None)

    def _source(self, name: Scalar) -> int | None:
        if name.text == "previous" and (self.layers or len(self.inputs) == 1):
            return len(self.inputs) + len(self.layers) - 1
        if name.text not in self.names:
            hint = did_you_mean(name.text, [*self.names, "previous"])
            self.report.add(
                "GC0301",
                name.span,
                f"network `{self.name}` has no layer or input `{name.text}` before this one",
                label=hint,
                help=f"known here are {', '.join(self.names)}",
            )
            return None
        return self.names[name.text]

    def _tell_shape(
        self, problem: ShapeProblem, head: Scalar, arguments: dict[str, Node], inputs: Sequence[int]
    ) -> None:
        """A shape that does not fit, with the place where the incoming shape was made."""
        at = arguments[problem.argument].span if problem.argument in arguments else head.span
        marks = []
        for index in inputs:
            node = self.inputs[index] if index < len(self.inputs) else self.layers[index - len(self.inputs)]
            marks.append(Mark(span=node.span, label=f"this gives {print_shape(node.shape)}"))
        self.report.add("GC0402", at, f"layer `{head.text}`: {problem.message}", marks=tuple(marks), help=problem.help)

    def finish(self, section: Mapping, key: Scalar) -> Network | None:
        """The network, once all layers are read."""
        output = len(self.inputs) + len(self.layers) - 1
        outputs = section.get("outputs")
        if isinstance(outputs, Mapping):
            named = outputs.entries[0].value
            index = self._source(named) if isinstance(named, Scalar) else None
            if index is None:
                return None
            output = index
        used = self._reached(output)
        for index, node in enumerate(self.inputs):
            if index not in used:
                self.report.add(
                    "GC0307",
                    node.span,
                    f"input `{node.name}` of network `{self.name}` does not reach its output",
                    help="name it under `from` of a layer, or remove it",
                )
                return None
        return Network(
            name=self.name, inputs=self.inputs, layers=tuple(self.layers), output=output, shape=self.shapes[output],
            final=self._final(output), mixes_examples=self.mixes, span=key.span,
        )  # fmt: skip

    def _reached(self, output: int) -> set[int]:
        found, queue = {output}, [output]
        while queue:
            index = queue.pop()
            for source in self.layers[index - len(self.inputs)].inputs if index >= len(self.inputs) else ():
                if source not in found:
                    found.add(source)
                    queue.append(source)
        return found

    def _final(self, output: int) -> str:
        """The activation that the output comes out of; layers that only reorder numbers are looked through."""
        while output >= len(self.inputs):
            node = self.layers[output - len(self.inputs)]
            given = {a.name: a.value for a in node.arguments}
            if node.kind in {"flatten", "reshape", "permute", "cropping2d", "identity"}:
                output = node.inputs[0]
                continue
            if node.kind in {"relu", "leaky_relu", "softmax", "elu", "prelu"}:
                return node.kind
            return str(given.get("activation") or "linear")
        return "linear"


def _layer_parts(node: Node) -> tuple[str, Node | None, Scalar]:
    """The kind of a layer, what is said of it, and the place of its kind."""
    if isinstance(node, Mapping):
        entry = next(entry for entry in node.entries if entry.key.text not in BESIDE)
        return entry.key.text, entry.value, entry.key
    assert isinstance(node, Scalar)
    return node.text, None, node


def _arguments(row: LayerRow, value: Node | None) -> dict[str, Node]:
    """Arguments by name; a scalar or a list is the one that the row's shorthand sets."""
    if value is None or (isinstance(value, Scalar) and value.value is None):
        return {}
    if isinstance(value, Mapping):
        return dict(value)
    assert row.positional is not None
    return {row.positional: value}


def _argument(row: LayerRow, name: str, node: Node) -> Argument:
    reference = next(a.schema.get("$ref", "") for a in row.arguments if a.name == name)
    rows: Any = {"initializer": initializer_rows, "regularizer": regularizer_rows, "constraint": constraint_rows}
    kind = reference.rpartition("/")[2]
    if kind in rows and isinstance(node, Mapping):
        key, inner = chosen(node)
        given = to_plain(inner) if isinstance(inner, Mapping) else {}
        made = tuple(Argument(name=a, value=_literal(v)) for a, v in given.items()) if isinstance(given, dict) else ()
        return Argument(name=name, value=KerasObject(module=f"{kind}s", keras=rows[kind]()[key].keras, arguments=made))
    return Argument(name=name, value=_literal(to_plain(node)))


def _literal(value: Any) -> Any:
    return tuple(_literal(one) for one in value) if isinstance(value, list) else value
