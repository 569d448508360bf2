"""The lines of an update that compute values: each that needs one gets a line, and a name that says what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from gancompile.compiler.emit.formula import FormulaText
from gancompile.compiler.emit.pools import pool_name
from gancompile.compiler.emit.slopes import outermost_gradients
from gancompile.compiler.emit.text import WIDTH, assign, call, literal
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.value import (
    Apply,
    Augment,
    Draw,
    FirstHalf,
    Gradient,
    Mix,
    Number,
    OfWeights,
    Pool,
    Scheduled,
    Shuffle,
    State,
    Value,
    walk,
)

LINES = (Apply, Gradient, Mix, Shuffle, FirstHalf, Augment, Pool)
"""What has a line of its own wherever it stands."""
OUTSIDE = 8
"""How far the lines of a method stand in that are under no tape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A network that an update runs once, as its source says it.

    names: of the variables, one for each batch that goes through together. inputs: of each, as they stand in the call. under_tape:
    whether a gradient is taken through it; slopes: by how many inner tapes, whose gradients are differentiated again. every_rounds: it
    is run in each round whose number is a multiple of that.
    """

    names: tuple[str, ...]
    network: str
    inputs: tuple[str, ...]
    values: tuple[Apply, ...]
    under_tape: bool
    slopes: int
    every_rounds: int = 1


@dataclass(slots=True, kw_only=True)
class Body:
    """Lines while they are written. formula: knows what has a variable by now. moving: networks whose output this update changes.

    taped: whether what is written stands under the tape. every_rounds: in which rounds it is run. watching: what is written serves a
    watched number alone, which must not change how the game goes on.
    """

    game: Game
    networks: Mapping[str, Network]
    lines: list[str] = field(default_factory=list)
    formula: FormulaText = field(default_factory=FormulaText)
    taken: set[str] = field(default_factory=set)
    moving: frozenset[str] = frozenset()
    applied: list[Application] = field(default_factory=list)
    indent: int = OUTSIDE
    inner_tapes: int = 0
    taped: bool = False
    every_rounds: int = 1
    watching: bool = False

    @property
    def known(self) -> dict[Value, str]:
        """The values that have a variable."""
        return self.formula.known

    def put(self, line: str) -> None:
        self.lines.append(" " * self.indent + line)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        self.indent += 4
        yield
        self.indent -= 4

    def moves(self, value: Value) -> bool:
        """Whether a value depends on weights that this player moves."""
        return any(isinstance(v, Apply | OfWeights) and v.network in self.moving for v in walk(value))

    def statements(self, values: Sequence[Value]) -> list[Value]:
        """The parts that get a line of their own: applications, slopes, mixtures, and values that the spec names."""
        lets = {let.value for let in self.game.lets}
        seen: dict[Value, None] = {}
        for value in values:
            for v in walk(value):
                if isinstance(v, LINES) or (v in lets and not isinstance(v, Draw | Number | State | Scheduled)):
                    seen[v] = None
        return list(seen)

    def compute(self, values: Sequence[Value]) -> None:
        """Writes a line for every part that needs one: slopes first, since what they see must be computed under their tape."""
        gradients = outermost_gradients([v for v in values if v not in self.known], self.known)
        if gradients:
            bys = list(dict.fromkeys(gradient.by for gradient in gradients))
            # A value that another one of them is made of is watched; the other is then computed under the tape.
            roots = [by for by in bys if not any(other in walk(by) for other in bys if other != by)]
            for by in roots:
                self.compute([by])
                self._named(by)
            self._slopes(gradients, roots)
        parts = self.statements(values)
        for part in parts:
            if part not in self.known:
                group = self._together(part, parts) if isinstance(part, Apply) else []
                if len(group) > 1:
                    self._joined(group)
                else:
                    self._statement(part)

    def _named(self, value: Value) -> None:
        """Gives a value a variable where it has none."""
        if value not in self.known:
            name = self.let_of(value) or self.unique("point")
            self.lines += assign(name, self.formula.sum(value), indent=self.indent)
            self.known[value] = name

    def _together(self, part: Apply, parts: Sequence[Value]) -> list[Apply]:
        """An application and those of the same network that can go through it in one call: none is made of another, and no layer mixes
        examples.

        What is only watched is left as it is.
        """
        group = [part]
        for other in parts:
            alike = isinstance(other, Apply) and other.network == part.network and other not in self.known
            if not alike or other in group or self.watching or self.networks[part.network].mixes_examples:
                continue
            assert isinstance(other, Apply)
            sloped = any(isinstance(v, Gradient) and v not in self.known for v in walk(other))
            if not sloped and not any(one in walk(other) or other in walk(one) for one in group):
                group.append(other)
        return group

    def _joined(self, group: Sequence[Apply]) -> None:
        """One call of a network on several batches."""
        for one in group:
            self.compute(one.inputs)
        given = [tuple(self.formula.text(value) for value in one.inputs) for one in group]
        names = tuple(self._name_for(one) for one in group)
        network = group[0].network
        batches = [one_or_list(texts) for texts in given]
        self._note_application(names, batches, group)
        arguments = [f"self.{network}", *batches, "training=True"]
        self.lines += call(
            f"{', '.join(names)} = self.together", arguments, indent=self.indent, comment=self._note(network)
        )
        self.known.update(zip(group, names, strict=True))

    def _note_application(self, names: Sequence[str], inputs: Sequence[str], values: Sequence[Apply]) -> None:
        """Keeps what the next line runs, for whoever wants to know what an update costs."""
        self.applied.append(
            Application(
                names=tuple(names), network=values[0].network, inputs=tuple(inputs), values=tuple(values),
                under_tape=self.taped, slopes=self.inner_tapes, every_rounds=self.every_rounds,
            )
        )  # fmt: skip

    def _note(self, network: str) -> str:
        still = not self.taped and network not in self.moving
        return f"{network} does not move here: outside of the tape" if still else ""

    def _statement(self, part: Value) -> None:
        """One value into a variable; its own parts come before it in the order of the walk."""
        if any(isinstance(v, Gradient) and v not in self.known for v in walk(part)):
            self.compute([v for v in walk(part) if isinstance(v, Gradient)])
        name = self._name_for(part)
        match part:
            case Apply(network=network, inputs=inputs):
                given = [self.formula.text(value) for value in inputs]
                self._note_application([name], given, [part])
                note, mode = self._note(network), "training=True"
                if self.watching:
                    note, mode = "only watched: leaves statistics as they are", "training=False"
                self.lines += call(
                    f"{name} = self.{network}", [one_or_list(given), mode], indent=self.indent, comment=note
                )
            case Augment(of=of, policies=policies):
                shares = ", ".join(f"{literal(policy)}: {self.formula.text(share)}" for policy, share in policies)
                given = [literal(name), self.formula.text(of), f"{{{shares}}}"]
                self.lines += call(f"{name} = self.augment", given, indent=self.indent)
            case Pool(of=of):
                self.lines += call(
                    f"{name} = self.pool",
                    [literal(pool_name(part, self.game)), self.formula.text(of)],
                    indent=self.indent,
                )
            case Shuffle(of=of):
                self.lines += call(f"{name} = self.shuffle", [literal(name), self.formula.text(of)], indent=self.indent)
            case Mix(left=left, right=right):
                self.lines += call(
                    f"{name} = self.mix",
                    [literal(name), self.formula.text(left), self.formula.text(right)],
                    indent=self.indent,
                )
            case _:
                self.lines += assign(name, self.formula.sum(part), indent=self.indent)
        self.known[part] = name

    def _slopes(self, gradients: Sequence[Gradient], roots: Sequence[Value]) -> None:
        """One tape for all slopes of this level, which watches `roots`; what is made of them is computed under it, once."""
        ofs = [gradient.of for gradient in gradients]
        needed = {v for gradient in gradients for v in (*walk(gradient.of), *walk(gradient.by))}
        for value in [v for v in self.known if v in needed - {*roots} and any(root in walk(v) for root in roots)]:
            del self.known[value]
        joint = len(gradients) == len(roots) and not any(
            g.by in walk(other.of) for g in gradients for other in gradients if other is not g
        )
        tape = self.unique("slopes")
        self.put(f"with tf.GradientTape({'' if joint else 'persistent=True'}) as {tape}:")
        self.inner_tapes += 1
        with self.deeper():
            self.put(f"{tape}.watch({one_or_list([self.known[root] for root in roots])})")
            for gradient in gradients:
                self.compute([gradient.by])
                self._named(gradient.by)
            self.compute(ofs)
            for of in ofs:
                if of not in self.known:
                    name = self.let_of(of) or self.unique("height")
                    self.lines += assign(name, self.formula.sum(of), indent=self.indent)
                    self.known[of] = name
        self.inner_tapes -= 1
        slopes = [self.let_of(gradient) or self.unique(f"{self.known[gradient.by]}_slope") for gradient in gradients]
        if joint:
            heads = one_or_list([self.known[of] for of in ofs]), one_or_list([self.known[g.by] for g in gradients])
            self.lines += call(f"{', '.join(slopes)} = {tape}.gradient", heads, indent=self.indent)
        else:
            for name, gradient in zip(slopes, gradients, strict=True):
                ends = [self.known[gradient.of], self.known[gradient.by]]
                self.lines += call(f"{name} = {tape}.gradient", ends, indent=self.indent)
        self.known.update(zip(gradients, slopes, strict=True))

    def end_with(self, named: Sequence[tuple[str, Value]]) -> None:
        """The end of a function within the method: its values in one line, or each in a line of its own before."""
        one = f"return {', '.join(self.formula.text(value) for _, value in named)}"
        if len(one) + self.indent <= WIDTH:
            self.put(one)
            return
        names = [self.unique(name) for name, _ in named]
        for name, (_, value) in zip(names, named, strict=True):
            self.lines += assign(name, self.formula.sum(value), indent=self.indent)
        self.put(f"return {', '.join(names)}")

    def _name_for(self, part: Value) -> str:
        """The name of the spec for it, or one that says what it is."""
        named = self.let_of(part)
        if named:
            return named
        match part:
            case Apply(network=network, inputs=inputs):
                first = self.known.get(inputs[0], "") if inputs else ""
                made = self.networks[network]
                output = {"sigmoid": "logit", "softmax": "logits"}.get(made.served_through or "", made.output_name)
                return self.unique(f"{first}_{output}".strip("_"))
            case Mix():
                return self.unique("mixed")
            case FirstHalf(of=of):
                return self.unique(f"{self.known.get(of, 'examples')}_half")
            case Augment(of=of):
                return self.unique(f"{self.known.get(of, 'images')}_seen")
            case Pool(of=of):
                return self.unique(f"{self.known.get(of, 'examples')}_pooled")
            case Shuffle(of=of):
                return self.unique(f"{self.known.get(of, 'examples')}_shuffled")
        return self.unique("value")

    def let_of(self, part: Value) -> str | None:
        """The name that the spec gives a value; a second name for the same value is not used, nor one that has been spent."""
        name = next((let.name for let in self.game.lets if let.value == part), None)
        return name if name not in self.known.values() else None

    def unique(self, name: str) -> str:
        """A name that no line of the method has yet, and no draw or value of the spec."""
        number = 2
        result = name
        while result in self.taken:
            result, number = f"{name}_{number}", number + 1
        self.taken.add(result)
        return result


def one_or_list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"
