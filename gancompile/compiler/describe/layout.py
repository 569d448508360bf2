"""The layout of one network: layers from the top down, a long edge with a dummy node in every layer that it crosses.

The way of Sugiyama, Tagawa and Toda 1981: layers by longest path, order by the mean of the neighbours. Differs: the places within a layer
are the means of the neighbours above, put apart where they touch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GAP = 18.0
SWEEPS = 4
LANE = 12.0
"""The width of a passing edge in a layer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """centre: of each box, from the left edge. level: of each box, from 0. routes: of each arrow, the centres that it passes by level."""

    centre: tuple[float, ...]
    level: tuple[int, ...]
    routes: Mapping[tuple[int, int], tuple[tuple[int, float], ...]]
    width: float

    @property
    def levels(self) -> int:
        """Their number."""
        return max(self.level, default=-1) + 1


def lay_out(widths: Sequence[float], arrows: Sequence[tuple[int, int]]) -> Layout:
    """The places of boxes with these widths; an arrow goes from an earlier box to a later one."""
    level = _levels(len(widths), arrows)
    size, pieces, passed = list(widths), [], {}
    rows: list[list[int]] = [[] for _ in range(max(level, default=-1) + 1)]
    for box, one in enumerate(level):
        rows[one].append(box)
    for start, end in arrows:
        chain = [start]
        for crossed in range(level[start] + 1, level[end]):
            chain.append(len(size))
            size.append(LANE)
            rows[crossed].append(chain[-1])
        passed[start, end] = chain[1:]
        pieces += list(zip(chain, [*chain[1:], end], strict=True))
    centre = _centres(rows, size, pieces)
    left = min((centre[i] - size[i] / 2 for i in centre), default=0.0)
    right = max((centre[i] + size[i] / 2 for i in centre), default=0.0)
    return Layout(
        centre=tuple(centre[box] - left for box in range(len(widths))),
        level=level,
        routes={
            arrow: tuple((level[arrow[0]] + n, centre[i] - left) for n, i in enumerate(chain, 1))
            for arrow, chain in passed.items()
        },
        width=right - left,
    )


def _levels(count: int, arrows: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    level = [0] * count
    for start, end in sorted(arrows, key=lambda arrow: arrow[1]):
        level[end] = max(level[end], level[start] + 1)
    return tuple(level)


def _centres(rows: list[list[int]], size: Sequence[float], pieces: Sequence[tuple[int, int]]) -> dict[int, float]:
    """Sweeps down and up: each row is ordered and placed by the means of its neighbours in the row before."""
    above: dict[int, list[int]] = {}
    below: dict[int, list[int]] = {}
    for start, end in pieces:
        above.setdefault(end, []).append(start)
        below.setdefault(start, []).append(end)
    centre: dict[int, float] = {}
    for row in rows:
        _place(row, above, centre, size)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 1
        for row in rows if down else reversed(rows):
            _place(row, above if down else below, centre, size)
    return centre


def _place(row: list[int], near: Mapping[int, list[int]], centre: dict[int, float], size: Sequence[float]) -> None:
    def wanted(node: int) -> float:
        known = [centre[other] for other in near.get(node, ()) if other in centre]
        return sum(known) / len(known) if known else centre.get(node, 0.0)

    target = {node: wanted(node) for node in row}
    row.sort(key=lambda node: target[node])
    edge, placed = float("-inf"), {}
    for node in row:
        placed[node] = max(target[node], edge + size[node] / 2)
        edge = placed[node] + size[node] / 2 + GAP
    # Boxes weigh more than arrows that pass by: a chain of layers stays straight.
    weight = {node: size[node] ** 2 for node in row}
    shift = sum(weight[n] * (target[n] - placed[n]) for n in row) / max(sum(weight.values()), 1e-9)
    centre.update({node: placed[node] + shift for node in row})
