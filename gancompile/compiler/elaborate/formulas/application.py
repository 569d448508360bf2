"""Networks applied to values: `discriminator(x)`."""

from __future__ import annotations

from collections.abc import Mapping

from gancompile.compiler.diagnostics import Mark, Span
from gancompile.compiler.elaborate.formulas.formula_error import FormulaError
from gancompile.compiler.elaborate.formulas.reader import Reader
from gancompile.compiler.ir.network import InputNode, Network, same_shape
from gancompile.compiler.ir.value import Apply, Draw, Value, shape_of
from gancompile.compiler.shapes import print_shape
from gancompile.compiler.syntax.expression import Call


def apply(network: Network, node: Call, networks: Mapping[str, Network], reader: Reader) -> Value:
    """A network applied to its arguments. networks: of the game. Raises FormulaError."""
    if len(node.arguments) != len(network.inputs):
        names = ", ".join(i.name for i in network.inputs)
        count = f"{len(network.inputs)} input{'s' * (len(network.inputs) != 1)}"
        raise FormulaError(
            "GC0413",
            node.span,
            f"network `{network.name}` takes {count} ({names}), but is given {len(node.arguments)}",
            marks=(Mark(span=network.span, label="it is defined here"),),
        )
    values = [reader.single(reader.read(argument), argument.span) for argument in node.arguments]
    for value, argument, wanted in zip(values, node.arguments, network.inputs, strict=True):
        shape = shape_of(value)
        if shape is None or not same_shape(shape, wanted.shape):
            raise _unfit_input(network, wanted, value, argument.span, networks)
    return Apply(
        network=network.name, inputs=tuple(values), shape=network.shape, several=network.several, span=node.span
    )


def _unfit_input(
    network: Network, wanted: InputNode, value: Value, argument: Span, networks: Mapping[str, Network]
) -> FormulaError:
    """A value that does not fit an input, with where it was made."""
    found = shape_of(value)
    shape = "a single number" if found is None else print_shape(found)
    there = Mark(span=wanted.span, label=f"it takes {print_shape(wanted.shape)}")
    message = f"network `{network.name}` takes {print_shape(wanted.shape)} for `{wanted.name}`, but is given {shape}"
    help = _fitting(value, wanted, networks) if isinstance(value, Draw) else None
    return FormulaError("GC0412", argument, message, help=help, marks=(there, *_origin(value, networks)))


def _fitting(drawn: Draw, wanted: InputNode, networks: Mapping[str, Network]) -> str | None:
    """How to give an input the shape that it takes: apply a network to the draw, or draw noise of that shape."""
    makers = [
        one.name
        for one in networks.values()
        if [node.shape for node in one.inputs] == [drawn.shape] and same_shape(one.shape, wanted.shape)
    ]
    if makers:
        return f"`{makers[0]}({drawn.name})` has this shape"
    noise = drawn.data_field is None and len(wanted.shape) == 1
    return f"draw it with the shape {print_shape(wanted.shape)}, which leaves out the batch" if noise else None


def _origin(value: Value, networks: Mapping[str, Network]) -> tuple[Mark, ...]:
    """The mark of a network's last layer, for an output of the wrong shape."""
    if not isinstance(value, Apply):
        return ()
    network = networks[value.network]
    return (Mark(span=network.end, label=f"{network.name} ends here with {print_shape(network.shape)}"),)
