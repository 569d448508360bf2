"""The values of formulas, typed by shape. Equal values are one value, wherever they were written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from typing_extensions import assert_never

from gancompile.compiler.diagnostics import NOWHERE, InternalError, Span
from gancompile.compiler.ir.curve import Curve
from gancompile.compiler.ir.network import Shape
from gancompile.compiler.ir.pair_side import PairSide
from gancompile.compiler.ir.reduction_kind import ReductionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number. written: as Python, where that says more than its digits: `sqrt(28 * 28)`."""

    value: int | float
    written: str = field(default="", compare=False)
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A number that changes with the rounds. name: a word for it."""

    curve: Curve
    name: str = field(default="scheduled", compare=False)
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A number that the game itself carries from round to round."""

    name: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A number that an update of this round has logged."""

    name: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A random variable, drawn anew for every update.

    distribution: its row of the catalogue. settings: of that, such as the bounds of a uniform draw. classes: of a categorical draw, or
    of labels from the data; one_hot: drawn as one-hot vectors. each_round: drawn once a round and shared by its updates.
    """

    name: str
    shape: Shape
    distribution: str
    dtype: str = "float32"
    data_field: str | None = None
    settings: tuple[tuple[str, float], ...] = ()
    classes: int | None = None
    one_hot: bool = False
    each_round: bool = False
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """A network applied to values: D(real) and D(fake) are two Applies of one network.

    several: whether it has named outputs, of which a `Pick` takes one; `shape` is then that of the first.
    """

    network: str
    inputs: tuple[Value, ...]
    shape: Shape
    several: bool = False
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One named output of a network with several."""

    of: Apply
    output: str
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elementwise:
    """A function of the catalogue, applied to every element."""

    function: str
    of: tuple[Value, ...]
    span: Span = field(default=NOWHERE, compare=False)


Operator: TypeAlias = Literal["+", "-", "*", "/", "**"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """Two values joined by an operator."""

    operator: Operator
    left: Value
    right: Value
    span: Span = field(default=NOWHERE, compare=False)


ComparisonOperator: TypeAlias = Literal["<", "<=", ">", ">=", "=="]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two values compared: true or false for each element, which is no number. No gradient flows through."""

    operator: ComparisonOperator
    left: Value
    right: Value
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Negate:
    of: Value
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """A reduction over all axes of one example."""

    how: ReductionKind
    of: Value
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """The mean over the batch of one number per example."""

    of: Value
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradient:
    """The gradient of the sum of `of` by `by`, itself differentiable: of each example, where no layer mixes them."""

    of: Value
    by: Value
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """left + u * (right - left), with one u per example, uniform in [0, 1)."""

    left: Value
    right: Value
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """The same value, through which no gradient flows."""

    of: Value
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shuffle:
    """The examples of a batch in a random order. number: of the order; each `shuffle` of the spec has its own."""

    of: Value
    number: int = 1
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """A value that goes over further axes of another: `axes` of size 1 are put behind its own."""

    of: Value
    axes: int
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstHalf:
    """The first half of a batch."""

    of: Value
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """So many examples of a batch side by side along their last axis as one."""

    of: Value
    number: int
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Augment:
    """Images under random transformations through which gradients flow. policies: (name, with which probability), in their order."""

    of: Value
    policies: tuple[tuple[str, Value], ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """A pool of earlier generated images (CycleGAN); no gradient flows through. size: its capacity."""

    of: Value
    size: int
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concatenation:
    """Values side by side along their last axis."""

    of: tuple[Value, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of each example, as Python's brackets take it.

    positions: one for each axis of the example: an index, which takes the axis away; (begin, end), the end left out; None, all of it.
    """

    of: Value
    positions: tuple[int | tuple[int, int] | None, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """A window of each example. at: for each spatial axis, where it lies, from 0 at the beginning to 1 at the end. size: of its sides."""

    of: Value
    at: Value
    size: int
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneHot:
    """Integers as one-hot vectors of length `depth`."""

    of: Value
    depth: int
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossEntropy:
    """Softmax cross-entropy. labels: integers, or probabilities along the last axis; logits: along it."""

    labels: Value
    logits: Value
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A value at one side of a pair of examples, inside of a `PairExpectation`."""

    which: PairSide
    of: Value
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairExpectation:
    """The mean over the ordered pairs of distinct examples of one number per pair."""

    of: Value
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """A scalar of batches. function: a row of kind `statistic`."""

    function: str
    of: tuple[Value, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfWeights:
    """A scalar of a network's weights. function: a row of kind `weights`."""

    function: str
    network: str
    span: Span = field(default=NOWHERE, compare=False)


Value: TypeAlias = (
    Number
    | Scheduled
    | State
    | Logged
    | Draw
    | Apply
    | Pick
    | Elementwise
    | Arithmetic
    | Comparison
    | Negate
    | Reduction
    | Expectation
    | Gradient
    | Mix
    | Stop
    | Shuffle
    | Broadcast
    | FirstHalf
    | Pack
    | Augment
    | Pool
    | Concatenation
    | Part
    | Crop
    | OneHot
    | CrossEntropy
    | Side
    | PairExpectation
    | Statistic
    | OfWeights
)


def children(value: Value) -> tuple[Value, ...]:
    """The operands of a value, in the order written."""
    match value:
        case Number() | Scheduled() | State() | Logged() | Draw() | OfWeights():
            return ()
        case Apply(inputs=inputs):
            return inputs
        case Elementwise(of=of) | Concatenation(of=of) | Statistic(of=of):
            return of
        case Augment(of=of, policies=policies):
            return (of, *(probability for _, probability in policies))
        case CrossEntropy(labels=labels, logits=logits):
            return (labels, logits)
        case Arithmetic(left=left, right=right) | Mix(left=left, right=right) | Comparison(left=left, right=right):
            return (left, right)
        case Gradient(of=of, by=by):
            return (of, by)
        case Pick(of=of) | Negate(of=of) | Reduction(of=of) | Expectation(of=of) | Stop(of=of) | Broadcast(of=of):
            return (of,)
        case (
            Shuffle(of=of)
            | OneHot(of=of)
            | Side(of=of)
            | PairExpectation(of=of)
            | FirstHalf(of=of)
            | Pool(of=of)
            | Pack(of=of)
        ):
            return (of,)
        case Part(of=of):
            return (of,)
        case Crop(of=of, at=at):
            return (of, at)
        case _:
            assert_never(value)


def rebuild(node: Value, change: Callable[[Value], Value]) -> Value:
    """The same kind of node over rewritten parts."""
    match node:
        case Apply(inputs=inputs):
            return replace(node, inputs=tuple(change(one) for one in inputs))
        case Elementwise(of=of) | Concatenation(of=of) | Statistic(of=of):
            return replace(node, of=tuple(change(one) for one in of))
        case Augment(of=of, policies=policies):
            return replace(node, of=change(of), policies=tuple((name, change(share)) for name, share in policies))
        case CrossEntropy(labels=labels, logits=logits):
            return replace(node, labels=change(labels), logits=change(logits))
        case Arithmetic(left=left, right=right) | Mix(left=left, right=right) | Comparison(left=left, right=right):
            return replace(node, left=change(left), right=change(right))
        case Gradient(of=of, by=by):
            return replace(node, of=change(of), by=change(by))
        case Pick(of=of):
            changed = change(of)
            if not isinstance(changed, Apply):
                raise InternalError(f"output {node.output} of {of.network} became one of a {type(changed).__name__}")
            return replace(node, of=changed)
        case Negate(of=of) | Reduction(of=of) | Expectation(of=of) | Stop(of=of) | Broadcast(of=of):
            return replace(node, of=change(of))
        case (
            Shuffle(of=of)
            | OneHot(of=of)
            | Side(of=of)
            | PairExpectation(of=of)
            | FirstHalf(of=of)
            | Pool(of=of)
            | Pack(of=of)
        ):
            return replace(node, of=change(of))
        case Part(of=of):
            return replace(node, of=change(of))
        case Crop(of=of, at=at):
            return replace(node, of=change(of), at=change(at))
        case Number() | Scheduled() | State() | Logged() | Draw() | OfWeights():
            return node
        case _:
            assert_never(node)


def replaced(value: Value, old: Value, new: Value) -> Value:
    """The value with one part replaced by another of the same shape."""
    return new if value == old else rebuild(value, lambda part: replaced(part, old, new))


def halved(value: Value) -> Value:
    """The value as it is for the first half of the batch: every draw is cut."""
    return FirstHalf(of=value) if isinstance(value, Draw) else rebuild(value, halved)


def walk(value: Value) -> Iterator[Value]:
    """The value and its parts in post-order, each equal value once."""
    seen: set[Value] = set()

    def visit(node: Value) -> Iterator[Value]:
        if node not in seen:
            seen.add(node)
            for child in children(node):
                yield from visit(child)
            yield node

    return visit(value)


def carries_gradient(value: Value, by: Value) -> bool:
    """Whether a gradient flows from a value to a part of it: not through `stop`, a pool, the condition of `where`, the place of a crop."""
    seen: set[Value] = set()
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if one == by:
            return True
        if one not in seen and not isinstance(one, Stop | Pool | Comparison):
            seen.add(one)
            waiting += (one.of,) if isinstance(one, Crop) else children(one)
    return False


def is_labels(value: Value) -> bool:
    """Whether a value is of whole numbers, as labels are."""
    match value:
        case Draw(dtype=dtype):
            return dtype.startswith("int")
        case Stop(of=of) | Shuffle(of=of) | FirstHalf(of=of) | Pool(of=of) | Side(of=of) | Broadcast(of=of):
            return is_labels(of)
    return False


def shape_of(value: Value) -> Shape | None:
    """The shape per example; None for a scalar, which has no batch. A pair of shapes that do not fit is not asked for."""
    match value:
        case Number() | Scheduled() | State() | Logged() | OfWeights():
            return None
        case Expectation() | PairExpectation() | Statistic():
            return None
        case Draw(shape=shape) | Apply(shape=shape) | Pick(shape=shape):
            return shape
        case Gradient(by=of) | Negate(of=of) | Stop(of=of) | Mix(left=of) | Shuffle(of=of) | Side(of=of):
            return shape_of(of)
        case FirstHalf(of=of) | Augment(of=of) | Pool(of=of):
            return shape_of(of)
        case Pack(of=of, number=number):
            shape = shape_of(of) or (None,)
            return (*shape[:-1], None if shape[-1] is None else number * shape[-1])
        case Broadcast(of=of, axes=axes):
            return (*(shape_of(of) or ()), *(1 for _ in range(axes)))
        case Part(of=of, positions=positions):
            pairs = zip(shape_of(of) or (), positions, strict=True)
            return tuple(at[1] - at[0] if at is not None else size for size, at in pairs if not isinstance(at, int))
        case Crop(of=of, size=size):
            *sizes, channels = shape_of(of) or (None,)
            return (*(size for _ in sizes), channels)
        case OneHot(of=of, depth=depth):
            return (*(shape_of(of) or ()), depth)
        case CrossEntropy(logits=logits):
            return (shape_of(logits) or ())[:-1]
        case Concatenation(of=of):
            shapes = [shape_of(one) or () for one in of]
            last = [shape[-1] for shape in shapes]
            return (*shapes[0][:-1], None if None in last else sum(size for size in last if size is not None))
        case Reduction():
            return ()
        case Elementwise(of=of):
            return wider(*(shape_of(one) for one in of))
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return wider(shape_of(left), shape_of(right))
        case _:
            assert_never(value)


def wider(*shapes: Shape | None) -> Shape | None:
    """The shape of an element-wise function of values with these shapes, each a scalar, (), or of one rank, where 1 goes over any size."""
    batched = [shape for shape in shapes if shape is not None]
    if not batched:
        return None
    rank = max(map(len, batched))
    widest = [shape for shape in batched if len(shape) == rank]
    return tuple(next((size for size in sizes if size != 1), 1) for sizes in zip(*widest, strict=True))
