"""Expressions into typed values: every name known, every shape fitting, each mistake at its column."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gancompile.catalogue import function_rows
from gancompile.catalogue.alias import alias_of
from gancompile.catalogue.policy_rows import policy_groups, policy_rows
from gancompile.compiler.diagnostics import NOWHERE, Mark, Report, Span, did_you_mean
from gancompile.compiler.elaborate.formulas.constant_folding import OF_NUMBERS, folded, number_of
from gancompile.compiler.elaborate.formulas.formula_error import FormulaError
from gancompile.compiler.elaborate.formulas.pairs import check_no_side, check_pairs
from gancompile.compiler.elaborate.formulas.part import part_of
from gancompile.compiler.elaborate.formulas.unknown_names import unknown_function, unknown_value
from gancompile.compiler.ir.network import InputNode, Network, Shape, same_shape
from gancompile.compiler.ir.pair_side import PairSide
from gancompile.compiler.ir.reduction_kind import ReductionKind
from gancompile.compiler.ir.value import (
    Apply,
    Arithmetic,
    Augment,
    Broadcast,
    Concatenation,
    Crop,
    CrossEntropy,
    Draw,
    Elementwise,
    Expectation,
    FirstHalf,
    Gradient,
    Mix,
    Negate,
    Number,
    OfWeights,
    OneHot,
    Pack,
    PairExpectation,
    Pick,
    Pool,
    Reduction,
    Shuffle,
    Side,
    Statistic,
    Stop,
    Value,
    carries_gradient,
    is_labels,
    replaced,
    shape_of,
    walk,
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

LARGEST_POOL = 100_000
SIDES = frozenset({"first", "second"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The scope of a formula: networks, draws and lets. shuffles: the numbers of the shuffles of the spec so far, by their spans."""

    networks: Mapping[str, Network]
    names: Mapping[str, Value]
    shuffles: dict[tuple[Span, int], int] = field(default_factory=dict)

    def type_formula(self, expression: Expression, report: Report) -> Value | None:
        """The value of an expression, or None where it has none; the report then says why."""
        try:
            return self._read(expression)
        except FormulaError as wrong:
            report.add_diagnostic(wrong.diagnostic)
            return None

    def _read(self, node: Expression) -> Value:
        match node:
            case NumberLiteral(value=value, span=span):
                return Number(value=value, span=span)
            case Name(name=name, span=span):
                return self._name(name, span)
            case Negation(of=of, span=span):
                return Negate(of=self._real(of), span=span)
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
                return part_of(self._real(node.of), node, self._read)
            case Call():
                return self._call(node)

    def _pick(self, node: Field) -> Value:
        """A named output of a network that is applied: `reader(x).style`, or `read.style` where `read` is that."""
        of = self._read(node.of)
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

    def _real(self, node: Expression) -> Value:
        """A value that arithmetic is done with, which labels are not."""
        value = self._single(self._read(node), node.span)
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
        sides = [self._single(self._read(one), one.span) for one in (node.left, node.right)]
        labels = [is_labels(side) for side in sides]
        names = all(label or _is_integer(side) for side, label in zip(sides, labels, strict=True))
        if any(labels) and (node.operator != "==" or not names):
            message = "labels are names and no quantities: they are equal to a whole number or to labels, or are not"
            raise FormulaError("GC0411", node.span, message, help="write `where(y == 3, a, b)`")
        left, right = self._together(sides, f"`{node.operator}`", node.span)
        return Compared(operator=node.operator, left=left, right=right, span=node.span)

    def _where(self, node: Call) -> Value:
        """One of two values by a condition, whose sides go over the axes of both."""
        condition = self._read(node.arguments[0])
        if not isinstance(condition, Compared):
            message = "`where` takes a comparison, and then two values"
            raise FormulaError("GC0411", node.arguments[0].span, message, help="write `where(x > 0, a, b)`")
        values = [self._real(one) for one in node.arguments[1:]]
        left, right, *values = self._together([condition.left, condition.right, *values], "`where`", node.span)
        condition = replace(condition, left=left, right=right)
        return Elementwise(function="where", of=(condition, *values), span=node.span)

    def _single(self, value: Value, span: Span) -> Value:
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
            return self._apply(self.networks[name], node)
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
        match name:
            case "augment":
                return self._augment(node)
            case "pool":
                return self._pool(node)
            case "instead":
                return self._instead(node)
            case "crop":
                return self._crop(node)
            case "cross_entropy":
                return self._cross_entropy(node)
            case "one_hot":
                return self._one_hot(node)
            case "concat":
                return self._concatenation(node)
            case "kl_normal":
                mean, log_variance = self._joined(list(node.arguments), "`kl_normal`", span)
                return _kl_normal(mean, log_variance, span)
        of = self._real(node.arguments[0])
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
        if name == "pixels":
            return self._pixels(shape, node)
        if name == "pack":
            return self._pack(of, shape, node)
        if name == "first_half":
            return FirstHalf(of=of, span=span)
        if function_rows()[name].kind == "reduction":
            return Reduction(how=ReductionKind(name), of=of, span=span)
        if name == "shuffle":
            return Shuffle(of=of, number=self._order_of(node), span=span)
        other = self._real(node.arguments[1])
        if name == "mix":
            if shape_of(other) != shape:
                raise _unfit("`mix`", span, shape, shape_of(other))
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
        values = [self._real(argument) for argument in node.arguments]
        shapes, takes = [shape_of(value) for value in values], function_rows()[name].takes
        for shape, argument in zip(shapes, node.arguments, strict=True):
            if shape is None or (takes == "scalars" and shape not in {(), (1,)}):
                message = f"`{name}` takes values with a batch" + (", one number per example" if shape else "")
                raise FormulaError("GC0411", argument.span, message)
        different = next((shape for shape in shapes if shape != shapes[0]), None)
        if takes == "alike" and different is not None:
            raise _unfit(f"`{name}`", node.span, shapes[0], different)
        return Statistic(function=name, of=tuple(values), span=node.span)

    def _augment(self, node: Call) -> Value:
        of = self._real(node.arguments[0])
        shape = shape_of(of)
        if shape is None or len(shape) != 3:
            found = "a single number" if shape is None else print_shape(shape)
            message = f"`augment` works on images, [height, width, channels], but this is {found}"
            raise FormulaError("GC0411", node.arguments[0].span, message)
        policies = tuple(p for argument in node.arguments[1:] for p in self._policies(argument))
        for channels, name in ((policy_rows()[name].channels, name) for name, _ in policies):
            if channels is not None and shape[-1] not in {*channels, None}:
                wanted = " or ".join(map(str, channels))
                message = f"`{name}` is of images with {wanted} channels, but this has {shape[-1]}"
                raise FormulaError("GC0411", node.arguments[0].span, message, help="augment each part, or by `warp`")
        return Augment(of=of, policies=policies, span=node.span)

    def _policies(self, node: Expression) -> list[tuple[str, Value]]:
        """The policies behind one argument of `augment`, each with its probability."""
        name = node.name if isinstance(node, Name) else node.function if isinstance(node, Call) else ""
        known = (*policy_rows(), *policy_groups())
        if name not in known:
            hint = did_you_mean(name, known)
            message = f"there is no augmentation `{name}`" if name else "this is no augmentation"
            raise FormulaError("GC0301", node.span, message, label=hint, help=f"there are {', '.join(known)}")
        given = node.arguments if isinstance(node, Call) else ()
        share = self._read(given[0]) if len(given) == 1 else Number(value=1)
        if len(given) > 1 or shape_of(share) is not None:
            message = f"`{name}` takes one single number, the probability with which it is done"
            raise FormulaError("GC0413", node.span, message, help=f"{name}(0.5)")
        return [(policy, share) for policy in policy_groups().get(name, (name,))]

    def _pool(self, node: Call) -> Value:
        of, size = self._real(node.arguments[0]), self._read(node.arguments[1])
        shape = shape_of(of)
        if shape is None or None in shape:
            message = "`pool` keeps examples of one known shape, and this has none"
            raise FormulaError("GC0411", node.arguments[0].span, message)
        if not isinstance(size, Number) or not isinstance(size.value, int) or not 1 <= size.value <= LARGEST_POOL:
            received = f", not {size.value:g}" if isinstance(size, Number) else ""
            message = f"a pool keeps a whole number of examples, from 1 to {LARGEST_POOL:,}{received}"
            raise FormulaError("GC0411", node.arguments[1].span, message, help="pool(v, 50)")
        return Pool(of=of, size=size.value, span=node.span)

    def _pack(self, of: Value, shape: Shape, node: Call) -> Value:
        number = self._read(node.arguments[1])
        if not shape or None in shape:
            message = f"`pack` takes examples of known sizes, but this has {print_shape(shape)} for each"
            raise FormulaError("GC0411", node.arguments[0].span, message)
        if not isinstance(number, Number) or not isinstance(number.value, int) or number.value < 2:
            message = "`pack` takes a whole number of examples, 2 or more"
            raise FormulaError("GC0411", node.arguments[1].span, message, help="pack(v, 10)")
        return Pack(of=of, number=number.value, span=node.span)

    def _crop(self, node: Call) -> Value:
        """A window of images or sequences, at a place that other values may share."""
        of, at, size = self._real(node.arguments[0]), self._real(node.arguments[1]), self._read(node.arguments[2])
        shape = shape_of(of)
        if shape is None or len(shape) < 2 or None in shape[:-1]:
            found = "a single number" if shape is None else print_shape(shape)
            message = f"`crop` takes a window of values with known sizes, such as [height, width, channels], but this is {found}"
            raise FormulaError("GC0411", node.arguments[0].span, message)
        axes, least = len(shape) - 1, min(one for one in shape[:-1] if one is not None)
        if shape_of(at) != (axes,):
            found_at = shape_of(at)
            message = f"a place in {print_shape(shape)} is [{axes}], a number from 0 to 1 for each axis"
            help = f"draw it, and give it to all that are cropped at one place: `place: {{uniform: [{axes}], low: 0}}`"
            received = "a single number" if found_at is None else print_shape(found_at)
            raise FormulaError("GC0411", node.arguments[1].span, f"{message}, but this is {received}", help=help)
        if isinstance(at, Draw) and at.distribution == "uniform":
            ends = {"low": -1.0, "high": 1.0, **dict(at.settings)}
            if ends["low"] < 0 or ends["high"] > 1:
                message = f"`{at.name}` is drawn from {ends['low']:g} to {ends['high']:g}, but a place is from 0 to 1 on each axis"
                help = f"draw it from there: `{at.name}: {{uniform: [{axes}], low: 0}}`"
                raise FormulaError("GC0411", node.arguments[1].span, message, help=help)
        if not isinstance(size, Number) or not isinstance(size.value, int) or not 1 <= size.value <= least:
            message = (
                f"the side of a window of {print_shape(shape)} is a whole number of pixels or steps, from 1 to {least}"
            )
            raise FormulaError("GC0411", node.arguments[2].span, message, help=f"crop(v, place, {max(least // 2, 1)})")
        return Crop(of=of, at=at, size=size.value, span=node.span)

    def _instead(self, node: Call) -> Value:
        of, old, new = (self._read(argument) for argument in node.arguments)
        if old not in set(walk(of)):
            raise FormulaError("GC0411", node.arguments[1].span, "the first argument is not computed from this")
        if shape_of(old) != shape_of(new):
            raise _unfit("`instead`", node.span, shape_of(old), shape_of(new))
        return replaced(of, old, new)

    def _pixels(self, shape: Shape, node: Call) -> Value:
        sizes = [size for size in shape[:-1] if size is not None]
        if len(sizes) < len(shape) - 1:
            raise FormulaError("GC0411", node.arguments[0].span, "the size of this is not known")
        return Number(value=math.prod(sizes), written=" * ".join(map(str, sizes)), span=node.span)

    def _cross_entropy(self, node: Call) -> Value:
        labels, second = (self._single(self._read(one), one.span) for one in node.arguments)
        if _is_whole(second) and not _is_whole(labels):
            message = "`cross_entropy` takes the labels first, and then the logits"
            raise FormulaError("GC0411", node.span, message, help="exchange the two")
        logits = self._real(node.arguments[1])
        wanted, found = shape_of(logits), shape_of(labels)
        whole = _is_whole(labels)
        if not wanted or found != (wanted[:-1] if whole else wanted):
            shapes = ["a single number" if s is None else print_shape(s) for s in (found, wanted)]
            kind = "labels as whole numbers" if whole else "labels as shares"
            raise FormulaError(
                "GC0411", node.span, f"`cross_entropy` joins {kind} {shapes[0]} with logits {shapes[1]}",
                help="logits have one more axis than whole numbers, and the shape of shares",
            )  # fmt: skip
        classes = labels.classes if isinstance(labels, Draw) else None
        if whole and classes is not None and wanted[-1] is not None and wanted[-1] < classes:
            message = f"there are {classes} classes, but only {wanted[-1]} logits"
            raise FormulaError(
                "GC0416", node.arguments[1].span, message, help=f"let the network end with `dense: {classes}`"
            )
        return CrossEntropy(labels=labels, logits=logits, span=node.span)

    def _one_hot(self, node: Call) -> Value:
        of, depth = self._single(self._read(node.arguments[0]), node.arguments[0].span), self._read(node.arguments[1])
        if not _is_whole(of) or not isinstance(depth, Number) or not isinstance(depth.value, int) or depth.value < 1:
            raise FormulaError(
                "GC0411", node.span, "`one_hot` takes labels and a whole number of places", help="one_hot(y, 10)"
            )
        return OneHot(of=of, depth=depth.value, span=node.span)

    def _concatenation(self, node: Call) -> Value:
        values = [self._real(argument) for argument in node.arguments]
        shapes = [shape_of(value) for value in values]
        first = shapes[0]
        for shape in shapes:
            if not shape or not first or shape[:-1] != first[:-1]:
                raise _unfit("`concat`", node.span, first, shape)
        return Concatenation(of=tuple(values), span=node.span)

    def _apply(self, network: Network, node: Call) -> Value:
        if len(node.arguments) != len(network.inputs):
            names = ", ".join(i.name for i in network.inputs)
            raise FormulaError(
                "GC0413",
                node.span,
                f"network `{network.name}` takes {_count(len(network.inputs), 'input')} ({names}), "
                f"but is given {len(node.arguments)}",
                marks=(Mark(span=network.span, label="it is defined here"),),
            )
        values = [self._single(self._read(argument), argument.span) for argument in node.arguments]
        for value, argument, wanted in zip(values, node.arguments, network.inputs, strict=True):
            shape = shape_of(value)
            if shape is None or not same_shape(shape, wanted.shape):
                raise self._unfit_input(network, wanted, value, argument.span)
        return Apply(
            network=network.name, inputs=tuple(values), shape=network.shape, several=network.several, span=node.span
        )

    def _unfit_input(self, network: Network, wanted: InputNode, value: Value, argument: Span) -> FormulaError:
        """A value that does not fit an input, with where it was made."""
        found = shape_of(value)
        shape = "a single number" if found is None else print_shape(found)
        there = Mark(span=wanted.span, label=f"it takes {print_shape(wanted.shape)}")
        message = (
            f"network `{network.name}` takes {print_shape(wanted.shape)} for `{wanted.name}`, but is given {shape}"
        )
        help = self._fitting(value, wanted) if isinstance(value, Draw) else None
        return FormulaError("GC0412", argument, message, help=help, marks=(there, *_origin(value, self.networks)))

    def _fitting(self, drawn: Draw, wanted: InputNode) -> str | None:
        """How a draw comes to the shape of an input: through a network, or as noise of another shape."""
        makers = [
            one.name
            for one in self.networks.values()
            if [node.shape for node in one.inputs] == [drawn.shape] and same_shape(one.shape, wanted.shape)
        ]
        if makers:
            return f"`{makers[0]}({drawn.name})` has this shape"
        noise = drawn.data_field is None and len(wanted.shape) == 1
        return f"draw it with the shape {print_shape(wanted.shape)}, which leaves out the batch" if noise else None

    def _joined(self, nodes: list[Expression], what: str, span: Span) -> list[Value]:
        """Values for element-wise work: of one shape, single numbers, or one number per example, which goes over all axes of the others.

        One number per example is () whether or not it has an axis. An axis of size 1 goes over that of another value.
        """
        return self._together([self._real(node) for node in nodes], what, span)

    def _together(self, values: list[Value], what: str, span: Span) -> list[Value]:
        """The same of values that are known."""
        shapes = [shape for value in values if (shape := shape_of(value)) is not None]
        if {(), (1,)} <= set(shapes):
            values = [Reduction(how=ReductionKind.SUM, of=v, span=v.span) if shape_of(v) == (1,) else v for v in values]
            shapes = [() if shape == (1,) else shape for shape in shapes]
        widest = max(shapes, key=len, default=())
        for shape in shapes:
            if not _goes_over(shape, widest):
                raise _unfit(what, span, shapes[0], next(one for one in shapes if one != shapes[0]))
        return [_over(value, len(widest)) for value in values]


def _goes_over(shape: Shape, widest: Shape) -> bool:
    """Whether a value goes with one of the widest shape: one number per example, or the same sizes but for those that are 1."""
    if shape in {(), (1,)}:
        return True
    return len(shape) == len(widest) and all(a == b or 1 in {a, b} for a, b in zip(shape, widest, strict=True))


def _over(value: Value, rank: int) -> Value:
    """A value with as many axes as the widest one."""
    shape = shape_of(value)
    missing = rank - len(shape) if shape is not None else 0
    return Broadcast(of=value, axes=missing, span=value.span) if missing else value


def _is_integer(value: Value) -> bool:
    return isinstance(value, Number) and float(value.value).is_integer()


def _is_whole(value: Value) -> bool:
    """Whether a value holds labels."""
    return isinstance(value, Draw) and value.dtype.startswith("int")


def _kl_normal(mean: Value, log_variance: Value, span: Span) -> Value:
    """KL(N(mean, exp(v)) || N(0, 1)) = 0.5 * sum(exp(v) + mean^2 - 1 - v), Kingma and Welling 2014, appendix B."""
    squares = Arithmetic(
        operator="+",
        left=Elementwise(function="exp", of=(log_variance,)),
        right=Elementwise(function="square", of=(mean,)),
    )
    inner = Arithmetic(
        operator="-",
        left=Arithmetic(operator="-", left=squares, right=Number(value=1)),
        right=log_variance,
    )
    return Arithmetic(operator="*", left=Number(value=0.5), right=Reduction(how=ReductionKind.SUM, of=inner), span=span)


def _unfit(what: str, span: Span, left: Shape | None, right: Shape | None) -> FormulaError:
    sides = ["a single number" if s is None else print_shape(s) if s else "one number" for s in (left, right)]
    return FormulaError(
        "GC0411",
        span,
        f"{what} joins {sides[0]} with {sides[1]} per example",
        help="`mean(...)` or `sum(...)` of one of them is one number per example, which goes with any shape",
    )


def _origin(value: Value, networks: Mapping[str, Network]) -> tuple[Mark, ...]:
    """The mark of a network's last layer, for an output of the wrong shape."""
    if not isinstance(value, Apply):
        return ()
    network = networks[value.network]
    return (Mark(span=network.end, label=f"{network.name} ends here with {print_shape(network.shape)}"),)


def _count(number: int, noun: str, several: str = "") -> str:
    return f"{number} {noun if number == 1 else several or noun + 's'}"
