"""The `draws` of a game: random variables, each of one distribution."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace

from gancompile.catalogue.draw_rows import draw_rows
from gancompile.catalogue.sources import FieldFacts, SourceFacts
from gancompile.compiler.diagnostics import Mark, Report, did_you_mean
from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.value import Draw
from gancompile.compiler.shapes.shape import print_shape
from gancompile.compiler.syntax import Mapping, Node, Scalar, Sequence


@dataclass(slots=True, kw_only=True)
class DrawReader:
    """Reads the draws of a game one by one. facts: of the data. draws: those that were read."""

    facts: SourceFacts
    report: Report
    draws: list[Draw] = field(default_factory=list)

    def read(self, key: Scalar, node: Node) -> Draw | None:
        """The draw of one entry, or None where it is none, which is reported."""
        draw = self._read(key, node)
        fresh = node.get("fresh") if isinstance(node, Mapping) else None
        each_round = isinstance(fresh, Scalar) and fresh.value == "round"
        made = replace(draw, each_round=each_round) if draw is not None else None
        return made if made is None or self._agrees(made, key) else None

    def _agrees(self, draw: Draw, key: Scalar) -> bool:
        """Whether a draw of the data is as fresh as the others: an update reads one batch."""
        other = next((one for one in self.draws if one.distribution == Distribution.DATA), None)
        if draw.distribution != Distribution.DATA or other is None or other.each_round == draw.each_round:
            return True
        message = (
            f"draws `{other.name}` and `{key.text}` of the data are not equally fresh: an update reads one batch of it"
        )
        self.report.add("GC0505", key.span, message, help="write `fresh: round` for both of them, or for none")
        return False

    def _read(self, key: Scalar, node: Node) -> Draw | None:
        given = dict(node) if isinstance(node, Mapping) else {}
        kinds = [kind for kind in draw_rows() if kind in given]
        if len(kinds) != 1:
            self.report.add(
                "GC0505",
                key.span,
                f"draw `{key.text}` must be one of {', '.join(draw_rows())}, but is {' and '.join(kinds) or 'none of them'}",
            )
            return None
        if not self._fits_kind(key, kinds[0], given):
            return None
        match kinds[0]:
            case "data":
                return self._data_draw(key, given["data"])
            case "categorical":
                return _categorical(key, given)
            case "prefix":
                places = int(_scalar_number(given["prefix"], 2))
                return Draw(name=key.text, shape=(places, 1), distribution="prefix", span=key.span)
        shape = self._shape(given[kinds[0]])
        if shape is None:
            return None
        if draw_rows()[kinds[0]].schema == "image_shape":
            return self._mask(key, kinds[0], shape, given)
        row = draw_rows()[kinds[0]]
        known = [one for one in row.settings if one.default is not None or given.get(one.name) is not None]
        settings = {one.name: _scalar_number(given.get(one.name), one.default or 0) for one in known}
        if row.key == Distribution.UNIFORM.value and settings["low"] >= settings["high"]:
            message = f"draw `{key.text}` goes from {settings['low']:g} to {settings['high']:g}"
            self.report.add("GC0505", key.span, message, help="`low` is below `high`")
            return None
        return Draw(name=key.text, shape=shape, distribution=row.key, settings=tuple(settings.items()), span=key.span)

    def _fits_kind(self, key: Scalar, kind: str, given: Dict[str, Node]) -> bool:
        """Whether every setting of a draw is one of its kind."""
        own = {row.name for row in draw_rows()[kind].settings}
        for name, node in given.items():
            if name not in own | {kind, "fresh"}:
                message = f"`{name}` means nothing for draw `{key.text}`, which is {kind}"
                self.report.add("GC0505", node.span, message, help="take it out")
                return False
        return True

    def _shape(self, node: Node) -> tuple[int, ...] | None:
        """Sizes as they are written, or those of a field of the data: `data.image`."""
        if isinstance(node, Sequence):
            return tuple(item.value for item in node.items if isinstance(item, Scalar) and isinstance(item.value, int))
        field_ = self._field(node, node.text.removeprefix("data.") if isinstance(node, Scalar) else "")
        if field_ is None:
            return None
        if None in field_.shape:
            self.report.add(
                "GC0401", node.span, "the examples have different sizes", help="add a `resize` under `data`"
            )
            return None
        return tuple(size for size in field_.shape if size is not None)

    def _field(self, node: Node, name: str) -> FieldFacts | None:
        found = self.facts.fields.get(name)
        if found is None:
            self.report.add(
                "GC0301",
                node.span,
                f"the data has no field `{name}`",
                label=did_you_mean(name, self.facts.fields),
                help=f"it has {', '.join(self.facts.fields)}",
            )
        return found

    def _mask(self, key: Scalar, kind: str, shape: tuple[int, ...], given: Dict[str, Node]) -> Draw | None:
        """A mask, of one channel whatever the image has."""
        if len(shape) != 3:
            message = f"draw `{key.text}` is a {kind} in {print_shape(shape)}, which is no image"
            self.report.add("GC0505", key.span, message, help="name the field of the image, as in `data.image`")
            return None
        mask = Draw(name=key.text, shape=(*shape[:2], 1), distribution=kind, span=key.span)
        return self._box(key, mask, shape[:2], given) if kind == Distribution.BOX.value else mask

    def _box(self, key: Scalar, mask: Draw, sizes: tuple[int, ...], given: Dict[str, Node]) -> Draw | None:
        """A mask with its side. sizes: of the image."""
        lesser = min(sizes)
        side = int(_scalar_number(given.get("size"), max(1, lesser // 2)))
        if side > lesser:
            message = f"draw `{key.text}` is a box of {side}x{side} in {sizes[0]}x{sizes[1]}"
            self.report.add("GC0505", key.span, message, help=f"`size` is {lesser} at most")
            return None
        return replace(mask, settings=(("side", side),))

    def _data_draw(self, key: Scalar, node: Node) -> Draw | None:
        name = node.text if isinstance(node, Scalar) else ""
        found = self._field(node, name)
        if found is None:
            return None
        first = next((draw for draw in self.draws if draw.data_field == name), None)
        if first is not None:
            self.report.add(
                "GC0505", key.span, f"draw `{key.text}` is the same examples as `{first.name}`: an update reads one batch of the data",
                marks=(Mark(span=first.span, label="the first"),),
                help=f"for other examples, give `shuffle({first.name})` a name under `let`",
            )  # fmt: skip
            return None
        return Draw(
            name=key.text,
            shape=found.shape,
            distribution=Distribution.DATA.value,
            dtype=found.dtype,
            data_field=name,
            classes=found.classes,
            span=key.span,
        )


def _categorical(key: Scalar, given: Dict[str, Node]) -> Draw:
    """A draw of one of several classes."""
    classes = int(_scalar_number(given["categorical"], 2))
    one_hot = isinstance(flag := given.get("one_hot"), Scalar) and flag.value is True
    return Draw(
        name=key.text,
        shape=(classes,) if one_hot else (),
        distribution=Distribution.CATEGORICAL.value,
        dtype="float32" if one_hot else "int32",
        classes=classes,
        one_hot=one_hot,
        span=key.span,
    )


def _scalar_number(node: Node | None, default: float) -> float:
    return float(node.value) if isinstance(node, Scalar) and isinstance(node.value, int | float) else default
