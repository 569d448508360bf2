"""A validated tree with its `${...}` filled: parameters first, then the data, whose own numbers the rest may speak of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gancompile.catalogue.sources import FieldFacts
from gancompile.catalogue.sources.table.width import width_of_column
from gancompile.compiler.diagnostics import Report, did_you_mean
from gancompile.compiler.elaborate.data import elaborate_data
from gancompile.compiler.ir.program import DataPlan
from gancompile.compiler.schema import validate_section
from gancompile.compiler.syntax import Constants, Entry, Mapping, Node, Scalar, interpolate, read_params
from gancompile.compiler.syntax.interpolation import BROKEN, EVERY, Broken, Constant

Path = tuple[str | int, ...]
SCOPED = frozenset({"layers"})
"""What is filled later, where it is known for what: layers of blocks and repeats speak of numbers of their own."""
AXES: dict[int, tuple[str, ...]] = {3: ("height", "width", "channels"), 2: ("steps", "channels"), 1: ("size",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """root: the spec, but for its layers without a place. constants: for those. broken: paths from which nothing follows."""

    root: Mapping
    constants: Constants
    data: DataPlan | None
    broken: frozenset[Path]

    def sound(self, *path: str) -> bool:
        """Whether a part is there and nothing was found wrong in it."""
        node: Node | None = self.root
        for step in path:
            node = node.get(step) if isinstance(node, Mapping) else None
        return node is not None and not any(p[: len(path)] == path for p in self.broken)


def fill_places(root: Mapping, broken: frozenset[Path], report: Report) -> Filled:
    """Fills what stands outside of layers, and checks again what came of it. broken: what the schema refused as written."""
    filler = _Filler(report=report, broken=set(broken))
    return filler.fill(root)


@dataclass(slots=True, kw_only=True)
class _Filler:
    report: Report
    broken: set[Path]

    def fill(self, root: Mapping) -> Filled:
        constants: Constants = self._unknown(root)
        sections = {entry.key.text: entry.value for entry in root.entries}
        params = sections.get("params")
        if isinstance(params, Mapping) and not self._is_broken("params"):
            sections["params"], constants = read_params(params, constants, self.report)
        data = None
        if "data" in sections:
            sections["data"] = self._section("data", sections["data"], constants)
            if not self._is_broken("data") and isinstance(sections["data"], Mapping):
                data = elaborate_data(sections["data"], self.report)
        constants = {**constants, **(_numbers(data) if data is not None else {"data": BROKEN})}
        for name, node in sections.items():
            if name == "networks" and isinstance(node, Mapping):
                sections[name] = self._networks(node, constants)
            elif name not in {"params", "data", "blocks", "networks"}:
                sections[name] = self._section(name, node, constants)
        filled = replace(root, entries=tuple(Entry(key=e.key, value=sections[e.key.text]) for e in root.entries))
        return Filled(root=filled, constants=constants, data=data, broken=frozenset(self.broken))

    def _unknown(self, root: Mapping) -> Constants:
        """BROKEN for every name, where the parameters are written under a word like `param`, or are no mapping of numbers."""
        misspelt = root.get("params") is None and any(did_you_mean(key, ["params"]) for key, _ in root)
        return {EVERY: BROKEN} if misspelt or self._is_broken("params") else {}

    def _is_broken(self, *path: str) -> bool:
        return any(p[: len(path)] == path for p in self.broken)

    def _section(self, name: str, node: Node, constants: Constants) -> Node:
        filled = interpolate(node, constants, self.report)
        if filled is None:
            self.broken.add((name,))
            return node
        if filled is not node and not validate_section(name, filled, self.report):
            self.broken.add((name,))
        return filled

    def _networks(self, section: Mapping, constants: Constants) -> Mapping:
        """The inputs and outputs of every network."""
        made = [
            Entry(key=entry.key, value=self._network(entry.key, entry.value, constants))
            if isinstance(entry.value, Mapping)
            else entry
            for entry in section.entries
        ]
        return replace(section, entries=tuple(made))

    def _network(self, key: Scalar, network: Mapping, constants: Constants) -> Mapping:
        entries, changed, name = [], False, key.text
        for entry in network.entries:
            value: Node | None = entry.value
            if entry.key.text not in SCOPED:
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


def _numbers(data: DataPlan) -> dict[str, Constant | Broken]:
    """What `${data...}` may speak of: sizes, classes and ranges of fields, the numbers of examples."""
    made: dict[str, Constant | Broken] = {}
    for name, facts in data.facts.fields.items():
        made |= {f"data.{name}.{key}": value for key, value in _of_field(facts).items()}
    counts = {"": data.facts.count, **{one.prefix: one.facts.count for one in data.sets}}
    return made | {f"data.{prefix}count": count for prefix, count in counts.items() if count is not None}


def _of_field(facts: FieldFacts) -> dict[str, Constant | Broken]:
    """Numbers of one field; BROKEN stands for the size of images that have several, of which their input is told."""
    axes = zip(AXES.get(len(facts.shape), ()), facts.shape, strict=False)
    made: dict[str, Constant | Broken] = {name: BROKEN if size is None else size for name, size in axes}
    found = {"classes": facts.classes, "low": facts.low, "high": facts.high, "sizes": _sizes(facts)}
    return made | {name: value for name, value in found.items() if value is not None}


def _sizes(facts: FieldFacts) -> tuple[int, ...] | None:
    """How many numbers of a row each column of a table takes; None for what is no table."""
    columns = facts.encoding.get("columns") if facts.encoding else None
    return tuple(map(width_of_column, columns)) if columns else None
