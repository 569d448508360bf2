"""A graph as Mermaid text, which code hosts and many editors draw."""

from __future__ import annotations

from gancompile.compiler.describe.graph import Box, Graph


def mermaid(graph: Graph) -> str:
    """A flow chart: a frame for each network, whole arrows within it, broken ones for what the game feeds."""
    lines = ["flowchart TD"]
    lines += [f'  draw{number}(["{_label(box)}"])' for number, box in enumerate(graph.draws)]
    for number, column in enumerate(graph.columns):
        lines.append(f'  subgraph net{number}["{_escaped(column.network)}"]')
        for index, box in enumerate(column.boxes):
            left, right = ("([", "])") if box.is_input else ("[", "]")
            lines.append(f'    n{number}_{index}{left}"{_label(box)}"{right}')
        lines += [f"    n{number}_{start} --> n{number}_{end}" for start, end in column.arrows]
        lines.append("  end")
    for feed in graph.feeds:
        source = f"draw{feed.box}" if feed.network is None else f"n{feed.network}_{feed.box}"
        lines.append(f"  {source} -.-> n{feed.to_network}_{feed.to_box}")
    return "\n".join(lines) + "\n"


def _label(box: Box) -> str:
    return f"{_escaped(box.title)}<br/>{_escaped(box.below)}"


def _escaped(text: str) -> str:
    """Mermaid's own entity codes for all that is no plain letter, digit or sign of a shape."""
    return "".join(c if c.isalnum() or c in " _-.,:/[]=" else f"#{ord(c)};" for c in text)
