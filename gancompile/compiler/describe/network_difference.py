"""The difference of two networks; layers are aligned first, so that an insertion does not change all that follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from gancompile.catalogue import ArgumentRow, layer_rows
from gancompile.catalogue.value_rows import constraint_rows, initializer_rows, regularizer_rows
from gancompile.compiler.describe.layer import value_text
from gancompile.compiler.diagnostics import InternalError
from gancompile.compiler.ir.network import Network
from gancompile.compiler.shapes import print_shape

Found = tuple[str, str, bool]
"""The path within the network, the change in words, and whether it is only a remark."""
OBJECTS: Mapping[str, Callable[[], Mapping[str, Any]]] = {
    "initializer": initializer_rows,
    "regularizer": regularizer_rows,
    "constraint": constraint_rows,
}
OTHERS = ("share", "network")
"""Kinds of layers that are other layers or networks, and have no row of the catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    """arguments: with their defaults; given: without. reads: as `from` says, or nothing: the value before.

    position: among inputs and layers, from 0. number: among layers, from 1.
    """

    kind: str
    name: str | None
    arguments: Mapping[str, Any]
    given: Mapping[str, Any]
    reads: tuple[str, ...]
    position: int
    number: int

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which `from` can refer to it."""
        return (f"@{self.number}", *((self.name,) if self.name else ()))


def same(old: Any, new: Any) -> bool:
    """Equal, where one number stands for a list of it: `kernel_size: 4` is `[4, 4]`."""
    for one, other in ((old, new), (new, old)):
        if isinstance(one, list) and one and isinstance(other, int | float):
            return all(item == other for item in one)
    return bool(old == new)


def filled(rows: Iterable[ArgumentRow], given: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments with the defaults of those that are not given, objects by name with theirs."""
    whole = {row.name: row.default for row in rows if not row.required} | dict(given)
    return {name: _object(name, value) for name, value in whole.items()}


def _object(name: str, value: Any) -> Any:
    rows = OBJECTS.get(name.rpartition("_")[2])
    if rows is None or value is None:
        return value
    kind, given = (value, {}) if isinstance(value, str) else next(iter(value.items()))
    return {kind: filled(rows()[kind].arguments, given or {})} if kind in rows() else value


def network_changes(old: Any, new: Any, before: Network, after: Network) -> Iterator[Found]:
    """old, new: of the resolved specs. before, after: the same networks of the programs, for the shapes of inputs."""
    if "layers" not in old or "layers" not in new:
        for key in dict.fromkeys((*old, *new)):
            if old.get(key) != new.get(key):
                yield f".{key}", _said(old.get(key), new.get(key)), False
        return
    yield from _inputs(before, after)
    layers = _layers(old), _layers(new)
    pairs = list(_aligned(*layers))
    ends = _Ends.of((old, new), layers, pairs)
    for one, other in pairs:
        if one is None or other is None:
            yield _added_or_removed(one, other)
        else:
            yield from _layer(one, other, ends)
    yield from _outputs(old, new, layers, ends)


def _said(old: Any, new: Any) -> str:
    if old is None:
        return f"added: {value_text(new)}"
    return f"removed (it was {value_text(old)})" if new is None else f"{value_text(old)} -> {value_text(new)}"


def _inputs(before: Network, after: Network) -> Iterator[Found]:
    old, new = ({node.name: node for node in network.inputs} for network in (before, after))
    for name in dict.fromkeys((*old, *new)):
        shapes = [f"{print_shape(n.shape)} {n.dtype}" if n else None for n in (old.get(name), new.get(name))]
        if shapes[0] != shapes[1]:
            yield f".inputs.{name}", _said(*shapes), False


def _layers(section: Any) -> list[_Layer]:
    first = len(section["inputs"])
    return [_read(layer, first + number, number + 1) for number, layer in enumerate(section["layers"])]


def _read(written: Any, position: int, number: int) -> _Layer:
    layer = {written: None} if isinstance(written, str) else dict(written)
    name = layer.pop("name", None)
    wraps: Any = layer.pop("wrap", ())
    came: Any = layer.pop("from", ())
    beside = {key: layer.pop(key) for key in ("trainable", "dtype") if key in layer}
    ((kind, given),) = layer.items()
    if kind in OTHERS:
        kind, given = f"{kind} {given}", {}
    row = layer_rows().get(kind)
    whole = filled(row.arguments, given or {}) if row else dict(given or {})
    return _Layer(
        kind=kind,
        name=name,
        arguments={"trainable": True, "dtype": None, "wrap": [_wrap(wrap) for wrap in wraps]} | whole | beside,
        given=dict(given or {}),
        reads=(came,) if isinstance(came, str) else tuple(came),
        position=position,
        number=number,
    )


def _wrap(wrap: Any) -> Any:
    kind, given = (wrap, {}) if isinstance(wrap, str) else next(iter(wrap.items()))
    return {kind: filled(layer_rows()[kind].arguments, given or {})}


Pairs = Sequence[tuple[_Layer | None, _Layer | None]]


def _aligned(old: Sequence[_Layer], new: Sequence[_Layer]) -> Iterator[tuple[_Layer | None, _Layer | None]]:
    """By kind and name; what is left between, by kind alone."""
    matcher = SequenceMatcher(None, [(one.kind, one.name) for one in old], [(one.kind, one.name) for one in new], False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(old[i:j], new[k:m], strict=True)
        else:
            yield from _by_kind(old[i:j], new[k:m])


def _by_kind(old: Sequence[_Layer], new: Sequence[_Layer]) -> Iterator[tuple[_Layer | None, _Layer | None]]:
    matcher = SequenceMatcher(None, [one.kind for one in old], [one.kind for one in new], False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(old[i:j], new[k:m], strict=True)
        else:
            yield from ((one, None) for one in old[i:j])
            yield from ((None, one) for one in new[k:m])


def _added_or_removed(one: _Layer | None, other: _Layer | None) -> Found:
    if one is not None:
        return f" layer {one.number} {one.kind}", "removed", False
    if other is None:
        raise InternalError("a layer was neither added nor removed")
    arguments = f" ({', '.join(f'{k} {value_text(v)}' for k, v in other.given.items())})" if other.given else ""
    return f" layer {other.number} {other.kind}", f"added{arguments}", False


def _layer(one: _Layer, other: _Layer, ends: _Ends) -> Iterator[Found]:
    moved = "" if one.number == other.number else f" (now {other.number})"
    at = f" layer {one.number}{moved} {one.kind}"
    for key in dict.fromkeys((*one.arguments, *other.arguments)):
        values = one.arguments.get(key), other.arguments.get(key)
        if not same(*values):
            yield at, f"{key} {value_text(values[0])} -> {value_text(values[1])}", False
    if (one.reads or other.reads) and not ends.agree(one, other):
        yield at, f"reads {_read_by(one)} -> {_read_by(other)}", False
    if one.name != other.name:
        yield at, f"name {one.name or 'none'} -> {other.name or 'none'}", True


def _read_by(layer: _Layer) -> str:
    return ", ".join(layer.reads) or "the layer before"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ends:
    """Which values of the old network are which of the new one. named: the positions of names, in each. match: from old to new."""

    named: tuple[Mapping[str, int], Mapping[str, int]]
    match: Mapping[int, int]

    @classmethod
    def of(cls, sections: tuple[Any, Any], layers: tuple[list[_Layer], list[_Layer]], pairs: Pairs) -> _Ends:
        inputs = [{name: at for at, name in enumerate(section["inputs"])} for section in sections]
        named = [
            {**ins, **{n: one.position for one in found for n in one.names}}
            for ins, found in zip(inputs, layers, strict=True)
        ]
        match = {inputs[0][name]: inputs[1][name] for name in inputs[0] if name in inputs[1]}
        match |= {one.position: other.position for one, other in pairs if one and other}
        return cls(named=(named[0], named[1]), match=match)

    def agree(self, one: _Layer, other: _Layer) -> bool:
        """Whether two layers read the same values."""
        old = [self.named[0].get(name) for name in one.reads] or [one.position - 1]
        new = [self.named[1].get(name) for name in other.reads] or [other.position - 1]
        return [self.match.get(at) if at is not None else None for at in old] == new


def _outputs(old: Any, new: Any, layers: tuple[list[_Layer], list[_Layer]], ends: _Ends) -> Iterator[Found]:
    """An output that is the only one has no need of a name; without `outputs` it is the last layer."""
    written = [section.get("outputs") for section in (old, new)]
    positions = [
        {name: named[ref] for name, ref in outputs.items()} if outputs else {"": found[-1].position}
        for outputs, named, found in zip(written, ends.named, layers, strict=True)
    ]
    if all(len(place) == 1 for place in positions):
        positions = [{"": next(iter(place.values()))} for place in positions]
    for name in dict.fromkeys((*positions[0], *positions[1])):
        at = [place.get(name) for place in positions]
        if None in at or ends.match.get(at[0] or 0) != at[1]:
            texts = [_output_text(outputs, name) for outputs in written]
            if texts[0] != texts[1] or written[0]:
                yield f".outputs{f'.{name}' if name else ''}", f"{texts[0]} -> {texts[1]}", False


def _output_text(outputs: Any, name: str) -> str:
    if not outputs:
        return "the last layer"
    return outputs.get(name) or (next(iter(outputs.values())) if not name else "none")
