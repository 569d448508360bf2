"""The schema in a real editor's hands: completion, help and errors while one writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from gancompile.catalogue import layer_rows

NUMBERS = count()
SPECS = sorted((Path(__file__).parents[2] / "specs").glob("*.yaml"))
LINE = "# yaml-language-server: $schema=.gancompile/schema.json\n"
HEAD = f"""{LINE}gancompile: 1
name: mine
data: {{source: digits, range: [-1, 1]}}
networks:
  generator:
    inputs: {{z: [32]}}
    layers:
"""
TAIL = """
  discriminator:
    inputs: {x: data.image}
    layers: [flatten, {dense: 1}]
game: {objective: hinge}
"""


@contextmanager
def opened(server: Any, folder: Path, text: str) -> Iterator[tuple[Path, int, int, list[dict[str, Any]]]]:
    """A spec with a `|` where the cursor stands: its path, the cursor's place, and what is wrong with it."""
    before, _, after = text.partition("|")
    path = (
        folder / f"open{next(NUMBERS)}.yaml"
    )  # a name of its own, so that nothing that is told of another is taken for it
    found = server.open(path, before + after)
    yield path, before.count("\n"), len(before) - before.rfind("\n") - 1, found
    server.close(path)


def complete(server: Any, folder: Path, layers: str) -> dict[str, dict[str, Any]]:
    with opened(server, folder, HEAD + layers + TAIL) as (path, line, character, _):
        found: dict[str, dict[str, Any]] = server.complete(path, line, character)
        return found


def hover(server: Any, folder: Path, text: str) -> str:
    with opened(server, folder, text) as (path, line, character, _):
        said: str = server.hover(path, line, character)
        return said


def wrong(server: Any, folder: Path, text: str) -> list[dict[str, Any]]:
    with opened(server, folder, text) as (_, _, _, found):
        return found


def test_layers_are_completed(server: Any, folder: Path) -> None:
    found = complete(server, folder, "      - |")
    kinds = {row.key for row in layer_rows().values() if row.kind == "layer"}
    assert not kinds - set(found)
    assert {"use", "repeat", "residual", "parallel", "name", "from", "wrap"} <= set(found)


def test_a_completed_layer_is_explained(server: Any, folder: Path) -> None:
    item = complete(server, folder, "      - |")["conv2d_transpose"]
    assert layer_rows()["conv2d_transpose"].help in str(item.get("documentation"))


@pytest.mark.parametrize("layers", ["      - conv2d: {f|}", "      - conv2d:\n          |"], ids=["flow", "block"])
def test_arguments_are_completed(layers: str, server: Any, folder: Path) -> None:
    found = complete(server, folder, layers)
    assert {argument.name for argument in layer_rows()["conv2d"].arguments} <= set(found)
    assert "units" not in found


@pytest.mark.parametrize(
    ("layers", "values"),
    [
        ("      - conv2d:\n          filters: 1\n          padding: |", {"same", "valid"}),
        ("      - conv2d: {filters: 1, kernel_size: 3, padding: |}", {"same", "valid"}),
        ("      - dense:\n          units: 1\n          activation: |", {"tanh", "relu", "leaky_relu"}),
        ("      - dense:\n          units: 1\n          kernel_initializer: |", {"he_normal", "glorot_uniform"}),
    ],
    ids=["padding", "padding in a flow", "activation", "initializer"],
)
def test_values_are_completed(layers: str, values: set[str], server: Any, folder: Path) -> None:
    assert values <= set(complete(server, folder, layers))


def test_objectives_optimizers_and_sources_are_completed(server: Any, folder: Path) -> None:
    spec = HEAD + "      - dense: 64" + TAIL
    for old, new, wanted in (
        ("game: {objective: hinge}", "game:\n  objective: |", {"hinge", "wasserstein_gp"}),
        ("game: {objective: hinge}", "game:\n  objective: hinge\n  optimizer:\n    |", {"adam", "rmsprop"}),
        ("data: {source: digits, range: [-1, 1]}", "data:\n  source:\n    |", {"ring", "images"}),
        ("game: {objective: hinge}", "game: {objective: hinge}\n|", {"schedule", "export", "params"}),
    ):
        with opened(server, folder, spec.replace(old, new)) as (path, line, character, _):
            assert wanted <= set(server.complete(path, line, character)), new


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("      - conv2d: {filters: 8, ker|nel_size: 3}", "conv2d.kernel_size"),
        ("      - conv2d:\n          filters: 8\n          ker|nel_size: 3", "conv2d.kernel_size"),
        ("      - conv2d_tran|spose: {filters: 8, kernel_size: 3}", "conv2d_transpose"),
    ],
    ids=["argument", "argument of a block", "layer"],
)
def test_help_is_shown(text: str, said: str, server: Any, folder: Path) -> None:
    layer, _, argument = said.partition(".")
    row = layer_rows()[layer]
    help = next((one.help for one in row.arguments if one.name == argument), row.help)
    assert plain(help) in plain(hover(server, folder, HEAD + text + TAIL))


def plain(text: str) -> str:
    """Without what Markdown escapes or folds."""
    return "".join(character for character in text if character.isalnum())


def test_help_of_the_sections(server: Any, folder: Path) -> None:
    spec = HEAD + "      - dense: 64" + TAIL
    assert "where real examples come from" in hover(server, folder, spec.replace("data:", "da|ta:", 1))
    assert "Hinge GAN" in hover(server, folder, spec.replace("objective: hinge", "objective: {hi|nge: {}}"))


@pytest.mark.parametrize(
    ("layers", "word"),
    [
        ("      - conv2d: {filter: 64, kernel_size: 4}", "filter"),
        ("      - conv2d_transposed: {filters: 64}", "conv2d_transposed"),
        ("      - conv2d: {filters: 64, kernel_size: 4, padding: sane}", "sane"),
        ("      - dense: {units: -3}", "-3"),
    ],
    ids=["argument", "layer", "value", "number"],
)
def test_a_mistake_is_marked_where_it_is(layers: str, word: str, server: Any, folder: Path) -> None:
    text = HEAD + layers + TAIL
    line = text[: text.index(layers)].count("\n")
    column = text.splitlines()[line].index(word)
    starts = [
        (one["range"]["start"]["line"], one["range"]["start"]["character"]) for one in wrong(server, folder, text)
    ]
    assert (line, column) in starts


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_the_zoo_is_without_fault(path: Path, server: Any, folder: Path) -> None:
    assert wrong(server, folder, LINE + path.read_text(encoding="utf-8").replace("|", "/")) == []


def test_places_and_blocks_are_without_fault(server: Any, folder: Path) -> None:
    text = f"""{LINE}gancompile: 1
name: mine
params: {{width: 64, side: same, on: true}}
data: {{source: {{ring: {{modes: "${{width // 8}}"}}}}, batch: "${{width}}"}}
blocks:
  block:
    params: {{units: 8}}
    layers:
      - dense: {{units: "${{units}}", use_bias: "${{on}}", activation: "${{side}}"}}
      - leaky_relu: 0.2
networks:
  generator:
    inputs: {{z: ["${{width}}", 1]}}
    layers:
      - flatten
      - repeat: {{times: 2, as: i, layers: [{{use: block, with: {{units: "${{64 * 2 ** i}}"}}}}]}}
      - conv1d: {{filters: auto, kernel_size: [3], padding: "${{side}}"}}
      - dense: auto
  critic: {{like: generator}}
game: {{objective: {{wasserstein_gp: {{weight: "${{width}}"}}}}}}
schedule: [{{steps: "${{width * 100}}", round: [{{critic: 5}}, {{generator: "${{1}}"}}]}}]
"""
    assert wrong(server, folder, text) == []
