"""Images transformed at random."""

from __future__ import annotations

from gancompile.catalogue.policy_rows import policy_groups, policy_rows
from gancompile.compiler.diagnostics import did_you_mean
from gancompile.compiler.elaborate.formulas.formula_error import FormulaError
from gancompile.compiler.elaborate.formulas.reader import Reader
from gancompile.compiler.ir.value import Augment, Number, Value, shape_of
from gancompile.compiler.shapes import print_shape
from gancompile.compiler.syntax import Expression
from gancompile.compiler.syntax.expression import Call, Name


def augment(node: Call, reader: Reader) -> Value:
    """`augment(v, policy, ...)`. Raises FormulaError."""
    of = reader.real(node.arguments[0])
    shape = shape_of(of)
    if shape is None or len(shape) != 3:
        found = "a single number" if shape is None else print_shape(shape)
        message = f"`augment` works on images, [height, width, channels], but this is {found}"
        raise FormulaError("GC0411", node.arguments[0].span, message)
    policies = tuple(p for argument in node.arguments[1:] for p in _policies(argument, reader))
    for channels, name in ((policy_rows()[name].channels, name) for name, _ in policies):
        if channels is not None and shape[-1] not in {*channels, None}:
            wanted = " or ".join(map(str, channels))
            message = f"`{name}` is of images with {wanted} channels, but this has {shape[-1]}"
            raise FormulaError("GC0411", node.arguments[0].span, message, help="augment each part, or by `warp`")
    return Augment(of=of, policies=policies, span=node.span)


def _policies(node: Expression, reader: Reader) -> list[tuple[str, Value]]:
    """The policies behind one argument of `augment`, each with its probability."""
    name = node.name if isinstance(node, Name) else node.function if isinstance(node, Call) else ""
    known = (*policy_rows(), *policy_groups())
    if name not in known:
        hint = did_you_mean(name, known)
        message = f"there is no augmentation `{name}`" if name else "this is no augmentation"
        raise FormulaError("GC0301", node.span, message, label=hint, help=f"there are {', '.join(known)}")
    given = node.arguments if isinstance(node, Call) else ()
    share = reader.read(given[0]) if len(given) == 1 else Number(value=1)
    if len(given) > 1 or shape_of(share) is not None:
        message = f"`{name}` takes one single number, the probability with which it is done"
        raise FormulaError("GC0413", node.span, message, help=f"{name}(0.5)")
    return [(policy, share) for policy in policy_groups().get(name, (name,))]
