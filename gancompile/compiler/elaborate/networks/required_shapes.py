"""Shapes that the game requires of networks' outputs, read from its formulas before any network is elaborated."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field

from gancompile.catalogue.draw_rows import draw_rows
from gancompile.catalogue.sources import SourceFacts
from gancompile.catalogue.steps import step_rows
from gancompile.compiler.diagnostics import Mark
from gancompile.compiler.elaborate.data import set_of, sets_of
from gancompile.compiler.elaborate.formulas.parse import expression_of, formulas_of
from gancompile.compiler.elaborate.roles import ROLES, names_for
from gancompile.compiler.syntax import Expression, Mapping, Node, Scalar, Sequence, to_plain
from gancompile.compiler.syntax.expression import BinaryOperation, Call, Field, Name, Negation

Shape = tuple[int | None, ...]
KEEPS_SHAPE = frozenset({"abs", "clip", "maximum", "minimum", "mix", "sigmoid", "square", "stop", "tanh"})
"""Functions whose arguments have the shape of their value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredShape:
    """A shape per example that an output must have. marks: where that is said."""

    shape: Shape
    marks: tuple[Mark, ...]


RequiredShapes = dict[tuple[str, str | None], RequiredShape]
"""By network and output; None: the only output."""


def required_shapes(networks: Mapping, game: Mapping, data: Mapping, facts: SourceFacts) -> RequiredShapes:
    """The required shape of each output that has one. Reports nothing."""
    reader = _ShapeReader(networks=networks, data=data, facts=facts)
    reader.read(game)
    return reader.required


@dataclass(slots=True, kw_only=True)
class _ShapeReader:
    networks: Mapping
    data: Mapping
    facts: SourceFacts
    required: RequiredShapes = field(default_factory=dict)
    known: dict[str, RequiredShape] = field(default_factory=dict)
    lets: dict[str, Expression] = field(default_factory=dict)

    def read(self, game: Mapping) -> None:
        if game.get("objective") is not None:
            self._short(game)
        draws = game.get("draws")
        for key, node in draws if isinstance(draws, Mapping) else ():
            self._draw(key, node)
        lets = game.get("let")
        for key, node in lets if isinstance(lets, Mapping) else ():
            if (expression := expression_of(node)) is not None:
                # A value speaks of those before it alone.
                self._visit(expression)
                self.lets[key] = expression
        for formula in formulas_of(game):
            if (expression := expression_of(formula)) is not None:
                self._visit(expression)

    def _short(self, game: Mapping) -> None:
        """The generator of a named objective gives what the discriminator's first input takes."""
        generator, discriminator = (self._role(game, role) for role in ROLES)
        wanted = self._input(discriminator, 0) if discriminator else None
        if generator and wanted:
            self.required.setdefault((generator, None), wanted)

    def _role(self, game: Mapping, role: str) -> str | None:
        return next((name for name in names_for(role, game.get(role)) if self.networks.get(name) is not None), None)

    def _draw(self, key: str, node: Node) -> None:
        given = dict(node) if isinstance(node, Mapping) else {}
        name = given.get("data")
        if isinstance(name, Scalar) and name.text in self.facts.fields:
            shape = self.facts.fields[name.text].shape
            shown = Mark(span=name.span, label=f"`{name.text}` of the data has this shape")
            self.known[key] = RequiredShape(shape=shape, marks=(shown, *size_of_data(self.data, name.text)))
        for kind in (key for key, row in draw_rows().items() if row.schema == "shape"):
            sizes = given.get(kind)
            if isinstance(sizes, Sequence):
                found = tuple(
                    one.value for one in sizes.items if isinstance(one, Scalar) and isinstance(one.value, int)
                )
                if len(found) == len(sizes.items):
                    self.known[key] = RequiredShape(
                        shape=found, marks=(Mark(span=sizes.span, label=f"`{key}` has this shape"),)
                    )

    def _input(self, network: str, index: int) -> RequiredShape | None:
        """The shape of a network's input, where the spec or the data has it."""
        section = self.networks.get(network)
        while isinstance(section, Mapping) and isinstance(like := section.get("like"), Scalar):
            section = self.networks.get(like.text) if like.text != network else None
        inputs = section.get("inputs") if isinstance(section, Mapping) else None
        if not isinstance(inputs, Mapping) or index >= len(inputs.entries):
            return None
        entry = inputs.entries[index]
        node = entry.value.get("shape") if isinstance(entry.value, Mapping) else entry.value
        cause = f"`{network}` takes this for `{entry.key.text}`"
        if isinstance(node, Scalar) and node.text.startswith("data."):
            name = node.text.removeprefix("data.")
            field_ = self.facts.fields.get(name)
            marks = (Mark(span=node.span, label=cause), *size_of_data(self.data, name))
            return RequiredShape(shape=field_.shape, marks=marks) if field_ else None
        plain = to_plain(node) if isinstance(node, Sequence) else None
        if isinstance(plain, list) and all(isinstance(size, int) for size in plain):
            shape = tuple(size for size in plain if isinstance(size, int))
            return RequiredShape(shape=shape, marks=(Mark(span=node.span if node else entry.key.span, label=cause),))
        return None

    def _visit(self, node: Expression) -> None:
        match node:
            case Call(function=function, arguments=arguments):
                for index, argument in enumerate(arguments):
                    wanted = self._input(function, index) if self.networks.get(function) is not None else None
                    if wanted is not None:
                        self._want(argument, wanted, 0)
                    self._visit(argument)
            case BinaryOperation(left=left, right=right):
                for side, other in ((left, right), (right, left)):
                    if isinstance(other, Name) and other.name in self.known:
                        self._want(side, self.known[other.name], 0)
                    self._visit(side)
            case Negation(of=of) | Field(of=of):
                self._visit(of)

    def _want(self, node: Expression, shape: RequiredShape, depth: int) -> None:
        """Whatever network a value comes out of must give this shape."""
        if depth > len(self.lets) + 20:
            return
        match node:
            case Name(name=name) if name in self.lets:
                self._want(self.lets[name], shape, depth + 1)
            case Call(function=function) if self.networks.get(function) is not None:
                self.required.setdefault((function, None), shape)
            case Call(function=function, arguments=arguments) if function in KEEPS_SHAPE:
                for argument in arguments:
                    self._want(argument, shape, depth + 1)
            case Field(of=of, name=output):
                while isinstance(of, Name) and of.name in self.lets:
                    of, depth = self.lets[of.name], depth + 1
                    if depth > len(self.lets) + 20:
                        return
                if isinstance(of, Call) and self.networks.get(of.function) is not None:
                    self.required.setdefault((of.function, output), shape)
            case BinaryOperation(left=left, right=right):
                self._want(left, shape, depth + 1)
                self._want(right, shape, depth + 1)
            case Negation(of=of):
                self._want(of, shape, depth + 1)


def size_of_data(data: Mapping, field: str | None = None) -> tuple[Mark, ...]:
    """The spans at which the size of a field, or of any, is set."""
    sections = [section for _, section in sets_of(data)] if field is None else [set_of(data, field)]
    sizing = [name for name, row in step_rows().items() if row.sets_size]
    found = [section.get(name) for section in sections for name in reversed(sizing)]
    return tuple(Mark(span=node.span, label="the data's size is set here") for node in found if node is not None)[:1]


def of_network(required: RequiredShapes, network: str) -> Dict[str | None, RequiredShape]:
    """The required shapes of one network, by output."""
    return {output: shape for (name, output), shape in required.items() if name == network}
