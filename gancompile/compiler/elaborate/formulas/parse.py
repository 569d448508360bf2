"""The formulas of a game, each parsed once for all stages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TypeVar, cast

from gancompile.compiler.diagnostics import InternalError, Report, Span
from gancompile.compiler.elaborate.stage import Stage, Stages
from gancompile.compiler.syntax import Expression, Formula, Mapping, Node, Scalar, Sequence, parse_expression

NodeType = TypeVar("NodeType", bound=Node)
OBJECTIVES = ("maximize", "minimize", "watch")
"""The keys of a player under which formulas stand, alone or by name."""


def parse_formulas(stages: Stages, report: Report) -> Stages:
    """Each stage with the scalars of its game that are formulas parsed; one that cannot be read is a formula without an expression."""
    parser = _Parser(report=report)
    return replace(stages, stages=tuple(parser.stage(stage) for stage in stages.stages))


@cache
def catalogue_formula(text: str) -> Expression:
    """The expression of a formula of the catalogue."""
    report = Report()
    made = parse_expression(Scalar(value=text, text=text, plain=True), report)
    if made is None:
        raise InternalError(f"the catalogue has a formula that cannot be read: {text}")
    return made


def expression_of(node: Node | None) -> Expression | None:
    """The expression of a formula; None for anything else, and for one that cannot be read."""
    return node.expression if isinstance(node, Formula) else None


def formulas_of(game: Mapping) -> list[Node]:
    """Every formula of every player."""
    players = game.get("players")
    found: list[Node | None] = []
    for _, player in players if isinstance(players, Mapping) else ():
        for key in OBJECTIVES:
            node = player.get(key) if isinstance(player, Mapping) else None
            found += [value for _, value in node] if isinstance(node, Mapping) else [node]
    return [one for one in found if one is not None]


@dataclass(slots=True, kw_only=True)
class _Parser:
    """parsed: what has been read, by its text and position."""

    report: Report
    parsed: dict[tuple[str, Span], Formula] = field(default_factory=dict)

    def stage(self, stage: Stage) -> Stage:
        game = stage.tree.root.get("game")
        if not isinstance(game, Mapping):
            return stage
        root = stage.tree.root.with_value("game", self.game(game))
        return replace(stage, tree=replace(stage.tree, root=root))

    def game(self, game: Mapping) -> Mapping:
        game = _changed(game, "let", self._each)
        game = _changed(game, "state", lambda states: _each(states, lambda one: _changed(one, "update", self._formula)))
        game = _changed(game, "regularize", self._penalties)
        return _changed(game, "players", lambda players: _each(players, self._player))

    def _player(self, player: Node) -> Node:
        for key in OBJECTIVES:
            player = _changed(player, key, self._each)
        return _changed(player, "regularize", self._penalties)

    def _penalties(self, node: Node) -> Node:
        """`value` of each penalty, where the spec brings a formula of its own."""
        if not isinstance(node, Sequence):
            return node
        items = (_each(item, lambda given: _changed(given, "value", self._formula)) for item in node.items)
        return replace(node, items=tuple(items))

    def _each(self, node: Node) -> Node:
        """A formula, or several by name."""
        return _each(node, self._formula) if isinstance(node, Mapping) else self._formula(node)

    def _formula(self, node: Node) -> Node:
        if not isinstance(node, Scalar) or node.value is None:
            return node
        key = (node.text, node.span)
        if key not in self.parsed:
            refused = any(one.span == node.span for one in self.report.of_line(node.span))
            expression = None if refused else parse_expression(node, self.report)
            self.parsed[key] = Formula(expression=expression, text=node.text, span=node.span)
        return self.parsed[key]


def _changed(node: NodeType, key: str, change: Callable[[Node], Node]) -> NodeType:
    """A mapping with the value under a key changed; anything else as it is."""
    value = node.get(key) if isinstance(node, Mapping) else None
    if not isinstance(node, Mapping) or value is None:
        return node
    return cast(NodeType, node.with_value(key, change(value)))


def _each(node: Node, change: Callable[[Node], Node]) -> Node:
    """A mapping with all its values changed."""
    if not isinstance(node, Mapping):
        return node
    return replace(node, entries=tuple(replace(entry, value=change(entry.value)) for entry in node.entries))
