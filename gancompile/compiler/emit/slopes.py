"""Which slopes of values there are, and what is computed under their tapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gancompile.compiler.ir.value import Gradient, Value, children, walk


def under_slopes(values: Sequence[Value]) -> set[Value]:
    """What is computed under the tape of a slope: all that the slope's value is made of and that is made of what it is taken by.

    What one slope is taken by may be made of what another is taken by: it is then under the tape that both have.
    """
    gradients = [v for value in values for v in walk(value) if isinstance(v, Gradient)]
    bys = {g.by for g in gradients}
    made_of_another = {by for by in bys if any(other != by and other in walk(by) for other in bys)}
    return made_of_another | {v for g in gradients for v in walk(g.of) if v != g.by and g.by in walk(v)}


def outermost_gradients(values: Sequence[Value], known: Mapping[Value, str]) -> list[Gradient]:
    """The slopes in these values that are not computed yet and do not stand inside of another."""
    found: dict[Gradient, None] = {}

    def visit(value: Value) -> None:
        if value in known:
            return
        if isinstance(value, Gradient):
            found[value] = None
            return
        for child in children(value):
            visit(child)

    for value in values:
        visit(value)
    return list(found)
