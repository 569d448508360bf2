"""A graph as an SVG picture: a column for each network, its layers from the top down, broken arrows for what the game feeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from gancompile.compiler.describe.graph import Box, Column, Feed, Graph
from gancompile.compiler.describe.layer import cut
from gancompile.compiler.describe.layout import Layout, lay_out

CHARACTER, LONGEST = 6.7, 60
HEIGHT, STEP = 36.0, 62.0
MARGIN, GUTTER, TITLE, LANE, ARRIVAL = 24.0, 64.0, 30.0, 9.0, 7.0
STYLE = """
text { font: 11px ui-monospace, Menlo, Consolas, monospace; fill: #1f2430; text-anchor: middle }
text.title { font: bold 14px system-ui, sans-serif; text-anchor: start }
text.below { fill: #667085 }
rect.frame { fill: #f7f8fa; stroke: #d5d9e0 }
rect.layer { fill: #ffffff; stroke: #8b93a5 }
rect.input { fill: #e8f1fd; stroke: #5b8def }
path { fill: none; stroke: #667085 }
path.feed { stroke: #c2602b; stroke-dasharray: 5 4 }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A column with its place in the picture."""

    column: Column
    layout: Layout
    left: float
    top: float

    def x(self, box: int) -> float:
        return self.left + MARGIN + self.layout.centre[box]

    def y(self, level: int) -> float:
        """The upper edge of a level's boxes."""
        return self.top + TITLE + MARGIN / 2 + level * STEP

    @property
    def right(self) -> float:
        return self.left + self.layout.width + 2 * MARGIN

    @property
    def bottom(self) -> float:
        return self.y(self.layout.levels - 1) + HEIGHT + MARGIN / 2


def svg(graph: Graph) -> str:
    """The whole picture as a text."""
    lanes = sum(feed.network is not None for feed in graph.feeds)
    top = MARGIN + HEIGHT + STEP / 2 + lanes * LANE
    placed = _placed(graph.columns, top)
    draws = _draw_centres(graph, placed)
    body = [line for one in placed for line in _column(one)]
    body += [line for x, box in zip(draws, graph.draws, strict=True) for line in _box(box, x, MARGIN)]
    body += _feeds(graph.feeds, placed, draws, top)
    ends = [x + _width(box) / 2 for x, box in zip(draws, graph.draws, strict=True)]
    width = max([*ends, *(one.right + lanes * LANE for one in placed)], default=0) + MARGIN
    height = max([one.bottom for one in placed], default=0) + MARGIN + lanes * LANE
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}">',
            f"<title>{escape(graph.name)}</title>",
            f"<style>{STYLE}</style>",
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<polygon points="0,0 8,4 0,8" fill="#667085"/></marker></defs>',
            '<rect width="100%" height="100%" fill="#ffffff"/>',
            *body,
            "</svg>\n",
        )
    )


def _placed(columns: Sequence[Column], top: float) -> list[_Placed]:
    placed: list[_Placed] = []
    left = MARGIN
    for column in columns:
        layout = lay_out([_width(box) for box in column.boxes], column.arrows)
        layout = _at_least(layout, len(column.network) * 9.0)
        placed.append(_Placed(column=column, layout=layout, left=left, top=top))
        left = placed[-1].right + GUTTER
    return placed


def _at_least(layout: Layout, width: float) -> Layout:
    """The layout in the middle of a frame that its title fits into."""
    more = max(0.0, width - layout.width) / 2
    return Layout(
        centre=tuple(x + more for x in layout.centre),
        level=layout.level,
        routes={arrow: tuple((level, x + more) for level, x in route) for arrow, route in layout.routes.items()},
        width=layout.width + 2 * more,
    )


def _width(box: Box) -> float:
    return max(len(_cut(box.title)), len(_cut(box.below)), 6) * CHARACTER + 16


def _cut(text: str) -> str:
    return cut(text, LONGEST)


def _draw_centres(graph: Graph, placed: Sequence[_Placed]) -> list[float]:
    """Each draw over the first input that it feeds, and none over another."""
    wanted = []
    for number in range(len(graph.draws)):
        fed = [placed[f.to_network].x(f.to_box) for f in graph.feeds if f.network is None and f.box == number]
        wanted.append(min(fed, default=0.0))
    centres = [0.0] * len(wanted)
    edge = MARGIN
    for number in sorted(range(len(wanted)), key=lambda n: wanted[n]):
        half = _width(graph.draws[number]) / 2
        centres[number] = max(wanted[number], edge + half)
        edge = centres[number] + half + MARGIN
    return centres


def _column(placed: _Placed) -> Iterator[str]:
    frame = f'x="{placed.left:.1f}" y="{placed.top:.1f}" width="{placed.right - placed.left:.1f}"'
    yield f'<rect class="frame" {frame} height="{placed.bottom - placed.top:.1f}" rx="8"/>'
    yield f'<text class="title" x="{placed.left + 12:.1f}" y="{placed.top + 21:.1f}">{escape(placed.column.network)}</text>'
    for start, end in placed.column.arrows:
        levels = placed.layout.level
        points = [(placed.x(start), placed.y(levels[start]) + HEIGHT)]
        for level, x in placed.layout.routes[start, end]:
            at = placed.left + MARGIN + x
            points += [(at, placed.y(level)), (at, placed.y(level) + HEIGHT)]
        points.append((placed.x(end), placed.y(levels[end])))
        yield f'<path d="{_smooth(points)}" marker-end="url(#tip)"/>'
    for number, box in enumerate(placed.column.boxes):
        yield from _box(box, placed.x(number), placed.y(placed.layout.level[number]))


def _box(box: Box, x: float, y: float) -> Iterator[str]:
    width = _width(box)
    kind, radius = ("input", HEIGHT / 2) if box.is_input else ("layer", 4)
    whole = "" if _cut(box.title) == box.title else f"<title>{escape(box.title)}</title>"
    yield (
        f'<rect class="{kind}" x="{x - width / 2:.1f}" y="{y:.1f}" width="{width:.1f}" height="{HEIGHT:.0f}" '
        f'rx="{radius:.0f}">{whole}</rect>'
    )
    yield f'<text x="{x:.1f}" y="{y + 15:.1f}">{escape(_cut(box.title))}</text>'
    yield f'<text class="below" x="{x:.1f}" y="{y + 29:.1f}">{escape(_cut(box.below))}</text>'


def _smooth(points: Sequence[tuple[float, float]]) -> str:
    """Through points from the top down, with upright ends."""
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (y + to_y) / 2
        straight = abs(x - to_x) < 0.5
        path += f" V{to_y:.1f}" if straight else f" C{x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}"
    return path


def _feeds(feeds: Iterable[Feed], placed: Sequence[_Placed], draws: Sequence[float], top: float) -> Iterator[str]:
    lane = 0
    into: Counter[tuple[int, int]] = Counter()
    for feed in feeds:
        target = placed[feed.to_network]
        into[feed.to_network, feed.to_box] += 1
        # Those that go into one box arrive side by side.
        beside = (into[feed.to_network, feed.to_box] - 1) * ARRIVAL
        end = (target.x(feed.to_box) + beside, target.y(target.layout.level[feed.to_box]))
        if feed.network is None:
            path = _smooth([(draws[feed.box], MARGIN + HEIGHT), (end[0], top), end])
        else:
            lane += 1
            path = _around(placed[feed.network], feed.box, end, top, lane)
        yield f'<path class="feed" d="{path}" marker-end="url(#tip)"/>'


def _around(source: _Placed, box: int, end: tuple[float, float], top: float, lane: int) -> str:
    """Out below the source's frame, up beside it, and down into the target from above; each feed in a lane of its own."""
    x, y = source.x(box), source.y(source.layout.level[box]) + HEIGHT
    low, beside, high = source.bottom + lane * LANE, source.right + lane * LANE, top - lane * LANE
    corners = [(x, y), (x, low), (beside, low), (beside, high), (end[0], high), end]
    return _rounded(corners)


def _rounded(corners: Sequence[tuple[float, float]], radius: float = 7.0) -> str:
    path = f"M{corners[0][0]:.1f} {corners[0][1]:.1f}"
    for before, at, after in zip(corners, corners[1:], corners[2:], strict=False):
        entry, leave = _towards(at, before, radius), _towards(at, after, radius)
        path += f" L{entry[0]:.1f} {entry[1]:.1f} Q{at[0]:.1f} {at[1]:.1f} {leave[0]:.1f} {leave[1]:.1f}"
    return f"{path} L{corners[-1][0]:.1f} {corners[-1][1]:.1f}"


def _towards(start: tuple[float, float], end: tuple[float, float], distance: float) -> tuple[float, float]:
    length = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    part = min(distance, length / 2) / length if length else 0.0
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
