"""`export: {signatures: ...}`: functions of named inputs that leave with the weights, typed as formulas are."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace

from gancompile.catalogue.emitted_names import Kind, free_suggestion, meaning_of
from gancompile.compiler.diagnostics import Mark, Report, Span, nearest
from gancompile.compiler.elaborate.formulas.formula import Scope
from gancompile.compiler.elaborate.names import check_name
from gancompile.compiler.elaborate.stage import Stage, Stages
from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import InputNode, Network
from gancompile.compiler.ir.program import DataPlan
from gancompile.compiler.ir.signature import Signature, SignatureOutput
from gancompile.compiler.ir.value import (
    Apply,
    Arithmetic,
    Broadcast,
    Comparison,
    Concatenation,
    Crop,
    Draw,
    Elementwise,
    Negate,
    Number,
    OneHot,
    Part,
    Pick,
    Reduction,
    Stop,
    Value,
    shape_of,
    walk,
)
from gancompile.compiler.syntax import Expression, Mapping, Node, Scalar, parse_expression
from gancompile.compiler.syntax.expression import Name
from gancompile.compiler.syntax.printer import print_expression
from gancompile.compiler.syntax.substitute import calls, names_of
from gancompile.deployment import BYTES, OWN_SIGNATURES, PNG

NUMBERS = frozenset({"num", "seed", "seeds"})
"""The inputs of signatures that draw."""
ROW_BY_ROW = (
    Number | Draw | Apply | Pick | Elementwise | Arithmetic | Comparison | Negate | Reduction | Stop | Broadcast
    | Concatenation | Part | Crop | OneHot
)  # fmt: skip
"""The values of a row that depend on that row alone."""


def elaborate_signatures(stages: Stages, report: Report) -> Stages:
    """Each stage with the signatures that the spec writes; a mistake is reported, and its signature left out."""
    return replace(stages, stages=tuple(_stage(stage, report) for stage in stages.stages))


def _stage(stage: Stage, report: Report) -> Stage:
    export = stage.tree.root.get("export")
    section = export.get("signatures") if isinstance(export, Mapping) else None
    if not isinstance(section, Mapping) or stage.game is None or stage.networks is None or stage.data is None:
        return stage
    reader = _SignatureReader(networks=stage.networks, game=stage.game, data=stage.data, report=report)
    read = [reader.read(entry.key, entry.value) for entry in section.entries]
    return replace(stage, signatures=tuple(one for one in read if one is not None))


@dataclass(slots=True, kw_only=True)
class _SignatureReader:
    networks: Dict[str, Network]
    game: Game
    data: DataPlan
    report: Report
    shuffles: dict[tuple[Span, int], int] = field(default_factory=dict)

    def read(self, key: Scalar, node: Node) -> Signature | None:
        """One signature: a formula, or several by the names of the outputs."""
        if key.text in OWN_SIGNATURES or key.text.endswith(PNG):
            why = (
                "an export has itself"
                if key.text in OWN_SIGNATURES
                else f"takes and gives the images of `{key.text[: -len(PNG)]}` as PNG files"
            )
            message = f"`{key.text}` is the name of a signature that {why}"
            free = f"my_{key.text.removesuffix(PNG)}"
            self.report.add("GC0802", key.span, message, help=f"call it otherwise, such as `{free}`")
            return None
        if not check_name(key, Kind.SIGNATURE, self.report):
            return None
        named = list(node) if isinstance(node, Mapping) else [(None, node)]
        parsed = [(name, parse_expression(one, self.report)) for name, one in named if isinstance(one, Scalar)]
        expressions = [expression for _, expression in parsed if expression is not None]
        if len(expressions) < len(parsed):
            return None
        given = self._given(expressions)
        if given is None:
            return None
        scope = Scope(networks=self.networks, names={**self._known(), **given}, shuffles=self.shuffles)
        outputs: list[SignatureOutput] = []
        for (name, _), expression in zip(parsed, expressions, strict=True):
            made = self._outputs(name, expression, scope)
            if made is None:
                return None
            outputs += made
        drawn = [part for output in outputs for part in walk(output.value) if isinstance(part, Draw)]
        return Signature(name=key.text, inputs=tuple(dict.fromkeys(drawn)), outputs=tuple(outputs), span=key.span)

    def _known(self) -> dict[str, Value]:
        """The draws and the values of the game."""
        return {**{draw.name: draw for draw in self.game.draws}, **{let.name: let.value for let in self.game.lets}}

    def _given(self, expressions: list[Expression]) -> dict[str, Draw] | None:
        """The inputs that are no draws of the game: those of the networks that take them, or fields of the data. None for a mistake."""
        known = {*self._known(), *self.networks}
        made: dict[str, Draw] = {}
        of: dict[str, InputNode] = {}
        for expression in expressions:
            for name, taken in self._taken(expression):
                if name.name in known:
                    continue
                if name.name in of and (of[name.name].shape, of[name.name].dtype) != (taken.shape, taken.dtype):
                    self._differs(name, of[name.name], taken)
                    return None
                of.setdefault(name.name, taken)
                made.setdefault(name.name, self._draw(name, taken))
            for name in names_of(expression):
                if name.name not in known and name.name not in made and not self._is_near(name.name):
                    made[name.name] = self._draw(name, self._free_input(name))
        return made if all(self._may_be_called(one) for one in made.values()) else None

    def _free_input(self, name: Name) -> InputNode:
        """An input that no network takes as it is: a field of the data, or else one number for each row, such as a weight."""
        facts = self.data.facts.fields.get(name.name)
        if facts is not None:
            return InputNode(name=name.name, shape=facts.shape, dtype=facts.dtype, data_field=name.name)
        return InputNode(name=name.name, shape=(), dtype="float32")

    def _is_near(self, name: str) -> bool:
        """Whether a name that is none of the game's is one of them with a slip; the formula then reports it."""
        return name not in self.data.facts.fields and bool(nearest(name, [*self._known(), *self.networks]))

    def _may_be_called(self, draw: Draw) -> bool:
        meaning = meaning_of(draw.name, Kind.DRAW)
        if draw.name in NUMBERS:
            meaning = "signatures that draw have an input of that name"
        elif draw.name.endswith(BYTES):
            meaning = f"a name that ends in `{BYTES}` is that of a file"
        if meaning is not None:
            message = f"an input of a signature cannot be called `{draw.name}`: {meaning}"
            self.report.add("GC0305", draw.span, message, help=f"try `{free_suggestion(draw.name)}`")
        return meaning is None

    def _taken(self, expression: Expression) -> Iterator[tuple[Name, InputNode]]:
        """The names that networks take, each with the input that it is given to."""
        for call in calls(expression):
            if call.function in self.networks:
                for argument, node in zip(call.arguments, self.networks[call.function].inputs, strict=False):
                    if isinstance(argument, Name):
                        yield argument, node

    def _draw(self, name: Name, taken: InputNode) -> Draw:
        facts = self.data.facts.fields.get(taken.data_field or "")
        return Draw(
            name=name.name,
            shape=taken.shape,
            distribution=Distribution.GIVEN.value,
            dtype=taken.dtype,
            data_field=taken.data_field,
            classes=facts.classes if facts is not None else None,
            span=name.span,
        )

    def _differs(self, name: Name, one: InputNode, other: InputNode) -> None:
        message = f"`{name.name}` is given to inputs that differ: {_described(one)} and {_described(other)}"
        marks = tuple(Mark(span=node.span, label=f"it takes {_described(node)}") for node in (one, other))
        self.report.add("GC0803", name.span, message, help="give the two names of their own", marks=marks)

    def _outputs(self, name: str | None, expression: Expression, scope: Scope) -> list[SignatureOutput] | None:
        """The outputs of a formula: one, or all those of a network that has several."""
        value = scope.type_formula(expression, self.report)
        if value is None or not self._serves(value, expression):
            return None
        written = print_expression(expression)
        if isinstance(value, Apply) and value.several:
            outputs = self.networks[value.network].outputs
            if name is not None:
                known = ", ".join(f"`.{output.name}`" for output in outputs)
                message = f"network `{value.network}` has several outputs, and this does not say which"
                self.report.add("GC0415", expression.span, message, help=f"write one of {known} behind it")
                return None
            picked = [(one.name, Pick(of=value, output=one.name, shape=one.shape)) for one in outputs]
            return [SignatureOutput(name=one, value=pick, written=f"{written}.{one}") for one, pick in picked]
        return [SignatureOutput(name=name or self._named(value), value=value, written=written)]

    def _serves(self, value: Value, expression: Expression) -> bool:
        """Whether a value is one of each row by itself, made by a network."""
        parts = list(walk(value))
        applied = [self.networks[part.network] for part in parts if isinstance(part, Apply)]
        mixing = next((one for one in applied if one.mixes_at_inference), None)
        if any(not isinstance(part, ROW_BY_ROW) for part in parts):
            what = "mixes the examples of a batch, or changes with training"
        elif shape_of(value) is None or isinstance(value, Comparison):
            what = "is no value of each example"
        elif not applied:
            what = "applies no network"
        elif mixing is not None:
            what = f"applies `{mixing.name}`, whose layers compare the examples of a batch"
        else:
            return True
        message = f"a signature answers row by row, but this {what}"
        self.report.add("GC0803", expression.span, message, help="write a formula of each example by itself")
        return False

    def _named(self, value: Value) -> str:
        """The name of the only output: that of the network's output, or `output`."""
        match value:
            case Apply(network=network):
                return self.networks[network].output_name
            case Pick(output=output):
                return output
        return "output"


def _described(node: InputNode) -> str:
    return f"{list(node.shape)} {node.dtype}"
