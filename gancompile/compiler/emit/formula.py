"""A formula as the Python expression that computes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gancompile.catalogue import function_rows
from gancompile.compiler.diagnostics import InternalError
from gancompile.compiler.emit.text import curve, literal
from gancompile.compiler.ir.pair_side import PairSide
from gancompile.compiler.ir.reduction_kind import ReductionKind
from gancompile.compiler.ir.value import (
    Arithmetic,
    Broadcast,
    Comparison,
    Concatenation,
    Crop,
    CrossEntropy,
    Draw,
    Elementwise,
    Expectation,
    FirstHalf,
    Logged,
    Negate,
    Number,
    OfWeights,
    OneHot,
    Pack,
    PairExpectation,
    Part,
    Pick,
    Reduction,
    Scheduled,
    Side,
    State,
    Statistic,
    Stop,
    Value,
    children,
    is_labels,
    shape_of,
)

PRECEDENCE = {"+": 2, "-": 2, "*": 3, "/": 3, "**": 5}
COMPARISON, NEGATION, ATOM = 1, 4, 6


@dataclass(slots=True, kw_only=True)
class FormulaText:
    """Writes expressions. known: the values that have a variable, which stands in their place.

    of_all_devices: the means that are taken over the batch of all devices.
    """

    known: dict[Value, str] = field(default_factory=dict)
    of_all_devices: frozenset[Expectation] = frozenset()

    def sum(self, value: Value) -> list[tuple[str, str]]:
        """A value as the signed terms of a sum, for the layout of a long line."""
        match value:
            case Arithmetic(operator="+" | "-" as sign, left=left, right=right) if value not in self.known:
                return [*self.sum(left), (sign, self.text(right, PRECEDENCE[sign] + 1))]
        return [("+", self.text(value))]

    def text(self, value: Value, outer: int = 0) -> str:
        """The Python expression of a value, in brackets where the place needs them."""
        if value in self.known:
            return self.known[value]
        match value:
            case State(name=name):
                return f"self.{name}"
            case Logged(name=name):
                return f"logs[{literal(name)}]"
            case Scheduled(curve=changing):
                text, own = curve(changing), PRECEDENCE["*"] if " * " in curve(changing) else ATOM
            case Number(written=written) if written:
                text, own = written, PRECEDENCE["*"] if " * " in written and "(" not in written else ATOM
            case Number(value=number):
                text, own = literal(float(number)), ATOM if number >= 0 else NEGATION
            case Pick(of=of, output=output):
                return f"{self.text(of)}[{literal(output)}]"
            case Elementwise(function=function, of=of):
                return f"{function_rows()[function].emitted}({', '.join(self.text(one) for one in of)})"
            case Comparison(operator=operator, left=left, right=right):
                text, own = f"{self._side(left, right)} {operator} {self._side(right, left)}", COMPARISON
            case Arithmetic(operator=operator, left=left, right=right):
                own = PRECEDENCE[operator]
                sides = (own + 1, own) if operator == "**" else (own, own + 1)
                text = f"{self.text(left, sides[0])} {operator} {self.text(right, sides[1])}"
            case Negate(of=of):
                text, own = f"-{self.text(of, NEGATION)}", NEGATION
            case Reduction():
                return self._reduction(value)
            case Expectation(of=Reduction(how=ReductionKind.MEAN, of=of) as each) if (
                each not in self.known and not of_pairs(of)
            ):
                # The mean of means of examples of one size is the mean of all.
                return f"{self._mean(value)}({self.text(of)})"
            case Expectation(of=of):
                return f"{self._mean(value)}({self.text(of)})"
            case Stop(of=of):
                return f"tf.stop_gradient({self.text(of)})"
            case Concatenation(of=of):
                return f"tf.concat([{', '.join(self.text(one) for one in of)}], axis=-1)"
            case Part(of=of, positions=positions):
                return f"{self.text(of, ATOM)}[{', '.join(_positions(of, positions))}]"
            case Crop(of=of, at=at, size=size):
                return f"crop({self.text(of)}, {self.text(at)}, {literal(size)})"
            case OneHot(of=of, depth=depth):
                return f"one_hot({self.text(of)}, {literal(depth)})"
            case CrossEntropy(labels=labels, logits=logits):
                kind = "sparse_softmax" if isinstance(labels, Draw) and labels.dtype.startswith("int") else "softmax"
                return f"tf.nn.{kind}_cross_entropy_with_logits({self.text(labels)}, {self.text(logits)})"
            case Side(which=which, of=of):
                return f"{self.text(of, ATOM)}{'[:, None]' if which is PairSide.FIRST else '[None, :]'}"
            case Broadcast(of=of, axes=axes):
                return f"{self.text(of, ATOM)}[..., {', '.join(['None'] * axes)}]"
            case PairExpectation(of=of):
                return f"mean_of_pairs({self.text(of)})"
            case FirstHalf(of=of):
                return f"{self.text(of, ATOM)}[: tf.shape({self.text(of)})[0] // 2]"
            case Pack(of=of, number=number) if len(shape_of(of) or ()) > 1:
                return f"pack({self.text(of)}, {literal(number)})"
            case Pack(of=of):
                return f"tf.reshape({self.text(of)}, {literal([-1, *(shape_of(value) or ())])})"
            case Statistic(function=function, of=of):
                return f"{function}({', '.join(self.text(one) for one in of)})"
            case OfWeights(function=function, network=network):
                return f"{function}(self.{network})"
            case _:
                raise InternalError(f"a {type(value).__name__} is written before its instruction gave it a variable")
        return f"({text})" if own < outer else text

    def _mean(self, mean: Expectation) -> str:
        return "self.mean" if mean in self.of_all_devices else "tf.reduce_mean"

    def _side(self, side: Value, other: Value) -> str:
        """A side of a comparison; a number beside labels is a whole one, as they are."""
        if isinstance(side, Number) and is_labels(other):
            return literal(int(side.value))
        return self.text(side, COMPARISON + 1)

    def _reduction(self, value: Reduction) -> str:
        inner, rank = self.text(value.of), len(shape_of(value.of) or ())
        # A value of pairs has two axes of examples before its own.
        before = 2 if of_pairs(value.of) else 1
        if rank == 0:
            return f"tf.abs({inner})" if value.how is ReductionKind.NORM else inner
        if value.how is ReductionKind.NORM:
            return f"norm({inner})" if before == 1 else f"norm({inner}, examples=2)"
        return f"tf.reduce_{value.how.value}({inner}, axis={literal(list(range(before, rank + before)))})"


def _positions(of: Value, positions: Sequence[int | tuple[int, int] | None]) -> list[str]:
    """The positions of a part, behind those of the examples; axes at the end that are taken as a whole are left out."""
    shape = shape_of(of) or ()
    texts = [_position(at, size) for at, size in zip(positions, shape, strict=True)]
    while texts and texts[-1] == ":":
        texts.pop()
    texts = [":"] * (2 if of_pairs(of) else 1) + texts
    whole = len(texts) - 1 if len(positions) == len(shape) and texts[-1] != ":" else 0
    if whole > 1 and all(text == ":" for text in texts[:-1]) and positions[-1] is not None:
        return ["...", texts[-1]]
    return texts


def _position(at: int | tuple[int, int] | None, size: int | None) -> str:
    match at:
        case (begin, end):
            return f"{begin or ''}:{'' if end == size else end}"
        case None:
            return ":"
        case _:
            return str(at)


def of_pairs(value: Value) -> bool:
    """Whether a value has one number or more for each pair of examples."""
    if isinstance(value, Side):
        return True
    return not isinstance(value, PairExpectation | Expectation) and any(of_pairs(child) for child in children(value))
