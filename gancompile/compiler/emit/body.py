"""The lines of an update that compute values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from typing_extensions import assert_never

from gancompile.catalogue.draw_rows import draw_rows
from gancompile.compiler.emit.formula import FormulaText
from gancompile.compiler.emit.pools import pool_name
from gancompile.compiler.emit.text import WIDTH, assign, call, literal
from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.value import Augment, Mix, Pool, Shuffle, Value
from gancompile.compiler.plan.instruction import (
    Block,
    Compute,
    Instruction,
    LazyTerm,
    Loss,
    Run,
    Sample,
    TakeGradients,
    TermOf,
)

OUTSIDE = 8
"""The indent of lines of a method that stand under no tape."""


@dataclass(slots=True, kw_only=True)
class Body:
    """Lines while they are written. formula: knows which values have a variable by now."""

    game: Game
    networks: Mapping[str, Network]
    lines: list[str] = field(default_factory=list)
    formula: FormulaText = field(default_factory=FormulaText)
    indent: int = OUTSIDE
    batch_size: str = ""

    def put(self, line: str) -> None:
        """A line at the present indent."""
        self.lines.append(" " * self.indent + line)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Lines within stand one step further in."""
        self.indent += 4
        yield
        self.indent -= 4

    def block(self, block: Block) -> None:
        """The lines of instructions, in their order."""
        for one in block:
            self._instruction(one)

    def _instruction(self, one: Instruction) -> None:
        match one:
            case Sample():
                self._sample(one)
            case Run():
                self._run(one)
            case Compute(value=value, name=name):
                self._compute(name, value)
                self.formula.known[value] = name
            case TakeGradients():
                self._gradients(one)
            case LazyTerm():
                self._lazy(one)
            case TermOf(value=value, name=name):
                if self.formula.known.get(value) != name:
                    self.lines += assign(name, self.formula.sum(value), indent=self.indent)
            case Loss():
                self._loss(one)
            case _:
                assert_never(one)

    def _sample(self, one: Sample) -> None:
        draw, of_data = one.draw, one.of_data
        size = "self.batch_size" if one.factor == 1 else f"{one.factor} * self.batch_size"
        if of_data is not None:
            size = "batch_size"
            if not self.batch_size:
                self.put(f"batch_size = tf.shape({of_data})[0]")
                self.batch_size = size
        kept = ["each_round=True"] if draw.each_round else []
        method = draw_rows()[draw.distribution].method
        first = [] if method else [literal(draw.distribution)]
        if draw.distribution == Distribution.CATEGORICAL:
            one_hot = ["one_hot=True"] if draw.one_hot else []
            arguments = [literal(draw.name), f"[{size}]", literal(draw.classes), *one_hot, *kept]
        else:
            shape = f"[{', '.join([size, *map(str, draw.shape)])}]"
            settings = [f"{name}={literal(value)}" for name, value in draw.settings]
            arguments = [*first, literal(draw.name), shape, *settings, *kept]
        self.lines += call(f"{draw.name} = self.{method or 'draw_from'}", arguments, indent=self.indent)
        self.formula.known[draw] = draw.name

    def _run(self, one: Run) -> None:
        given = [one_or_list([self.formula.text(value) for value in run.inputs]) for run in one.values]
        names, network = ", ".join(one.names), f"self.{one.network}"
        note = "fixed in this update: no gradient needed" if one.is_fixed else ""
        # Dropout of a loaded network is on in training, whether or not its weights are trained.
        mode = f"training={not self.networks[one.network].frozen}"
        if one.watching:
            note, mode = "for a metric alone: moving statistics stay as they are", "training=False"
        if len(one.values) > 1:
            head, arguments = f"{names} = self.together", [network, *given, mode]
        else:
            head, arguments = f"{names} = {network}", [*given, mode]
        self.lines += call(head, arguments, indent=self.indent, comment=note)
        self.formula.known.update(zip(one.values, one.names, strict=True))

    def _compute(self, name: str, value: Value) -> None:
        match value:
            case Augment(of=of, policies=policies):
                shares = ", ".join(f"{literal(policy)}: {self.formula.text(share)}" for policy, share in policies)
                self._method(name, "augment", literal(name), self.formula.text(of), f"{{{shares}}}")
            case Pool(of=of):
                self._method(name, "pool", literal(pool_name(value, self.game)), self.formula.text(of))
            case Shuffle(of=of):
                self._method(name, "shuffle", literal(name), self.formula.text(of))
            case Mix(left=left, right=right):
                self._method(name, "mix", literal(name), self.formula.text(left), self.formula.text(right))
            case _:
                self.lines += assign(name, self.formula.sum(value), indent=self.indent)

    def _method(self, name: str, method: str, *arguments: str) -> None:
        self.lines += call(f"{name} = self.{method}", arguments, indent=self.indent)

    def _gradients(self, one: TakeGradients) -> None:
        known = self.formula.known
        self.put(f"with tf.GradientTape({'' if one.at_once else 'persistent=True'}) as {one.tape}:")
        with self.deeper():
            self.put(f"{one.tape}.watch({one_or_list([known[value] for value in one.watched])})")
            self.block(one.body)
        if one.at_once:
            ofs, bys = [known[g.of] for g in one.gradients], [known[g.by] for g in one.gradients]
            head = f"{', '.join(one.names)} = {one.tape}.gradient"
            self.lines += call(head, [one_or_list(ofs), one_or_list(bys)], indent=self.indent)
        else:
            for name, gradient in zip(one.names, one.gradients, strict=True):
                ends = [known[gradient.of], known[gradient.by]]
                self.lines += call(f"{name} = {one.tape}.gradient", ends, indent=self.indent)
        known.update(zip(one.gradients, one.names, strict=True))

    def _lazy(self, one: LazyTerm) -> None:
        """A function within the method, and its call in the rounds that are due."""
        outside = dict(self.formula.known)
        if not self.lines[-1].endswith(":"):
            self.lines.append("")
        self.put(f"def {one.function}():")
        with self.deeper():
            self.block(one.body)
            self._return(one.values, one.results)
        self.formula.known = outside | dict(zip(one.values[1:], one.names[1:], strict=True))
        self.lines.append("")
        several = [f"values={len(one.names)}"] if len(one.names) > 1 else []
        arguments = [literal(one.every_rounds), one.function, *several]
        self.lines += call(f"{', '.join(one.names)} = self.every", arguments, indent=self.indent)

    def _return(self, values: Sequence[Value], names: Sequence[str]) -> None:
        """The end of a function within the method: its values on one line, or each on a line of its own before."""
        one = f"return {', '.join(self.formula.text(value) for value in values)}"
        if len(one) + self.indent <= WIDTH:
            self.put(one)
            return
        for name, value in zip(names, values, strict=True):
            self.lines += assign(name, self.formula.sum(value), indent=self.indent)
        self.put(f"return {', '.join(names)}")

    def _loss(self, one: Loss) -> None:
        terms = self.formula.sum(one.value) if one.value is not None else [("+", term) for term in one.terms]
        self.lines += assign("loss", terms, indent=self.indent)
        for network in one.regularized:
            self.put(f"loss += tf.add_n(self.{network}.losses)  # the regularizers of its weights")


def one_or_list(names: Sequence[str]) -> str:
    """One name alone, several in a list."""
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"
