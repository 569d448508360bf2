"""Laws of values: every part is known, of the shape and the type that what stands around it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from typing_extensions import assert_never

from gancompile.catalogue import function_rows
from gancompile.catalogue.policy_rows import policy_rows
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import Network, Shape, same_shape
from gancompile.compiler.ir.printer import print_value
from gancompile.compiler.ir.value import (
    Apply,
    Arithmetic,
    Augment,
    Broadcast,
    Comparison,
    Concatenation,
    Crop,
    CrossEntropy,
    Draw,
    Elementwise,
    Expectation,
    FirstHalf,
    Gradient,
    Logged,
    Mix,
    Negate,
    Number,
    OfWeights,
    OneHot,
    Pack,
    PairExpectation,
    Part,
    Pick,
    Pool,
    Reduction,
    Scheduled,
    Shuffle,
    Side,
    State,
    Statistic,
    Stop,
    Value,
    children,
    is_labels,
    shape_of,
    walk,
)

SCALARS = ((), (1,))
"""The shapes of one number per example."""


def broken_value(value: Value, where: str, game: Game, networks: Mapping[str, Network]) -> Iterator[str]:
    """Each law that a value or a part of it breaks, as a sentence. where: the term or the let."""
    for part in walk(value):
        yield from (f"{where} {law}" for law in _part(part, game, networks))


def _part(part: Value, game: Game, networks: Mapping[str, Network]) -> Iterator[str]:
    match part:
        case Draw(name=name):
            if part not in game.draws:
                yield f"uses the draw {name}, which the game does not have"
        case State(name=name):
            if name not in {state.name for state in game.states}:
                yield f"uses the state {name}, which the game does not have"
        case OfWeights(network=name):
            if name not in networks:
                yield f"takes the weights of {name}, which is no network"
        case Apply():
            yield from _application(part, networks)
        case Pick(of=of, output=output):
            outputs = networks[of.network].outputs if of.network in networks else ()
            if not of.several or output not in {one.name for one in outputs}:
                yield f"takes an output {output} of {of.network}, which has none"
        case Gradient(of=of, by=by):
            if by not in set(walk(of)):
                yield f"takes a gradient by {print_value(by)}, which {print_value(of)} is not made of"
        case Arithmetic() | Comparison():
            yield from _joined(part)
        case Elementwise(function=function):
            if function not in function_rows() or function_rows()[function].kind != "elementwise":
                yield f"calls {function}, which is no function of elements"
            yield from _joined(part)
        case Expectation(of=of) | PairExpectation(of=of):
            if shape_of(of) not in SCALARS:
                yield f"takes the mean of {print_value(of)}, which is not one number per example"
        case Statistic(function=function):
            if function not in function_rows() or function_rows()[function].kind != "statistic":
                yield f"calls {function}, which is no function of batches"
            yield from _batched(part)
        case OneHot(of=of):
            if not is_labels(of):
                yield f"takes {print_value(of)} for labels"
        case CrossEntropy(labels=labels, logits=logits):
            wanted = shape_of(logits) or ()
            if shape_of(labels) != (wanted[:-1] if is_labels(labels) else wanted):
                yield f"joins labels and logits of shapes {shape_of(labels)} and {wanted}"
        case Part(of=of, positions=positions):
            yield from _batched(part)
            yield from _positions(shape_of(of) or (), positions)
        case Crop(of=of, at=at, size=size):
            yield from _batched(part)
            *sizes, _ = shape_of(of) or (None,)
            if shape_of(at) != (len(sizes),) or any(one is None or one < size for one in sizes):
                yield f"takes a window of {size} at {shape_of(at)} of {shape_of(of)}"
        case Mix(left=left, right=right):
            if shape_of(left) != shape_of(right):
                yield f"mixes {shape_of(left)} with {shape_of(right)}"
        case Augment(of=of, policies=policies):
            yield from (f"augments by {name}, which is no policy" for name, _ in policies if name not in policy_rows())
            if len(shape_of(of) or ()) != 3:
                yield f"augments {print_value(of)}, which is no image"
        case Pack(of=of):
            if not shape_of(of):
                yield f"packs {print_value(of)}, which has no axis"
        case Reduction() | Shuffle() | FirstHalf() | Pool() | Side() | Broadcast() | Concatenation():
            yield from _batched(part)
        case Number() | Scheduled() | Logged() | Negate() | Stop():
            return
        case _:
            assert_never(part)


def _joined(value: Value) -> Iterator[str]:
    """Parts of one shape, single numbers, or sizes of 1 that go over others."""
    shapes = [shape for part in children(value) if (shape := shape_of(part)) is not None]
    for left, right in pairwise(shapes):
        if len(left) != len(right) or any(a != b and 1 not in {a, b} for a, b in zip(left, right, strict=True)):
            yield f"joins values of shapes {left} and {right}"


def _positions(shape: Shape, positions: Sequence[int | tuple[int, int] | None]) -> Iterator[str]:
    """A position for each axis, and each within it."""
    if len(shape) != len(positions):
        yield f"takes {len(positions)} positions of {shape}"
    for size, at in zip(shape, positions, strict=False):
        begin, end = at if isinstance(at, tuple) else (at, at + 1) if at is not None else (0, 1)
        if not 0 <= begin < end or (size is not None and end > size):
            yield f"takes {at} of an axis of {size}"


def _batched(value: Value) -> Iterator[str]:
    yield from (
        f"takes examples of {print_value(part)}, which has none" for part in children(value) if shape_of(part) is None
    )


def _application(value: Apply, networks: Mapping[str, Network]) -> Iterator[str]:
    network = networks.get(value.network)
    if network is None:
        yield f"applies {value.network}, which is no network"
    elif len(value.inputs) != len(network.inputs):
        yield f"applies {value.network} to {len(value.inputs)} values, and it has {len(network.inputs)} inputs"
    else:
        for given, wanted in zip(value.inputs, network.inputs, strict=True):
            shape = shape_of(given)
            if shape is None or not same_shape(shape, wanted.shape):
                yield f"gives {value.network} {shape} for {wanted.name}, which is {wanted.shape}"
            if is_labels(given) != wanted.dtype.startswith("int"):
                yield f"gives {value.network} {print_value(given)} for {wanted.name}, which is {wanted.dtype}"
        if value.several != network.several or value.shape != network.shape:
            yield f"has another output of {value.network} than it gives"


def loose_sides(value: Value, where: str) -> Iterator[str]:
    """`first` and `second` of a term stand inside of P[...] alone; a named value may be of pairs."""
    if isinstance(value, Side):
        yield f"{where} has one side of a pair outside of P[...]"
    elif not isinstance(value, PairExpectation):
        for child in children(value):
            yield from loose_sides(child, where)
