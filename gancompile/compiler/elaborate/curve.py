"""A number of the game that is a schedule: `{cosine: {from: 1e-3, to: 0, images: 10e6}}`."""

from __future__ import annotations

from gancompile.compiler.elaborate.data import chosen
from gancompile.compiler.ir.curve import Curve, Duration, Held, Pieces, Ramp, Steps
from gancompile.compiler.ir.game import Setting
from gancompile.compiler.syntax import Mapping, Node, Scalar, Sequence

UNITS = {"over": "rounds", "images": "images", "epochs": "epochs"}


def read_number(node: Node | None, default: float = 0.0) -> float | Curve:
    """A number, or the curve in its place."""
    if isinstance(node, Mapping):
        return read_curve(node)
    return float(node.value) if isinstance(node, Scalar) and isinstance(node.value, int | float) else default


def read_setting(node: Node) -> Setting:
    """A value of any kind, or the curve in its place."""
    if isinstance(node, Mapping):
        return read_curve(node)
    return node.value if isinstance(node, Scalar) else None


def read_curve(node: Mapping) -> Curve:
    """The curve of a section that the schema has nothing against."""
    kind, given = chosen(node)
    if kind == "state":
        assert isinstance(given, Scalar)
        return Held(state=given.text, start=0.0)
    if kind == "piecewise":
        pairs = given.items if isinstance(given, Sequence) else ()
        points = [[_plain(item) for item in pair.items] for pair in pairs if isinstance(pair, Sequence)]
        return Pieces(points=tuple(sorted((int(at), value) for at, value in points)))
    assert isinstance(given, Mapping)
    since = int(_plain(given.get("since")))
    if kind == "step":
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
    )


def _duration(given: Mapping) -> Duration | None:
    for key, unit in UNITS.items():
        node = given.get(key)
        if node is not None:
            return Duration(unit=unit, number=_plain(node), span=node.span)
    return None


def _plain(node: Node | None) -> float:
    return float(node.value) if isinstance(node, Scalar) and isinstance(node.value, int | float) else 0.0
