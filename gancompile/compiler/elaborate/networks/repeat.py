"""`repeat`: layers several times, a given number or as often as it takes to reach a size."""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gancompile.compiler.diagnostics import InternalError
from gancompile.compiler.elaborate.networks.branch import entered
from gancompile.compiler.elaborate.networks.layer_scope import LayerScope
from gancompile.compiler.elaborate.networks.network_builder import NetworkBuilder
from gancompile.compiler.elaborate.resize_step import resize_to
from gancompile.compiler.shapes import print_shape
from gancompile.compiler.shapes.size import Size, Unknown
from gancompile.compiler.syntax import Mapping, Scalar, interpolate
from gancompile.compiler.syntax import Sequence as SequenceNode
from gancompile.compiler.syntax.interpolation import UNNAMED_ROUND

MAX_ROUNDS = 40
"""That `until` may take: 2 to that power is more than any image has pixels."""
FIELD_OF_DATA = re.compile(r"\bdata\.(\w+(?:\.\w+)?)\.\w+")
"""The field that a number of the data is of: `image` of `data.image.height`, `a.image` of `data.a.image.height`."""
SMALLEST_SEED = 4
"""The side below which `until` does not push a size that is to be solved: DCGAN's (Radford et al. 2016) own seed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """The target of `until`: these sizes, or, for one number, that of the smaller side."""

    sizes: tuple[int, ...]
    smaller_side: bool

    def __str__(self) -> str:
        return "x".join(map(str, self.sizes))


def add_repeat(node: Mapping, head: Scalar, start: int, builder: NetworkBuilder, scope: LayerScope) -> bool:
    """Reads a repeat; False ends the reading of the network."""
    given = node.required("repeat", Mapping)
    if (given.get("times") is None) == (given.get("until") is None):
        what = "both `times` and `until`" if given.get("times") is not None else "neither `times` nor `until`"
        builder.report.add("GC0214", head.span, f"`repeat` has {what}", help="give it one of them")
        return False
    repeat = _Repeat(given=given, head=head, start=start, builder=builder, scope=scope)
    if given.get("times") is not None:
        return repeat.times()
    return repeat.until()


@dataclass(slots=True, kw_only=True)
class _Repeat:
    given: Mapping
    head: Scalar
    start: int
    builder: NetworkBuilder
    scope: LayerScope

    def times(self) -> bool:
        """A given number of rounds."""
        times = self.given.get("times")
        if not isinstance(times, Scalar) or not isinstance(times.value, int | float):
            raise InternalError("`times` of a `repeat` passed the schema, and is no whole number")
        return self._rounds(int(times.value))

    def until(self) -> bool:
        """As many rounds as needed. They are counted first, since the layers may use the number."""
        target = self._target()
        if target is None:
            return False
        state = self._state()
        rounds = self._count(target)
        if rounds is None:
            return False
        self._back_to(state)
        return self._rounds(rounds)

    def _rounds(self, number: int) -> bool:
        return all(self._round(index, number) for index in range(number))

    def _round(self, index: int, of: int) -> bool:
        names = {key: name.text for key in ("as", "of") if isinstance(name := self.given.get(key), Scalar)}
        numbers = {"as": index, "of": of}
        constants = {**self.scope.constants, **{name: numbers[key] for key, name in names.items()}}
        if not names:
            constants[UNNAMED_ROUND] = index
        layers = self.given.required("layers", SequenceNode)
        start = self.start if index == 0 else len(self.builder.values) - 1
        inner = self.scope.inner(constants=constants, input=start)
        with self.builder.report.within(self.head.span, f"round {index + 1} of `repeat`"):
            first = entered(layers, start, len(self.builder.values) - 1, inner, self.builder.report)
            done = self.builder.add_all(first, inner)
        inner.close()
        return done

    def _target(self) -> _Target | None:
        """The sizes of `until`."""
        written = self.given.get("until")
        if written is None:
            raise InternalError("a `repeat` has neither `times` nor `until`")
        filled = interpolate(written, self.scope.constants, self.builder.report)
        facts = self.builder.context.facts
        if isinstance(filled, Scalar) and filled.text.startswith("data."):
            field = facts.fields.get(filled.text.removeprefix("data.")) if facts else None
            if field is None or None in field.shape or len(field.shape) < 2:
                if facts is not None:
                    message = f"`{filled.text}` is no field of the data with a known size"
                    self.builder.report.add(
                        "GC0301", filled.span, message, help=f"the data has {', '.join(facts.fields)}"
                    )
                return None
            sizes = tuple(size for size in field.shape[:-1] if size is not None)
            return _Target(sizes=sizes, smaller_side=False)
        if isinstance(filled, SequenceNode):
            items = [item.value for item in filled.items if isinstance(item, Scalar)]
            found = tuple(value for value in items if isinstance(value, int) and value > 0)
            if len(found) == len(filled.items):
                return _Target(sizes=found, smaller_side=False)
        if isinstance(filled, Scalar):
            parts = filled.text.split("x")
            if all(part.isdigit() and int(part) > 0 for part in parts):
                return _Target(sizes=tuple(map(int, parts)), smaller_side=len(parts) == 1)
        if filled is not None:
            message = "`until` is a size: 4 of the smaller side, 4x4, [4, 4] or data.image"
            self.builder.report.add("GC0208", filled.span, message)
        return None

    def _spatial(self) -> tuple[Size, ...]:
        return self.builder.shape(len(self.builder.values) - 1)[:-1]

    def _count(self, target: _Target) -> int | None:
        """The number of rounds that reach the target; None where none do, which is reported."""
        sizes = self.builder.shape(self.start)[:-1]
        wanted = len(sizes) if target.smaller_side else len(target.sizes)
        if len(sizes) != wanted or not sizes or None in sizes:
            message = f"`until` {target} does not fit the input {print_shape(self.builder.values[self.start].shape)}"
            written = self.given.get("until")
            span = written.span if written is not None else self.head.span
            self.builder.report.add("GC0422", span, message, help=_spatial_help(len(sizes)))
            return None
        if any(isinstance(size, Unknown) for size in sizes):
            return self._count_symbolic(target)
        return self._count_known(target, tuple(size for size in sizes if isinstance(size, int)))

    def _count_known(self, target: _Target, sizes: tuple[int, ...]) -> int | None:
        seen = [sizes]
        while not _reached(seen, target):
            if not self._round(len(seen) - 1, len(seen)):
                return None
            now = tuple(size for size in self._spatial() if isinstance(size, int))
            if len(now) != len(sizes) or now == seen[-1] or len(seen) > MAX_ROUNDS or _passed([*seen, now], target):
                self._report_unreached(target, [*seen, now])
                return None
            seen.append(now)
        return len(seen) - 1

    def _count_symbolic(self, target: _Target) -> int | None:
        """The most rounds for which a seed of at least 4 on each side comes out at the target; else the fewest that have any seed."""
        found: list[tuple[int, int]] = []
        sizes = self.builder.shape(self.start)[:-1]
        rounds, once = 0, sizes
        while True:
            seeds = _seeds(sizes, target)
            if seeds is not None:
                found.append((rounds, min(seeds)))
            grown = [size.at(1) for size in sizes if isinstance(size, Unknown)]
            if rounds >= MAX_ROUNDS or any(one > max(target.sizes) for one in grown):
                break
            kept = len(self.builder.report.diagnostics)
            if not self._round(rounds, rounds + 1):
                if rounds == 0:
                    return None
                # One round too many is no mistake; where it is needed after all, it is reported when it is built.
                self.builder.report.forget(kept)
                break
            rounds, before, sizes = rounds + 1, sizes, self._spatial()
            once = sizes if rounds == 1 else once
            if sizes == before:
                break
        if rounds == 1 and once == self.builder.shape(self.start)[:-1]:
            self._refuse(f"`repeat` never reaches {target}: a round leaves the size as it is", STILL)
            return None
        large = [count for count, seed in found if seed >= SMALLEST_SEED]
        only_none = [count for count, _ in found] == [0] and rounds > 0 and max(target.sizes) >= 2 * SMALLEST_SEED
        if not found or only_none:
            self._report_odd(target, once)
            return None
        return max(large) if large else min(count for count, _ in found)

    def _report_odd(self, target: _Target, once: Sequence[Size]) -> None:
        """A target that no round reaches: the arithmetic, and the nearest sizes that one round makes. once: the sizes after it."""
        goals = target.sizes * len(once) if target.smaller_side else target.sizes
        pairs = [(size, goal) for size, goal in zip(once, goals, strict=True) if isinstance(size, Unknown)]
        odd = next(((size, goal) for size, goal in pairs if not size.solutions(goal)), pairs[0])
        sides = [
            size.reachable(goal) if isinstance(size, Unknown) and not size.solutions(goal) else [goal]
            for size, goal in zip(once, goals, strict=True)
        ]
        divisors = self._divisors_of_data(goals)
        ends = [tuple(one[min(place, len(one) - 1)] for one in sides) for place in (0, 1) if all(sides)]
        near = sorted({tuple(map(operator.mul, one, divisors or (1,) * len(one))) for one in ends})
        written = self.given.get("until")
        self.builder.report.add(
            "GC0422", written.span if written is not None else self.head.span,
            f"`repeat` reaches {target} from no whole size: {odd[0].arithmetic()} = {odd[1]} has no whole solution",
            label=f"this is {target}", marks=self.builder.context.size_of_data,
            help=_nearest(near, images=divisors is not None) if near else None,
        )  # fmt: skip

    def _divisors_of_data(self, goals: Sequence[int]) -> tuple[int, ...] | None:
        """By what each side of the data's images is divided, and rounded, to be the goal; None where `until` does not speak of them."""
        facts = self.builder.context.facts
        written = self.given.get("until")
        parts = written.items if isinstance(written, SequenceNode) else (written,)
        texts = [one.text for one in parts if isinstance(one, Scalar)]
        if len(texts) == 1 and texts[0].startswith("data."):
            return (1,) * len(goals)
        spoken_of = [found[1] for text in texts if (found := FIELD_OF_DATA.search(text))]
        field = facts.fields.get(spoken_of[0]) if facts and spoken_of else None
        image = field.shape[:-1] if field else ()
        known = [size for size in image if size is not None]
        if not len(known) == len(image) == len(goals):
            return None
        divisors = tuple(round(size / goal) for size, goal in zip(known, goals, strict=True))
        sides = zip(known, goals, divisors, strict=True)
        return divisors if all(abs(size - divisor * goal) < divisor for size, goal, divisor in sides) else None

    def _report_unreached(self, target: _Target, seen: Sequence[tuple[int, ...]]) -> None:
        way = " -> ".join("x".join(map(str, sizes)) for sizes in seen)
        self._refuse(f"`repeat` never reaches {target}: {way}", self._reachable(target, seen))

    def _reachable(self, target: _Target, seen: Sequence[tuple[int, ...]]) -> str:
        """How the rounds come to an end, as help."""
        if len(seen) > 1 and seen[-1] == seen[-2]:
            return STILL
        grows = min(seen[-1]) > min(seen[0])
        if grows != (min(target.sizes) > min(seen[0])):
            side, other = ("above", "larger") if grows else ("below", "smaller")
            return f"a round makes the size {other}: write one that is {side} {min(seen[0])}"
        facts = self.builder.context.facts
        of_data = [name for name, field in (facts.fields if facts else {}).items() if field.shape[:-1] in seen[1:]]
        if of_data:
            return f"it reaches the size of the data: write `until: data.{of_data[0]}`"
        seed = _seed_of(target, seen) if grows else None
        if seed:
            return f"begin with {'x'.join(map(str, seed))}, from which it comes to {target}, or with a `reshape` to `auto` sizes"
        return f"`until: {min(target.sizes)}` ends where the smaller side is {min(target.sizes)} or has passed it"

    def _refuse(self, message: str, help: str) -> None:
        written = self.given.get("until")
        self.builder.report.add("GC0422", written.span if written is not None else self.head.span, message, help=help)

    def _state(self) -> tuple[int, int, int, dict[str, int], int]:
        b = self.builder
        return len(b.values), len(b.autos), len(b.equations), dict(self.scope.names), len(b.taken)

    def _back_to(self, state: tuple[int, int, int, dict[str, int], int]) -> None:
        """Forgets the rounds that were only for counting."""
        b = self.builder
        del b.values[state[0] :], b.autos[state[1] :], b.equations[state[2] :]
        self.scope.names.clear()
        self.scope.names.update(state[3])
        for name in list(b.taken)[state[4] :]:
            del b.taken[name]


STILL = "its layers leave the size as it is: one of them needs strides, a pooling or an up-sampling"


def _spatial_help(axes: int) -> str:
    """Where a value of the wrong rank comes into a repeat. axes: how many it has before the last one."""
    return (
        "put a `reshape` before it, such as `reshape: [auto, auto, 128]`"
        if axes == 0
        else "an image is [height, width, channels]"
    )


def _nearest(near: Sequence[tuple[int, ...]], *, images: bool) -> str:
    """The nearest sizes that a repeat makes, as help. images: whether they are those of the data, which a step sets."""
    sizes = " and ".join("x".join(map(str, one)) for one in near)
    if not images:
        return f"the nearest sizes that can be made so are {sizes}"
    return f"the nearest images that can be made so are {sizes}: {resize_to(near)}"


def _seed_of(target: _Target, seen: Sequence[tuple[int, ...]]) -> tuple[int, ...] | None:
    """The size to begin with, so that a whole number of rounds that multiply it comes to the target."""
    before, after = seen[0], seen[1]
    goals = target.sizes * len(before) if target.smaller_side else target.sizes
    factor = after[0] // before[0]
    if factor < 2 or any(now != factor * was for was, now in zip(before, after, strict=True)):
        return None
    seeds = [
        tuple(goal // factor**rounds for goal in goals)
        for rounds in range(1, MAX_ROUNDS)
        if all(goal % factor**rounds == 0 for goal in goals)
    ]
    large = [seed for seed in seeds if min(seed) >= SMALLEST_SEED]
    return large[-1] if large else next(iter(seeds), None)


def _reached(seen: Sequence[tuple[int, ...]], target: _Target) -> bool:
    """Whether the last sizes are the target, or have come to the number that the smaller side was to reach."""
    now = seen[-1]
    if not target.smaller_side:
        return now == target.sizes
    side = target.sizes[0]
    if len(seen) == 1:
        return min(now) == side
    grows = min(now) > min(seen[0])
    return min(now) >= side if grows else min(now) <= side


def _passed(seen: Sequence[tuple[int, ...]], target: _Target) -> bool:
    """Whether the target can no longer be met, since every round goes further in the same direction."""
    if target.smaller_side:
        grows = min(seen[-1]) > min(seen[-2])
        return (min(seen[0]) > target.sizes[0]) == grows
    pairs = list(zip(seen[-2], seen[-1], target.sizes, strict=True))
    return any((now > before and now > goal) or (now < before and now < goal) for before, now, goal in pairs)


def _seeds(sizes: Sequence[Size], target: _Target) -> tuple[int, ...] | None:
    """The values of the `auto`s for which the sizes are the target; None where there are none."""
    goals = target.sizes * len(sizes) if target.smaller_side else target.sizes
    made = []
    for size, goal in zip(sizes, goals, strict=True):
        if isinstance(size, Unknown):
            values = size.solutions(goal)
            if not values:
                return None
            made.append(values[0])
        elif size != goal:
            return None
    return tuple(made) if made else None
