"""Tables, drawings, and what the catalogue says of a name."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gancompile.catalogue import layer_rows, objective_rows, optimizer_rows, penalty_rows
from gancompile.compiler import compile_file, compile_text
from gancompile.compiler.describe import entry_names, entry_text, graph_of, mermaid, svg, tables
from gancompile.compiler.describe.layout import lay_out
from gancompile.compiler.ir.program import Program

SVG = "{http://www.w3.org/2000/svg}"
RICH = """
gancompile: 1
name: rich
data: {source: digits, range: [-1, 1]}
networks:
  trunk:
    inputs: {x: data.image}
    layers: [flatten, {dense: {units: 128, activation: relu}}]
  generator:
    inputs: {z: [64]}
    layers:
      - dense: {units: 1024, kernel_initializer: he_normal}
      - batch_normalization
      - reshape: [8, 8, 16]
        name: start
      - residual:
          layers: [{conv2d: {filters: 16, kernel_size: 3, padding: same}}, leaky_relu]
      - conv2d: {filters: 1, kernel_size: [3, 3], padding: same, activation: tanh}
        name: image
  discriminator:
    inputs: {x: data.image}
    layers:
      - network: trunk
      - dense: {units: 64}
        name: tied
        wrap: spectral_normalization
      - leaky_relu
      - dense: {units: 128, activation: relu}
      - share: tied
      - leaky_relu
      - dense: 1
game: {objective: hinge}
"""


def program(text: str = RICH) -> Program:
    made = compile_text(text).program
    assert made is not None
    return made


@pytest.fixture(scope="module")
def rich() -> Program:
    return program()


def test_a_table(root: Path, golden) -> None:  # type: ignore[no-untyped-def]
    golden(tables(program()), root / "tests" / "golden" / "show" / "rich.txt")


def test_the_sums_of_a_table_are_the_networks(rich: Program) -> None:
    text = tables(rich)
    for network in rich.networks:
        assert f"{network.parameters:,}" in text
    assert f"{sum(network.parameters for network in rich.networks):,} parameters" in text.splitlines()[-1]


def test_no_line_of_a_table_has_spaces_at_its_end(rich: Program) -> None:
    assert not [line for line in tables(rich).splitlines() if line != line.rstrip()]


def test_who_feeds_whom(rich: Program) -> None:
    graph = graph_of(rich)
    names = [column.network for column in graph.columns]
    assert names.index("generator") < names.index("discriminator")
    fed = {
        (names[f.network] if f.network is not None else graph.draws[f.box].title, names[f.to_network])
        for f in graph.feeds
    }
    assert fed == {("z: normal", "generator"), ("x: data.image", "discriminator"), ("generator", "discriminator")}


def test_a_svg_is_well_formed_and_shows_every_box(rich: Program) -> None:
    graph = graph_of(rich)
    picture = ET.fromstring(svg(graph))
    titles = [element.text for element in picture.iter(f"{SVG}text") if element.get("class") is None]
    boxes = [box for column in graph.columns for box in column.boxes]
    assert len(titles) == len(boxes) + len(graph.draws)
    assert not [e for e in picture.iter() if not e.tag.startswith(SVG)]


def test_boxes_stand_within_the_picture_and_not_on_each_other(rich: Program) -> None:
    picture = ET.fromstring(svg(graph_of(rich)))
    width, height = float(picture.get("width", 0)), float(picture.get("height", 0))
    rects = [r for r in picture.iter(f"{SVG}rect") if r.get("class") in {"layer", "input"}]
    places = [tuple(float(r.get(key, 0)) for key in ("x", "y", "width", "height")) for r in rects]
    assert all(x >= 0 and y >= 0 and x + w <= width and y + h <= height for x, y, w, h in places)
    for (x, y, w, h), (x2, y2, w2, h2) in combinations(places, 2):
        assert x + w <= x2 + 0.2 or x2 + w2 <= x + 0.2 or y + h <= y2 or y2 + h2 <= y


def test_text_of_a_spec_is_escaped() -> None:
    text = RICH.replace("name: rich", 'name: rich\ndescription: "<b>"').replace("data.image", "data.image", 1)
    made = compile_text(text, overrides=("networks.generator.layers.0.dense.activation=relu",)).program
    assert made is not None
    assert "<b>" not in svg(graph_of(made))


def test_mermaid_is_stable(rich: Program, root: Path, golden) -> None:  # type: ignore[no-untyped-def]
    golden(mermaid(graph_of(rich)), root / "tests" / "golden" / "show" / "rich.mmd")


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[3] / "specs").glob("*.yaml")), ids=lambda p: p.stem)
def test_the_zoo_can_be_shown(path: Path, own_folders: Callable[[Path], tuple[str, ...]]) -> None:
    compilation = compile_file(path, overrides=own_folders(path))
    assert not compilation.failed
    assert "the whole game" in tables(compilation.program)
    ET.fromstring(svg(graph_of(compilation.program)))
    assert mermaid(graph_of(compilation.program)).startswith("flowchart TD\n")


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[float], list[tuple[int, int]]]:
    widths = draw(st.lists(st.floats(10, 200), min_size=1, max_size=12))
    pairs = [(i, j) for j in range(len(widths)) for i in range(j)]
    return widths, draw(st.lists(st.sampled_from(pairs), unique=True, max_size=20)) if pairs else []


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_a_layout_keeps_boxes_apart_and_arrows_downward(graph: tuple[list[float], list[tuple[int, int]]]) -> None:
    widths, arrows = graph
    layout = lay_out(widths, arrows)
    assert all(layout.level[start] < layout.level[end] for start, end in arrows)
    for one, other in combinations(range(len(widths)), 2):
        if layout.level[one] == layout.level[other]:
            assert abs(layout.centre[one] - layout.centre[other]) >= (widths[one] + widths[other]) / 2 - 1e-6
    assert all(
        widths[i] / 2 - 1e-6 <= layout.centre[i] <= layout.width - widths[i] / 2 + 1e-6 for i in range(len(widths))
    )


def test_everything_of_the_catalogue_can_be_explained() -> None:
    names = entry_names()
    for rows in (layer_rows(), objective_rows(), penalty_rows(), optimizer_rows()):
        assert set(rows) <= set(names)
    assert {"digits", "ring", "repeat", "resize", "softplus", "he_normal"} <= set(names)
    for name in names:
        for heading, text in entry_text(name):
            assert heading.endswith(name)
            assert text.strip(), name
            assert not [line for line in text.splitlines() if len(line) > 150], name


def test_what_is_said_of_an_objective(root: Path, golden) -> None:  # type: ignore[no-untyped-def]
    ((heading, text),) = entry_text("wasserstein_gp")
    golden(f"{heading}\n\n{text}\n", root / "tests" / "golden" / "explain" / "wasserstein_gp.txt")


def test_nothing_is_said_of_what_there_is_not() -> None:
    assert entry_text("no_such_thing") == []


@pytest.mark.parametrize(
    ("name", "heading", "said"),
    [
        ("until", "word until", "In `repeat`"),
        ("extends", "word extends", "In a spec"),
        ("cross_entropy", "function cross_entropy", "cross_entropy(labels, logits)"),
        ("E", "function E", "E[a]"),
        ("auto", "word auto", "solved"),
        ("cosine", "word cosine", "half a cosine"),
        ("adam", "optimizer adam", "a curve over the rounds"),
    ],
)
def test_words_and_functions_have_an_entry(name: str, heading: str, said: str) -> None:
    told = dict(entry_text(name))
    assert said in told[heading]
