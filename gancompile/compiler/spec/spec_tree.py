"""A spec as a tree, rewritten step by step until it can be elaborated."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field

from gancompile.compiler.diagnostics import Mark, Report
from gancompile.compiler.spec.spec_text import SpecText
from gancompile.compiler.syntax import Constants, Mapping, Node, read_yaml

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecTree:
    """root: the sections. broken: paths of what has been refused, from which nothing follows.

    copies: the networks that are copies of others with other inputs or parameters, with where that is said.
    """

    text: SpecText
    root: Mapping
    broken: frozenset[Path] = frozenset()
    copies: Dict[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTree:
    """The tree of one stage.

    written: with its `${...}`; root: with them substituted, but for layers. constants: for those. first_phase: the index of its first
    phase in the whole schedule. copies: as of the whole spec.
    """

    written: Mapping
    root: Mapping
    broken: frozenset[Path]
    constants: Constants
    first_phase: int = 0
    copies: Dict[str, Mark] = field(default_factory=dict)

    def is_valid(self, *path: str) -> bool:
        """Whether a part is there and has no error in it."""
        node: Node | None = self.root
        for step in path:
            node = node.get(step) if isinstance(node, Mapping) else None
        return node is not None and not self.is_broken(*path)

    def is_broken(self, *path: str) -> bool:
        """Whether an error has been reported within a part."""
        return any(one[: len(path)] == path for one in self.broken)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTrees:
    """A spec cut into stages. root: of the whole spec, before it was cut."""

    text: SpecText
    root: Mapping
    stages: tuple[StageTree, ...]


def parse_yaml(text: SpecText, report: Report) -> SpecTree | None:
    """The tree of a spec's text; None where it is no mapping of sections."""
    root = read_yaml(text.source, report)
    if root is None:
        return None
    if not isinstance(root, Mapping):
        report.add("GC0202", root.span, "a spec is a mapping of sections", help="begin with `gancompile: 1`")
        return None
    return SpecTree(text=text, root=root)
