"""Expressions into typed values: every name known, every shape fitting, each mistake at its column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from gancompile.catalogue import function_rows
from gancompile.catalogue.alias import alias_of
from gancompile.compiler.diagnostics import NOWHERE, Report, Span, did_you_mean
from gancompile.compiler.elaborate.formulas.application import apply
from gancompile.compiler.elaborate.formulas.broadcasting import together, unfit
from gancompile.compiler.elaborate.formulas.constant_folding import OF_NUMBERS, folded, number_of
from gancompile.compiler.elaborate.formulas.formula_error import FormulaError
from gancompile.compiler.elaborate.formulas.functions.augment import augment
from gancompile.compiler.elaborate.formulas.functions.concat import concat
from gancompile.compiler.elaborate.formulas.functions.crop import crop
from gancompile.compiler.elaborate.formulas.functions.cross_entropy import cross_entropy
from gancompile.compiler.elaborate.formulas.functions.instead import instead
from gancompile.compiler.elaborate.formulas.functions.kl_normal import kl_normal
from gancompile.compiler.elaborate.formulas.functions.one_hot import one_hot
from gancompile.compiler.elaborate.formulas.functions.pack import pack
from gancompile.compiler.elaborate.formulas.functions.pixels import pixels
from gancompile.compiler.elaborate.formulas.functions.pool import pool
from gancompile.compiler.elaborate.formulas.pairs import check_no_side, check_pairs
from gancompile.compiler.elaborate.formulas.part import part_of
from gancompile.compiler.elaborate.formulas.reader import Reader
from gancompile.compiler.elaborate.formulas.unknown_names import unknown_function, unknown_value
from gancompile.compiler.ir.network import Network, Shape
from gancompile.compiler.ir.pair_side import PairSide
from gancompile.compiler.ir.reduction_kind import ReductionKind
from gancompile.compiler.ir.value import (
    Apply,
    Draw,
    Elementwise,
    Expectation,
    FirstHalf,
    Gradient,
    Mix,
    Negate,
    Number,
    OfWeights,
    PairExpectation,
    Pick,
    Reduction,
    Shuffle,
    Side,
    Statistic,
    Stop,
    Value,
    carries_gradient,
    is_labels,
    shape_of,
)
from gancompile.compiler.ir.value import Comparison as Compared
from gancompile.compiler.shapes import print_shape
from gancompile.compiler.syntax import Expression
from gancompile.compiler.syntax.expression import (
    BinaryOperation,
    Call,
    Comparison,
    Field,
    Name,
    Negation,
    NumberLiteral,
    Subscript,
)

BRACKETS = frozenset({"E", "P"})

SIDES = frozenset({"first", "second"})
SPECIAL: Mapping[str, Callable[[Call, Reader], Value]] = {
    "augment": augment, "concat": concat, "crop": crop, "cross_entropy": cross_entropy, "instead": instead, "kl_normal": kl_normal,
    "one_hot": one_hot, "pack": pack, "pixels": pixels, "pool": pool,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The scope of a formula: networks, draws and lets. shuffles: the numbers of the shuffles of the spec so far, by their spans."""

    networks: Mapping[str, Network]
    names: Mapping[str, Value]
    shuffles: dict[tuple[Span, int], int] = field(default_factory=dict)

    def type_formula(self, expression: Expression, report: Report) -> Value | None:
        """The value of an expression, or None where it has none; the report then says why."""
        try:
            return self.read(expression)
        except FormulaError as wrong:
            report.add_diagnostic(wrong.diagnostic)
            return None

    def read(self, node: Expression) -> Value:
        match node:
            case NumberLiteral(value=value, span=span):
                return Number(value=value, span=span)
            case Name(name=name, span=span):
                return self._name(name, span)
            case Negation(of=of, span=span):
                return Negate(of=self.real(of), span=span)
            case BinaryOperation(operator=sign, left=left, right=right, span=span):
                if sign == "//" or sign == "%":
                    raise FormulaError(
                        "GC0411", span, f"`{sign}` has no meaning in an objective", help="it works in `${...}`"
                    )
                a, b = self._joined([left, right], f"`{sign}`", span)
                return folded(sign, a, b, span)
            case Comparison():
                return self._comparison(node)
            case Field():
                return self._pick(node)
            case Subscript():
                return part_of(self.real(node.of), node, self.read)
            case Call():
                return self._call(node)

    def _pick(self, node: Field) -> Value:
        """A named output of a network that is applied: `reader(x).style`, or `read.style` where `read` is that."""
        of = self.read(node.of)
        outputs = self.networks[of.network].outputs if isinstance(of, Apply) else ()
        if not isinstance(of, Apply) or not of.several:
            help = "a network with named `outputs` has"
            if isinstance(of, Apply):
                help = f"network `{of.network}` has one output, which has no name here: leave `.{node.name}` out"
            raise FormulaError("GC0415", node.span, f"this has no output `{node.name}`", help=help)
        found = next((output for output in outputs if output.name == node.name), None)
        if found is None:
            known = [output.name for output in outputs]
            raise FormulaError(
                "GC0415", node.span, f"network `{of.network}` has no output `{node.name}`",
                label=did_you_mean(node.name, known), help=f"it has {', '.join(known)}",
            )  # fmt: skip
        return Pick(of=of, output=found.name, shape=found.shape, span=node.span)

    def real(self, node: Expression) -> Value:
        """A value that arithmetic is done with, which labels are not."""
        value = self.single(self.read(node), node.span)
        if isinstance(value, Draw) and value.dtype.startswith("int"):
            raise FormulaError(
                "GC0411",
                node.span,
                f"`{value.name}` holds labels, which are names and no quantities",
                help="give it to a network that embeds it",
            )
        return value

    def _comparison(self, node: Comparison) -> Value:
        """Two values compared, which is true or false for each element; labels with whole numbers, or with labels."""
        sides = [self.single(self.read(one), one.span) for one in (node.left, node.right)]
        labels = [is_labels(side) for side in sides]
        names = all(label or _is_integer(side) for side, label in zip(sides, labels, strict=True))
        if any(labels) and (node.operator != "==" or not names):
            message = "labels are names and no quantities: they are equal to a whole number or to labels, or are not"
            raise FormulaError("GC0411", node.span, message, help="write `where(y == 3, a, b)`")
        left, right = together(sides, f"`{node.operator}`", node.span)
        return Compared(operator=node.operator, left=left, right=right, span=node.span)

    def _where(self, node: Call) -> Value:
        """One of two values by a condition, whose sides go over the axes of both."""
        condition = self.read(node.arguments[0])
        if not isinstance(condition, Compared):
            message = "`where` takes a comparison, and then two values"
            raise FormulaError("GC0411", node.arguments[0].span, message, help="write `where(x > 0, a, b)`")
        values = [self.real(one) for one in node.arguments[1:]]
        left, right, *values = together([condition.left, condition.right, *values], "`where`", node.span)
        condition = replace(condition, left=left, right=right)
        return Elementwise(function="where", of=(condition, *values), span=node.span)

    def single(self, value: Value, span: Span) -> Value:
        """A value that is one and not several, and no comparison."""
        if isinstance(value, Compared):
            message = "a comparison is true or false, and no number"
            raise FormulaError(
                "GC0411", span, message, help="`where(a > b, 1, 0)` is 1 where it holds, and 0 elsewhere"
            )
        if isinstance(value, Apply) and value.several:
            known = ", ".join(f"`.{output.name}`" for output in self.networks[value.network].outputs)
            message = f"network `{value.network}` has several outputs, and this does not say which"
            raise FormulaError("GC0415", span, message, help=f"write one of {known} behind it")
        return value

    def _name(self, name: str, span: Span) -> Value:
        if name in self.names:
            return self.names[name]
        if name in self.networks or name in function_rows():
            what = "network" if name in self.networks else "function"
            raise FormulaError(
                "GC0413",
                span,
                f"`{name}` is a {what}: it has a value only when it is applied",
                help=f"write `{name}(...)`",
            )
        raise FormulaError.of(unknown_value(name, span, [*self.names, *self.networks]))

    def _call(self, node: Call) -> Value:
        name, span = node.function, node.span
        if name in self.networks:
            return apply(self.networks[name], node, self.networks, self)
        if name not in function_rows():
            raise FormulaError.of(unknown_function(name, span, self.networks))
        least, most = function_rows()[name].arguments
        if not least <= len(node.arguments) <= (most or len(node.arguments)):
            wanted = _count(least, "argument") if least == most else f"{least} or more arguments"
            alias = alias_of(name, "function with several arguments") if len(node.arguments) > 1 else None
            message = f"`{name}` takes {wanted}, but is given {len(node.arguments)}"
            help = alias.advice if alias else f"write `{function_rows()[name].written}`"
            raise FormulaError("GC0413", span, message, help=help)
        if name in BRACKETS and not node.brackets:
            raise FormulaError("GC0413", span, f"`{name}` is written with brackets", help=f"write `{name}[...]`")
        return self._function(name, node)

    def _function(self, name: str, node: Call) -> Value:
        span = node.span
        if name == "where":
            return self._where(node)
        match function_rows()[name].kind:
            case "elementwise":
                return self._elementwise(name, node)
            case "weights":
                return self._of_weights(name, node)
            case "statistic":
                return self._statistic(name, node)
        if name in SPECIAL:
            return SPECIAL[name](node, self)
        of = self.real(node.arguments[0])
        shape = shape_of(of)
        if name == "stop":
            return Stop(of=of, span=span)
        if shape is None:
            raise FormulaError(
                "GC0411",
                node.arguments[0].span,
                f"`{name}` takes a value with a batch, but this is a single number already",
            )
        return self._of_batch(name, of, shape, node)

    def _of_batch(self, name: str, of: Value, shape: Shape, node: Call) -> Value:
        """The functions whose first argument has a batch."""
        span = node.span
        if name in BRACKETS:
            if shape not in {(), (1,)}:
                what = "example" if name == "E" else "pair"
                raise FormulaError(
                    "GC0414",
                    node.arguments[0].span,
                    f"`{name}[...]` takes one number per {what}, but this has {print_shape(shape)} for each",
                    help=f"make one of them with `mean(...)` or `sum(...)` inside of `{name}[...]`",
                )
            if name == "P":
                check_pairs(of, node.arguments[0].span)
                return PairExpectation(of=of, span=span)
            check_no_side(of, node.arguments[0].span)
            return Expectation(of=of, span=span)
        if name in SIDES:
            return Side(which=PairSide(name), of=of, span=span)
        if name == "first_half":
            return FirstHalf(of=of, span=span)
        if function_rows()[name].kind == "reduction":
            return Reduction(how=ReductionKind(name), of=of, span=span)
        if name == "shuffle":
            return Shuffle(of=of, number=self._order_of(node), span=span)
        other = self.real(node.arguments[1])
        if name == "mix":
            if shape_of(other) != shape:
                raise unfit("`mix`", span, shape, shape_of(other))
            return Mix(left=of, right=other, span=span)
        if shape_of(other) is None or not carries_gradient(of, other):
            raise FormulaError(
                "GC0411",
                node.arguments[1].span,
                "there is no gradient by this: the first argument is not computed from it",
            )
        return Gradient(of=of, by=other, span=span)

    def _order_of(self, node: Call) -> int:
        """The number of a shuffle's order: the same wherever its formula is read again, and of one's own for each that is written."""
        key = (node.span, 0) if node.span != NOWHERE else (NOWHERE, len(self.shuffles))
        return self.shuffles.setdefault(key, len(self.shuffles) + 1)

    def _elementwise(self, name: str, node: Call) -> Value:
        values = self._joined(list(node.arguments), f"`{name}`", node.span)
        if function_rows()[name].takes == "axis" and not shape_of(values[0]):
            raise FormulaError(
                "GC0411", node.span, f"`{name}` goes along the last axis of an example, and this has none"
            )
        numbers = [value.value for value in values if isinstance(value, Number)]
        if name in OF_NUMBERS and len(numbers) == len(values):
            number = number_of(lambda: OF_NUMBERS[name](*numbers), node.span)
            of = values[0]
            if name == "sqrt" and isinstance(of, Number) and (of.written or not float(number.value).is_integer()):
                return replace(number, written=f"sqrt({of.written or f'{of.value:g}'})")
            return number
        return Elementwise(function=name, of=tuple(values), span=node.span)

    def _of_weights(self, name: str, node: Call) -> Value:
        network = node.arguments[0]
        if not isinstance(network, Name) or network.name not in self.networks:
            message = f"`{name}` takes a network, not a value"
            raise FormulaError("GC0411", network.span, message, help=f"one of {', '.join(self.networks)}")
        return OfWeights(function=name, network=network.name, span=node.span)

    def _statistic(self, name: str, node: Call) -> Value:
        values = [self.real(argument) for argument in node.arguments]
        shapes, takes = [shape_of(value) for value in values], function_rows()[name].takes
        for shape, argument in zip(shapes, node.arguments, strict=True):
            if shape is None or (takes == "scalars" and shape not in {(), (1,)}):
                message = f"`{name}` takes values with a batch" + (", one number per example" if shape else "")
                raise FormulaError("GC0411", argument.span, message)
        different = next((shape for shape in shapes if shape != shapes[0]), None)
        if takes == "alike" and different is not None:
            raise unfit(f"`{name}`", node.span, shapes[0], different)
        return Statistic(function=name, of=tuple(values), span=node.span)

    def _joined(self, nodes: list[Expression], what: str, span: Span) -> list[Value]:
        """Values for element-wise work: of one shape, single numbers, or one number per example, which goes over all axes of the others.

        One number per example is () whether or not it has an axis. An axis of size 1 goes over that of another value.
        """
        return together([self.real(node) for node in nodes], what, span)


def _is_integer(value: Value) -> bool:
    return isinstance(value, Number) and float(value.value).is_integer()


def _count(number: int, noun: str, several: str = "") -> str:
    return f"{number} {noun if number == 1 else several or noun + 's'}"
