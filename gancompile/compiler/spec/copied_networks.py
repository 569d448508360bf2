"""`like` with `inputs` or `with`: the layers of another network, read with other shapes or other values of its parameters."""

from __future__ import annotations

from dataclasses import replace

from gancompile.compiler.diagnostics import Mark, Report, did_you_mean
from gancompile.compiler.spec.spec_tree import Path, SpecTree
from gancompile.compiler.syntax import Entry, Mapping, Node, Scalar

CHANGES = {"inputs": ("input", "inputs"), "with": ("parameter", "params")}
"""Keys beside `like`: what is named under them, and the key of the other network that has such names."""


def copy_networks(tree: SpecTree, report: Report) -> SpecTree:
    """The spec with each network that is like another, but for inputs or parameters, as a network of its own.

    One that is like no network with layers keeps `like` alone, and is reported with the networks.
    """
    section = tree.root.get("networks")
    if not isinstance(section, Mapping):
        return tree
    copier = _Copier(networks=section, broken=set(tree.broken), report=report)
    entries = tuple(replace(entry, value=copier.network(entry)) for entry in section.entries)
    root = tree.root.with_value("networks", replace(section, entries=entries))
    return replace(tree, root=root, broken=frozenset(copier.broken), copies=copier.copies)


class _Copier:
    """broken: paths of parts that are refused, to which it adds. copies: the networks that were copied, with where and of what."""

    def __init__(self, *, networks: Mapping, broken: set[Path], report: Report) -> None:
        self.networks, self.broken, self.report = networks, broken, report
        self.copies: dict[str, Mark] = {}
        self.made: dict[str, Node] = {}

    def network(self, entry: Entry, within: frozenset[str] = frozenset()) -> Node:
        """A network, copied where it is to be. within: the names of those that are like this one, for a circle."""
        name, node = entry.key.text, entry.value
        if name not in self.made:
            copied = isinstance(node, Mapping) and any(node.get(key) is not None for key in CHANGES if node.get("like"))
            whole = not any(path[:2] == ("networks", name) for path in self.broken)
            self.made[name] = (
                self._copy(name, node, within | {name}) if isinstance(node, Mapping) and copied and whole else node
            )
        return self.made[name]

    def _copy(self, name: str, node: Mapping, within: frozenset[str]) -> Node:
        like = node.required("like", Scalar)
        entry = next((one for one in self.networks.entries if one.key.text == like.text), None)
        alone = node.without("inputs").without("with")
        if entry is None or like.text in within:
            return alone
        original = self.network(entry, within)
        while isinstance(original, Mapping) and isinstance(further := original.get("like"), Scalar):
            entry = next((one for one in self.networks.entries if one.key.text == further.text), None)
            if entry is None or further.text in within:
                return alone
            within |= {further.text}
            original = self.network(entry, within)
        if not isinstance(original, Mapping) or original.get("layers") is None:
            return alone
        if any(path[:2] == ("networks", entry.key.text) for path in self.broken) or not self._fits(
            node, like, original
        ):
            self.broken.add(("networks", name))
            return alone
        self.copies[name] = Mark(span=like.span, label=f"network `{name}` is like `{like.text}`")
        return _changed(original, node)

    def _fits(self, node: Mapping, like: Scalar, original: Mapping) -> bool:
        """Whether the other network has all that is given here; what it has not is reported."""
        fits = True
        for key, (noun, place) in CHANGES.items():
            given, own = node.get(key), original.get(place)
            known = [name for name, _ in own] if isinstance(own, Mapping) else []
            for entry in given.entries if isinstance(given, Mapping) else ():
                if entry.key.text not in known:
                    fits = False
                    message = f"network `{like.text}` has no {noun} `{entry.key.text}`"
                    hint = did_you_mean(entry.key.text, known)
                    help = None if hint else f"it has {', '.join(known)}" if known else f"it has no `{place}`"
                    self.report.add("GC0318", entry.key.span, message, label=hint, help=help)
        return fits


def _changed(original: Mapping, node: Mapping) -> Mapping:
    """The other network with what is given here in the place of its own."""
    made = original
    for key, (_, place) in CHANGES.items():
        given, own = node.get(key), made.get(place)
        if isinstance(given, Mapping) and isinstance(own, Mapping):
            values = dict(given)
            entries = tuple(replace(e, value=values.get(e.key.text, e.value)) for e in own.entries)
            made = made.with_value(place, replace(own, entries=entries))
    return made
