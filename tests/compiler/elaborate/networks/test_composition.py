"""Layers made of layers, sizes that are solved, networks made of networks: what they expand to, and what is told where they do not."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from gancompile.compiler import Compilation, compile_file, compile_text, compiled_files
from gancompile.compiler.ir.network import Network

SPEC = """\
gancompile: 1
name: composed
data: {{source: digits, resize: [{size}], range: [-1, 1], batch: 16}}
{blocks}
networks:
  generator:
    inputs: {{z: [16]}}
    layers: {generator}
  discriminator:
    inputs: {{x: data.image}}
    layers: {discriminator}
{more}
game: {{objective: non_saturating}}
"""
GENERATOR = "[{dense: auto}, {reshape: [auto, auto, auto]}]"
DISCRIMINATOR = "[flatten, {dense: 1}]"


def compiled(
    *,
    generator: str = GENERATOR,
    discriminator: str = DISCRIMINATOR,
    blocks: str = "",
    more: str = "",
    size: str = "32, 32",
) -> Compilation:
    text = SPEC.format(generator=generator, discriminator=discriminator, blocks=blocks, more=more, size=size)
    return compile_text(text, name="spec.yaml")


def network(compilation: Compilation, name: str) -> Network:
    assert not compilation.failed, compilation.diagnostics
    return compilation.program.network(name)


def shapes(found: Network) -> list[tuple[str, tuple[int | None, ...]]]:
    return [(layer.kind, layer.shape) for layer in found.layers]


def first_error(compilation: Compilation) -> tuple[str, str]:
    errors = [d for d in compilation.diagnostics if d.code.startswith("GC")]
    assert errors, "it compiles"
    return errors[0].code, f"{errors[0].message} {errors[0].help or ''}"


UP = "{conv2d_transpose: {filters: 8, kernel_size: 4, strides: 2, padding: same}}"
DOWN = "{conv2d: {filters: 8, kernel_size: 4, strides: 2, padding: same}}"


def test_a_block_is_its_layers_with_its_parameters() -> None:
    block = "blocks: {b: {params: {units: 3, act: relu}, layers: [{dense: '${units}'}, {activation: '${act}'}]}}"
    found = compiled(
        blocks=block, discriminator="[flatten, {use: b}, {use: b, with: {units: 5, act: tanh}}, {dense: 1}]"
    )
    layers = network(found, "discriminator").layers
    assert [layer.shape for layer in layers] == [(1024,), (3,), (3,), (5,), (5,), (1,)]
    assert layers[4].argument("activation") == "tanh"


def test_a_repeat_counts_its_rounds() -> None:
    found = compiled(
        discriminator="[flatten, {repeat: {times: 3, as: i, of: n, layers: [{dense: '${10 * (n - i)}'}, relu]}}, {dense: 1}]"
    )
    assert [shape for kind, shape in shapes(network(found, "discriminator")) if kind == "dense"] == [
        (30,),
        (20,),
        (10,),
        (1,),
    ]


def test_names_of_rounds_are_unique_and_can_be_said() -> None:
    found = compiled(
        discriminator="[flatten, {repeat: {times: 2, as: i, layers: [{dense: 4, name: 'd_${i}'}, relu]}}, {concatenate: , from: [d_0, d_1]}, {dense: 1}]"
    )
    layers = network(found, "discriminator").layers
    assert [layer.name for layer in layers if layer.kind == "dense"] == ["d_0", "d_1", None]
    assert layers[-2].shape == (8,)


def test_a_name_that_comes_twice_cannot_be_said() -> None:
    found = compiled(
        discriminator="[flatten, {repeat: {times: 2, layers: [{dense: 4, name: d}, relu]}}, {concatenate: , from: [d, previous]}, {dense: 1}]"
    )
    assert first_error(found)[0] == "GC0309"


def test_the_name_of_a_block_is_put_before_those_inside() -> None:
    block = "blocks: {b: {layers: [{dense: 3, name: inner}, relu]}}"
    found = compiled(
        blocks=block,
        discriminator="[flatten, {use: b, name: first}, {dense: 2}, {add: , from: [first, first_inner]}, {dense: 1}]",
    )
    assert first_error(found)[0] == "GC0301"  # from outside, a layer inside is called as it is there
    found = compiled(
        blocks=block,
        discriminator="[flatten, {use: b, name: first}, {dense: 3}, {add: , from: [first, inner]}, {dense: 1}]",
    )
    assert {"first_inner"} <= {layer.name for layer in network(found, "discriminator").layers}


def test_residual_and_parallel_join_what_they_branch_into() -> None:
    found = compiled(
        discriminator=f"[{DOWN}, {{residual: {{layers: [{DOWN}], shortcut: [{{average_pooling2d: 2}}]}}}}, "
        "{parallel: {merge: add, branches: [[global_average_pooling2d], [global_max_pooling2d]]}}, {dense: 1}]"
    )
    layers = network(found, "discriminator").layers
    assert [layer.kind for layer in layers] == [
        "conv2d", "conv2d", "average_pooling2d", "add", "global_average_pooling2d", "global_max_pooling2d", "add", "dense",
    ]  # fmt: skip
    assert layers[2].inputs == (1,)
    assert layers[3].inputs == (2, 3)
    assert layers[5].inputs == layers[4].inputs == (4,)


def test_input_is_what_comes_into_a_block() -> None:
    block = "blocks: {b: {layers: [{dense: 3}, {dense: 3}, {add: , from: [previous, input]}]}}"
    found = compiled(blocks=block, discriminator="[flatten, {dense: 3}, {use: b}, {dense: 1}]")
    layers = network(found, "discriminator").layers
    assert layers[4].inputs == (4, 2)


@pytest.mark.parametrize(
    ("size", "seed", "rounds"),
    [
        ("64, 64", (4, 4), 4),
        ("32, 32", (4, 4), 3),
        ("96, 160", (6, 10), 4),
        ("28, 28", (7, 7), 2),
        ("30, 30", (15, 15), 1),
        ("8, 8", (4, 4), 1),
    ],
)
def test_a_seed_and_the_number_of_rounds_are_solved_together(size: str, seed: tuple[int, int], rounds: int) -> None:
    found = compiled(
        size=size,
        generator=f"[{{dense: auto}}, relu, {{reshape: [auto, auto, 16]}}, {{repeat: {{until: data.image, layers: [{UP}]}}}}, {{conv2d: {{filters: auto, kernel_size: 3, padding: same}}}}]",
    )
    layers = network(found, "generator").layers
    assert layers[2].shape == (*seed, 16)
    assert layers[0].shape == (seed[0] * seed[1] * 16,)
    assert sum(layer.kind == "conv2d_transpose" for layer in layers) == rounds
    assert layers[-1].shape == (*map(int, size.split(", ")), 1)


def test_a_seed_is_solved_backwards_through_a_number_of_rounds() -> None:
    generator = f"[{{dense: auto}}, {{reshape: [auto, auto, 16]}}, {{repeat: {{times: 3, layers: [{UP}]}}}}, {{conv2d: {{filters: 1, kernel_size: 3}}}}]"
    assert network(compiled(generator=generator, size="30, 38"), "generator").layers[1].shape == (4, 5, 16)
    code, text = first_error(compiled(generator=generator, size="32, 32"))
    assert code == "GC0420"
    assert "size * 2 * 2 * 2 - 2 = 32" in text
    assert "30 and 38" in text


@pytest.mark.parametrize(("size", "rounds"), [("64, 64", 4), ("96, 160", 5), ("4, 4", 0), ("9, 9", 2)])
def test_until_a_smaller_side(size: str, rounds: int) -> None:
    found = compiled(size=size, discriminator=f"[{{repeat: {{until: 4, layers: [{DOWN}]}}}}, flatten, {{dense: 1}}]")
    assert sum(layer.kind == "conv2d" for layer in network(found, "discriminator").layers) == rounds


def test_until_a_size_that_is_never_reached_shows_the_way() -> None:
    code, text = first_error(
        compiled(size="96, 160", discriminator=f"[{{repeat: {{until: 4x4, layers: [{DOWN}]}}}}, flatten, {{dense: 1}}]")
    )
    assert code == "GC0422"
    assert "96x160 -> 48x80 -> 24x40 -> 12x20 -> 6x10 -> 3x5" in text
    assert "until: 4" in text


def test_a_repeat_that_leaves_the_size_is_told() -> None:
    code, text = first_error(compiled(discriminator="[{repeat: {until: 4, layers: [relu]}}, flatten, {dense: 1}]"))
    assert code == "GC0422"
    assert "leave the size as it is" in text


def test_rows_of_an_embedding_and_its_width_are_solved() -> None:
    text = """\
gancompile: 1
name: labels
data: {source: digits, range: [-1, 1], batch: 16}
networks:
  generator: {inputs: {z: [16], y: data.label}, layers: [{embedding: {input_dim: auto, output_dim: 4}, from: y}, {concatenate: , from: [z, previous]}, {dense: auto}, {reshape: [8, 8, 1]}]}
  discriminator:
    inputs: {x: data.image, y: data.label}
    layers: [{embedding: {input_dim: auto, output_dim: auto}, from: y}, {reshape: ["${data.image.height}", "${data.image.width}", 1]}, {concatenate: , from: [x, previous]}, flatten, {dense: 1}]
game: {objective: hinge}
"""
    found = network(compile_text(text), "discriminator").layers[0]
    assert (found.argument("input_dim"), found.argument("output_dim")) == (10, 64)


def test_a_circle_of_blocks_ends() -> None:
    blocks = "blocks: {a: {layers: [{use: b}]}, b: {layers: [{use: a}]}}"
    assert first_error(compiled(blocks=blocks, discriminator="[flatten, {use: a}, {dense: 1}]"))[0] == "GC0431"


def test_a_bomb_of_repeats_ends() -> None:
    bomb = "relu"
    for _ in range(6):
        bomb = f"{{repeat: {{times: 10000, layers: [{bomb}]}}}}"
    assert first_error(compiled(discriminator=f"[flatten, {bomb}, {{dense: 1}}]"))[0] == "GC0432"


def test_a_chain_says_how_a_layer_came_there() -> None:
    blocks = "blocks: {b: {params: {k: 3}, layers: [{conv2d: {filters: 4, kernel_size: '${k}'}}]}}"
    found = compiled(
        blocks=blocks, discriminator="[{repeat: {times: 2, layers: [{use: b, with: {k: 20}}]}}, flatten, {dense: 1}]"
    )
    told = next(d for d in found.diagnostics if d.code == "GC0402")
    assert [mark.label for mark in told.chain] == ["block `b` is used", "round 2 of `repeat`"]


def test_a_network_like_another_is_the_same_function() -> None:
    found = compiled(more="  twin: {like: generator}")
    assert not found.failed, found.diagnostics
    source = compiled_files(found).model
    assert (
        'def twin() -> Model:\n    """The layers of generator, with weights of its own."""\n    return generator(name="twin")'
        in source
    )


def test_networks_in_a_circle_are_told() -> None:
    more = "  a: {inputs: {h: b}, layers: [{dense: 2}]}\n  b: {inputs: {h: a}, layers: [{dense: 2}]}"
    assert first_error(compiled(more=more))[0] == "GC0314"


def test_extends_merges_replaces_and_removes(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(
        SPEC.format(
            generator=GENERATOR, discriminator=DISCRIMINATOR, blocks="params: {a: 1, b: 2}", more="", size="8, 8"
        ),
        encoding="utf-8",
    )
    (tmp_path / "over.yaml").write_text(
        "extends: base.yaml\nname: over\nparams: {b: 3, a:  }\n"
        "data: !override {source: digits, range: [-1, 1], batch: 4}\ngame: {objective: , players: {generator: {minimize: '-E[discriminator(generator(z))]'},"
        " discriminator: {minimize: 'E[relu(1 - discriminator(x))] + E[relu(1 + discriminator(generator(z)))]'}}, draws: {x: {data: image}, z: {normal: [16]}}}\n",
        encoding="utf-8",
    )
    found = compile_file(tmp_path / "over.yaml")
    assert not found.failed, found.diagnostics
    assert found.program.data.batch == 4
    assert not [step for step in found.program.data.sets[0].steps if "resize" in step]
    assert [d.code for d in found.diagnostics if d.code == "GW0302"] == ["GW0302"]


def test_a_mistake_in_a_base_is_told_with_its_chain(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("gancompile: 1\ndata: {source: digitz}\n", encoding="utf-8")
    (tmp_path / "middle.yaml").write_text("extends: base.yaml\n", encoding="utf-8")
    (tmp_path / "over.yaml").write_text("extends: [middle.yaml]\nname: over\n", encoding="utf-8")
    from gancompile.compiler.diagnostics import render

    found = compile_file(tmp_path / "over.yaml")
    told = next(render(d) for d in found.diagnostics if d.code == "GC0204")
    assert "base.yaml:2:16" in told
    assert told.count("is extended at") == 2


def test_specs_that_extend_each_other_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n", encoding="utf-8")
    assert [d.code for d in compile_file(tmp_path / "a.yaml").diagnostics] == ["GC0112"]


def test_a_loaded_network_is_known_by_its_file(tmp_path: Path) -> None:
    tensor = {"class_name": "__keras_tensor__", "config": {"shape": [None, 8, 8, 1], "dtype": "float32"}}
    config = {
        "class_name": "Functional",
        "config": {
            "layers": [
                {"class_name": "InputLayer", "config": {"name": "x", "batch_shape": [None, 8, 8, 1], "dtype": "float32"}},
                {"class_name": "Conv2D", "config": {"name": "c", "filters": 3, "kernel_size": [3, 3], "strides": [2, 2], "padding": "same"},
                 "inbound_nodes": [{"args": [tensor], "kwargs": {}}]},
            ],
            "input_layers": ["x", 0, 0],
            "output_layers": ["c", 0, 0],
        },
    }  # fmt: skip
    with zipfile.ZipFile(tmp_path / "features.keras", "w") as archive:
        archive.writestr("config.json", json.dumps(config))
    more = f"  features: {{load: {{keras: {tmp_path / 'features.keras'}}}}}"
    found = compiled(more=more, discriminator="[{network: features}, flatten, {dense: 1}]", size="8, 8")
    assert network(found, "features").shape == (4, 4, 3)
    assert compiled_files(found).copies == {"features.keras": tmp_path / "features.keras"}
    assert "model.trainable = False" in compiled_files(found).model
    assert first_error(compiled(more=more.replace("features.keras", "other.keras")))[0] == "GC0704"


def saved(path: Path, outputs: object) -> Path:
    """The file of a model of two convolutions, `fine` on `x` and `coarse` on that, with such outputs in its configuration."""

    def convolution(name: str, shape: list[int | None], filters: int) -> dict[str, object]:
        tensor = {"class_name": "__keras_tensor__", "config": {"shape": shape, "dtype": "float32"}}
        config = {"name": name, "filters": filters, "kernel_size": [3, 3], "strides": [2, 2], "padding": "same"}
        return {"class_name": "Conv2D", "config": config, "inbound_nodes": [{"args": [tensor], "kwargs": {}}]}

    before = {"class_name": "InputLayer", "config": {"name": "x", "batch_shape": [None, 8, 8, 1], "dtype": "float32"}}
    layers = [before, convolution("fine", [None, 8, 8, 1], 3), convolution("coarse", [None, 4, 4, 3], 5)]
    config = {"layers": layers, "input_layers": ["x", 0, 0], "output_layers": outputs}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps({"class_name": "Functional", "config": config}))
    return path


def test_a_loaded_network_has_the_outputs_that_its_file_names(tmp_path: Path) -> None:
    path = saved(tmp_path / "features.keras", {"maps": ["fine", 0, 0], "deep": ["coarse", 0, 0]})
    more = f"  features: {{load: {{keras: {path}}}}}"
    found = compiled(more=more, discriminator="[{network: features.deep}, flatten, {dense: 1}]", size="8, 8")
    assert [(one.name, one.shape) for one in network(found, "features").outputs] == [
        ("maps", (4, 4, 3)),
        ("deep", (2, 2, 5)),
    ]
    assert 'features(x)["deep"]' in compiled_files(found).model


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        ([["fine", 0, 0], ["coarse", 0, 0]], "it has 2 outputs without names"),
        ({"fine maps": ["fine", 0, 0]}, "a formula cannot name its output `fine maps`"),
        ({"image": ["x", 0, 0]}, "its output is its input"),
    ],
)
def test_outputs_that_a_loaded_network_cannot_have(outputs: object, message: str, tmp_path: Path) -> None:
    path = saved(tmp_path / "features.keras", outputs)
    code, told = first_error(compiled(more=f"  features: {{load: {{keras: {path}}}}}"))
    assert code == "GC0704"
    assert message in told


def test_a_network_that_comes_with_gancompile() -> None:
    found = compiled(
        more="  features: {load: {builtin: digit_classifier}}",
        discriminator="[{network: features.middle}, flatten, {dense: 1}]",
        size="8, 8",
    )
    shapes = {one.name: one.shape for one in network(found, "features").outputs}
    assert shapes == {"fine": (8, 8, 16), "middle": (4, 4, 32), "coarse": (2, 2, 64), "kind": (10,)}
    assert network(found, "features").frozen
    code, told = first_error(compiled(more="  features: {load: {builtin: digit_classifer}}"))
    assert code == "GC0207"
    assert "which is not one of its choices" in told


def test_a_layer_that_is_not_trained_has_no_weights_that_a_player_could_move() -> None:
    fixed = "  mixing: {inputs: {h: [4, 4, 3]}, layers: [{conv2d: {filters: 2, kernel_size: 1}, trainable: false}]}"
    found = compiled(more=fixed, size="8, 8")
    assert not found.diagnostics
    assert network(found, "mixing").parameters == 0
    assert network(found, "mixing").layers[0].untrained == 3 * 2 + 2


def test_more_weights_than_are_allowed() -> None:
    found = compile_file(Path(__file__).parents[4] / "specs" / "dcgan-digits.yaml", max_parameters=1000)
    assert [d.code for d in found.diagnostics] == ["GC0433"]
