"""A signature as a method: the networks that it applies, then its outputs by name."""

from __future__ import annotations

from collections.abc import Mapping

from gancompile.compiler.emit.body import one_or_list
from gancompile.compiler.emit.formula import FormulaText
from gancompile.compiler.emit.text import call, docstring, literal, shape_comment
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.signature import Signature
from gancompile.compiler.ir.value import Apply, walk
from gancompile.compiler.syntax.free_name import free_name


def method_of(signature: Signature) -> str:
    """The method of the game that answers a signature."""
    return f"serve_{signature.name}"


def emit_signature(signature: Signature, networks: Mapping[str, Network]) -> list[str]:
    """The lines of the method. It applies the networks as they are served: with averaged weights, where there are such."""
    inputs = [draw.name for draw in signature.inputs]
    formula = FormulaText(known={draw: draw.name for draw in signature.inputs})
    taken = {*inputs, "self", "tf"}
    lines: list[str] = []
    for output in signature.outputs:
        for part in walk(output.value):
            if isinstance(part, Apply) and part not in formula.known:
                wanted = networks[part.network].output_name if not part.several else part.network
                name = free_name(wanted, taken.__contains__)
                taken.add(name)
                given = one_or_list([formula.text(value) for value in part.inputs])
                head = f"{name} = self.network({literal(part.network)})"
                lines += call(head, [given, "training=False"], indent=8)
                formula.known[part] = name
    outputs = [f"{literal(output.name)}: {formula.text(output.value)}" for output in signature.outputs]
    lines += _returned(outputs)
    head = f"    def {method_of(signature)}({', '.join(['self', *inputs])}):"
    return [head, *docstring(_about(signature), indent=8), *lines]


def _returned(outputs: list[str]) -> list[str]:
    line = f"        return {{{', '.join(outputs)}}}"
    if len(line) <= 120:
        return [line]
    return ["        return {", *(f"            {output}," for output in outputs), "        }"]


def _about(signature: Signature) -> str:
    written = " and ".join(
        f"{output.name} = {output.written}" if output.name != output.written else output.name
        for output in signature.outputs
    )
    shapes = ", ".join(f"{draw.name}: {shape_comment(draw.shape)}" for draw in signature.inputs)
    return f"The signature `{signature.name}`: {written}.\n\n{shapes}"
