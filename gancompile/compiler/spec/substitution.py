"""Substitution of `${...}`: parameters first and the data section, then, once the data are known, all the rest."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace

from gancompile.compiler.diagnostics import Report, did_you_mean
from gancompile.compiler.schema import validate_section
from gancompile.compiler.spec.spec_tree import Path, StageTree, StageTrees
from gancompile.compiler.syntax import Constants, Entry, Mapping, Node, Scalar, interpolate, read_params
from gancompile.compiler.syntax.interpolation import BROKEN, EVERY, Broken, Constant

LATER = frozenset({"layers"})
"""Substituted while networks are built: layers of blocks and repeats have constants of their own."""
FIRST = frozenset({"params", "data"})


def substitute_params(trees: StageTrees, report: Report) -> StageTrees:
    """The parameters of each stage, and its data section with their values."""
    return replace(trees, stages=tuple(_first(stage, report) for stage in trees.stages))


def substitute_rest(tree: StageTree, numbers: Dict[str, Constant | Broken], report: Report) -> StageTree:
    """The other sections, but for layers and blocks. numbers: of the data, by dotted names such as `data.image.height`."""
    constants = {**tree.constants, **numbers}
    substitution = _Substitution(constants=constants, report=report, broken=set(tree.broken))
    entries = []
    for entry in tree.root.entries:
        name, node = entry.key.text, entry.value
        if name == "networks" and isinstance(node, Mapping):
            node = substitution.networks(node)
        elif name not in FIRST | {"blocks", "networks"}:
            node = substitution.section(name, node)
        entries.append(replace(entry, value=node))
    root = replace(tree.root, entries=tuple(entries))
    return replace(tree, root=root, constants=constants, broken=frozenset(substitution.broken))


def _first(tree: StageTree, report: Report) -> StageTree:
    constants: Constants = _unknown(tree)
    root, params = tree.root, tree.root.get("params")
    if isinstance(params, Mapping) and not tree.is_broken("params"):
        filled, constants = read_params(params, constants, report)
        root = root.with_value("params", filled)
    substitution = _Substitution(constants=constants, report=report, broken=set(tree.broken))
    data = root.get("data")
    if data is not None:
        root = root.with_value("data", substitution.section("data", data))
    return replace(tree, root=root, constants=constants, broken=frozenset(substitution.broken))


def _unknown(tree: StageTree) -> Constants:
    """BROKEN for every name, where the parameters are written under a word like `param`, or are no mapping of numbers."""
    misspelt = tree.root.get("params") is None and any(did_you_mean(key, ["params"]) for key, _ in tree.root)
    return {EVERY: BROKEN} if misspelt or tree.is_broken("params") else {}


@dataclass(slots=True, kw_only=True)
class _Substitution:
    """broken: paths of parts in which something has no value, to which it adds."""

    constants: Constants
    report: Report
    broken: set[Path] = field(default_factory=set)

    def section(self, name: str, node: Node) -> Node:
        """A section, validated again where something was substituted."""
        filled = interpolate(node, self.constants, self.report)
        if filled is None:
            self.broken.add((name,))
            return node
        if filled is not node and not validate_section(name, filled, self.report):
            self.broken.add((name,))
        return filled

    def networks(self, section: Mapping) -> Mapping:
        """The inputs and outputs of every network."""
        made = [
            Entry(key=entry.key, value=self._network(entry.key, entry.value))
            if isinstance(entry.value, Mapping)
            else entry
            for entry in section.entries
        ]
        return replace(section, entries=tuple(made))

    def _network(self, key: Scalar, network: Mapping) -> Mapping:
        entries, changed, name = [], False, key.text
        params = network.get("params")
        constants = (
            read_params(params, self.constants, self.report)[1] if isinstance(params, Mapping) else self.constants
        )
        for entry in network.entries:
            value: Node | None = entry.value
            if entry.key.text not in LATER:
                value = interpolate(entry.value, constants, self.report)
            if value is None:
                self.broken.add(("networks", name))
                return network
            changed = changed or value is not entry.value
            entries.append(Entry(key=entry.key, value=value))
        filled = replace(network, entries=tuple(entries))
        alone = Mapping(entries=(Entry(key=key, value=filled),), span=network.span)
        if changed and not validate_section("networks", alone, self.report):
            self.broken.add(("networks", name))
        return filled
