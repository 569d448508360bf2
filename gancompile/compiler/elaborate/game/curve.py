"""A number of the game that is a schedule: `{cosine: {from: 1e-3, to: 0, images: 10e6}}`."""

from __future__ import annotations

from gancompile.catalogue.curve_rows import curve_rows
from gancompile.compiler.diagnostics import InternalError
from gancompile.compiler.ir.curve import Curve, Duration, Held, Phased, Pieces, Ramp, Steps, Unit
from gancompile.compiler.ir.game import Setting
from gancompile.compiler.syntax import Formula, Mapping, Node, Scalar, Sequence
from gancompile.compiler.syntax.choice import chosen
from gancompile.compiler.syntax.expression import NumberLiteral
from gancompile.compiler.syntax.tree import ByPhase

UNITS = {"over": Unit.ROUNDS, "images": Unit.IMAGES, "epochs": Unit.EPOCHS}


def read_number(node: Node | None, default: float = 0.0) -> float | Curve:
    """A number, or the curve in its place."""
    if isinstance(node, Mapping | ByPhase):
        return read_curve(node)
    if isinstance(node, Formula) and isinstance(node.expression, NumberLiteral):
        return float(node.expression.value)
    return float(node.value) if isinstance(node, Scalar) and isinstance(node.value, int | float) else default


def read_setting(node: Node) -> Setting:
    """A value of any kind, or the curve in its place."""
    if isinstance(node, Mapping | ByPhase):
        return read_curve(node)
    return node.value if isinstance(node, Scalar) else None


def read_curve(node: Node) -> Curve:
    """The curve of a section that the schema has nothing against."""
    if isinstance(node, ByPhase):
        settings = tuple((index, read_number(value)) for index, value in node.settings)
        return Phased(base=read_number(node.base), settings=settings)
    kind, given = chosen(node)
    form = curve_rows()[kind].form
    if form == "state":
        return Held(state=given.text if isinstance(given, Scalar) else "", start=0.0)
    if form == "pieces":
        pairs = given.items if isinstance(given, Sequence) else ()
        points = [[_plain(item) for item in pair.items] for pair in pairs if isinstance(pair, Sequence)]
        return Pieces(points=tuple(sorted((int(at), value) for at, value in points)))
    if not isinstance(given, Mapping):
        raise InternalError(f"curve `{kind}` passed the schema without arguments")
    since = int(_plain(given.get("since")))
    if form == "steps":
        every = int(_plain(given.get("every")))
        return Steps(
            start=_plain(given.get("from")), factor=_plain(given.get("by")), every_rounds=every, since_round=since
        )
    return Ramp(
        kind=kind,
        start=_plain(given.get("from")),
        end=_plain(given.get("to")),
        over=_duration(given),
        warm_up_rounds=int(_plain(given.get("warm_up"))),
        since_round=since,
        phase=during - 1 if (during := int(_plain(given.get("during")))) else None,
        span=node.span,
    )


def _duration(given: Mapping) -> Duration | None:
    for key, unit in UNITS.items():
        node = given.get(key)
        if node is not None:
            return Duration(unit=unit, number=_plain(node), span=node.span)
    return None


def _plain(node: Node | None) -> float:
    if isinstance(node, Formula) and isinstance(node.expression, NumberLiteral):
        return float(node.expression.value)
    return float(node.value) if isinstance(node, Scalar) and isinstance(node.value, int | float) else 0.0
