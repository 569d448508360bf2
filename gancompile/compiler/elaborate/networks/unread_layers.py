"""The checks of layers behind an invalid one: shapes are unknown there, but unknown names are still reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gancompile.compiler.diagnostics import Report, did_you_mean, listing
from gancompile.compiler.elaborate.networks.block import Blocks
from gancompile.compiler.elaborate.networks.layer_arguments import layer_parts
from gancompile.compiler.elaborate.networks.layer_scope import LayerScope
from gancompile.compiler.schema.network_schema import COMPOSITES
from gancompile.compiler.syntax import Mapping, Node, Scalar, Sequence, interpolate

ALWAYS = frozenset({"previous", "input"})
"""The names that `from` can always use."""
Names = dict[str, None]
"""In the order in which they are given, each once."""


def report_unknown_block(named: Scalar, blocks: Iterable[str], report: Report) -> None:
    known = list(blocks)
    hint = did_you_mean(named.text, known)
    help = None if hint else f"`blocks` has {', '.join(known)}" if known else "the spec has no `blocks`"
    report.add("GC0310", named.span, f"there is no block `{named.text}`", label=hint, help=help)


def report_unknown_parameter(key: Scalar, block: str, known: Iterable[str], report: Report) -> None:
    known = list(known)
    hint = did_you_mean(key.text, known)
    help = None if hint else f"it has {', '.join(known)}" if known else "it has no `params`"
    report.add("GC0311", key.span, f"block `{block}` has no parameter `{key.text}`", label=hint, help=help)


def report_unknown_network(named: Scalar, networks: Iterable[str], report: Report) -> None:
    wanted = named.text.partition(".")[0]
    report.add("GC0301", named.span, f"there is no network `{wanted}`", label=did_you_mean(wanted, networks))


def report_unknown_value(name: Scalar, network: str, known: list[str], report: Report) -> None:
    message = f"network `{network}` has no layer or input `{name.text}` before this one"
    if "," in name.text:
        report.add("GC0301", name.span, message, help=f"several are a list: `from: [{name.text.strip('()')}]`")
        return
    hint = did_you_mean(name.text, [*known, "previous"])
    report.add("GC0301", name.span, message, label=hint, help=listing(known, "known here are"))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadLayers:
    """network: whose layers they are. networks: the names of all of them. blocks: of the spec."""

    network: str
    networks: frozenset[str]
    blocks: Blocks
    report: Report

    def report_names(self, failed: Node, behind: Iterable[Node], scope: LayerScope) -> None:
        """Looks through the layers behind the one that failed; what is written with `${...}` is taken as it comes."""
        names = dict.fromkeys([*scope.known(), *self._names(failed)])
        in_blocks = [block.get("layers") for block in self.blocks.valid()]
        self._report_each(behind, names, dict.fromkeys(name for one in in_blocks for name in self._names(one)), scope)

    def _report_each(self, layers: Iterable[Node], names: Names, in_blocks: Names, scope: LayerScope) -> None:
        for layer in layers:
            kind, value, _ = layer_parts(layer)
            if kind not in COMPOSITES:
                interpolate(layer, scope.constants, self.report)
            if isinstance(layer, Mapping):
                self._report_from(layer.get("from"), names, in_blocks)
                self._report_kind(kind, layer)
            within = _of_a_round(value, scope) if kind == "repeat" else scope
            for inside in _inside(value):
                self._report_each(inside.items, names, in_blocks, within)
            names |= dict.fromkeys(self._names(layer))

    def _report_from(self, written: Node | None, names: Names, in_blocks: Names) -> None:
        for one in written.items if isinstance(written, Sequence) else (written,):
            if not isinstance(one, Scalar) or one.text.startswith("@") or "${" in one.text:
                continue
            if one.text in names or one.text in in_blocks or one.text in ALWAYS:
                continue
            known = [*names, *in_blocks]
            if not any("${" in name for name in known):
                report_unknown_value(one, self.network, known, self.report)

    def _report_kind(self, kind: str, layer: Mapping) -> None:
        named = layer.get(kind)
        if not isinstance(named, Scalar) or "${" in named.text:
            return
        if kind == "network" and named.text.partition(".")[0] not in self.networks:
            report_unknown_network(named, self.networks, self.report)
        if kind == "use" and self.blocks.is_unknown(named.text):
            report_unknown_block(named, self.blocks.by_name, self.report)
        block = self.blocks.get(named.text) if kind == "use" else None
        given = layer.get("with")
        if block is not None and isinstance(given, Mapping):
            declared = block.get("params")
            known = [key for key, _ in declared] if isinstance(declared, Mapping) else []
            for entry in given.entries:
                if entry.key.text not in known:
                    report_unknown_parameter(entry.key, named.text, known, self.report)

    def _names(self, node: Node | None) -> list[str]:
        """The names of a layer, or of layers, and of all that stand in them."""
        if isinstance(node, Sequence):
            return [name for item in node.items for name in self._names(item)]
        if not isinstance(node, Mapping):
            return []
        name = node.get("name")
        inside = [text for one in _inside(layer_parts(node)[1]) for text in self._names(one)]
        return [*inside, *([name.text] if isinstance(name, Scalar) else [])]


def _of_a_round(value: Node | None, scope: LayerScope) -> LayerScope:
    """The scope in a round of a repeat, whose number it can name."""
    given = value if isinstance(value, Mapping) else None
    names = [name.text for key in ("as", "of") if given is not None and isinstance(name := given.get(key), Scalar)]
    return replace(scope, constants={**scope.constants, **dict.fromkeys(names, 1)})


def _inside(value: Node | None) -> Iterator[Sequence]:
    """The lists of layers that a composite holds."""
    if not isinstance(value, Mapping):
        return
    lists = [value.get("layers"), value.get("shortcut")]
    branches = value.get("branches")
    lists += branches.items if isinstance(branches, Sequence) else []
    yield from (one for one in lists if isinstance(one, Sequence))
