"""Blocks as functions: the same layers in the same order, written once."""

from __future__ import annotations

import ast

import pytest

from gancompile.compiler import compile_text, compiled_files
from gancompile.compiler.plan import make_plan

SPEC = """\
gancompile: 1
name: blocks
data: {source: digits, range: [-1, 1]}
blocks:
  down:
    params: {filters: 8, size: 3}
    layers: [{conv2d: {filters: "${filters}", kernel_size: "${size}", padding: same}}, {leaky_relu: 0.2}]
  pair:
    params: {filters: 8}
    layers: [{use: down, with: {filters: "${filters}"}}, {use: down, with: {filters: "${2 * filters}"}}]
  around:
    params: {filters: 8}
    layers: [{residual: {layers: [{use: down, with: {filters: "${filters}"}}, {conv2d: {filters: 8, kernel_size: 1}}]}}]
networks:
  generator:
    inputs: {z: [16]}
    layers: [{dense: 64}, {reshape: [8, 8, 1]}, {conv2d: {filters: 1, kernel_size: 3, padding: same, activation: tanh}}]
  discriminator:
    inputs: {x: data.image}
    layers: [LAYERS, flatten, {dense: 1}]
game: {objective: hinge}
"""


def source(layers: str) -> str:
    compilation = compile_text(SPEC.replace("LAYERS", layers))
    assert not compilation.failed, compilation.diagnostics
    return compiled_files(compilation).model


def functions(text: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}


def parameters(text: str, name: str) -> list[str]:
    return [one.arg for one in functions(text)[name].args.args]


def test_arguments_that_differ_are_parameters() -> None:
    text = source("{use: down}, {use: down, with: {filters: 16}}")
    assert parameters(text, "down") == ["x", "filters"]
    assert "h = down(x, filters=8)" in text
    assert "kernel_size=3" in text


def test_a_block_that_is_used_once_is_written_in_its_place() -> None:
    assert set(functions(source("{use: down}"))) == {"generator", "discriminator"}


def test_blocks_of_blocks_call_each_other() -> None:
    text = source("{use: pair}, {use: pair, with: {filters: 4}}, {use: down}")
    assert parameters(text, "pair") == ["x", "filters", "filters_2"]
    assert "h = down(x, filters=filters)" in text
    assert text.count("layers.Conv2D(filters, ") == 1


def test_a_residual_block_reads_what_comes_in_twice() -> None:
    text = source("{use: down}, {use: around}, {use: around, with: {filters: 4}}")
    assert "layers.Add()([h, x])" in text


@pytest.mark.parametrize(
    "layers", ["{use: down, name: first}, {use: down}", "{repeat: {times: 3, layers: [{use: down}]}}"]
)
def test_names_and_repeats(layers: str) -> None:
    assert "down" in functions(source(layers))


@pytest.mark.parametrize("name", ["generator", "tf", "range", "x", "layers", "lambda"])
def test_a_function_takes_no_name_that_something_else_has(name: str) -> None:
    text = (
        SPEC.replace("LAYERS", "{use: down}, {use: down}")
        .replace("  down:", f"  {name}:")
        .replace("use: down", f"use: {name}")
    )
    compilation = compile_text(text)
    assert not compilation.failed, compilation.diagnostics
    assert f"{name}_block" in functions(compiled_files(compilation).model)


@pytest.mark.parametrize(
    "layers", ["{use: pair}, {use: pair}, {use: down}", "{use: around}, {use: around, with: {filters: 4}}"]
)
def test_every_call_written_out_gives_the_layers_of_the_spec(layers: str) -> None:
    program = compile_text(SPEC.replace("LAYERS", layers)).program
    plan = make_plan(program)
    bodies = {one.name: one.body for one in plan.blocks.functions}

    def kinds(network: object) -> list[str]:
        found: list[str] = []
        for layer in network.layers:  # type: ignore[attr-defined]
            found += kinds(bodies[layer.output]) if layer.kind == "block" else [layer.kind]
        return found

    for network in program.networks:
        assert kinds(plan.blocks.networks[network.name]) == [layer.kind for layer in network.layers]


@pytest.mark.parametrize(
    "name", ["h", "h2", "x", "x2", "filters", "filters2", "kernel_size", "z", "layers", "generator_"]
)
def test_no_local_variable_hides_the_function_of_a_block(name: str) -> None:
    text = SPEC.replace("down", name).replace(
        "LAYERS", "{use: pair}, {use: pair, with: {filters: 4}}, {use: around}, {use: around}"
    )
    compilation = compile_text(text)
    assert not compilation.failed, compilation.diagnostics
    module = ast.parse(compiled_files(compilation).model)
    functions = [node for node in module.body if isinstance(node, ast.FunctionDef)]
    defined = {function.name for function in functions}
    for function in functions:
        nodes = list(ast.walk(function))
        called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
        bound = {node.arg for node in nodes if isinstance(node, ast.arg)}
        bound |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        assert not bound & called & defined, ast.unparse(function)
    assert any(name.rstrip("_") in one for one in defined - {"pair", "around"})


NAMED = """\
gancompile: 1
name: named
data: {source: digits, range: [-1, 1]}
blocks:
  kernel:
    params: {filters: 8}
    layers:
      - conv2d: {filters: "${filters}", kernel_size: 1}
        name: conv
      - {multiply: , from: [previous, w]}
  twice:
    layers: [{use: kernel, name: first}, {use: kernel, name: second}, {leaky_relu: 0.2}]
networks:
  generator:
    inputs: {z: [16]}
    layers: [{dense: 64}, {reshape: [8, 8, 1]}, {conv2d: {filters: 1, kernel_size: 3, padding: same, activation: tanh}}]
  discriminator:
    inputs: {x: data.image}
    layers:
      - global_average_pooling2d
      - reshape: [1, 1, 1]
        name: w
      - {use: twice, name: at_8, from: x}
      - {use: twice, name: at_4}
      - {use: kernel, name: last, with: {filters: 4}}
      - add:
        from: [last, last]
      - flatten
      - dense: 1
game: {objective: hinge}
"""


def test_names_of_layers_follow_from_the_name_of_the_use() -> None:
    text = NAMED.replace("{multiply: , from: [previous, w]}", "{leaky_relu: 0.2}").replace("        name: w\n", "")
    text = text.replace("      - global_average_pooling2d\n      - reshape: [1, 1, 1]\n", "").replace(", from: x}", "}")
    compilation = compile_text(text)
    assert not compilation.failed, compilation.diagnostics
    source = compiled_files(compilation).model
    assert 'name=f"{name}_conv"' in source
    assert "def kernel(x, name, filters=8):" in source
    assert "def twice(x, name):" in source
    assert 'h = kernel(x, name=f"{name}_first")' in source
    assert 'at_8 = twice(x, name="at_8")' in source
    assert 'last = kernel(at_4, filters=4, name="last")' in source
    assert "layers.Add()([last, last])" in source
    namespace: dict[str, object] = {}
    exec(source.partition("@saving")[0], namespace)
    made = namespace["discriminator"]()  # type: ignore[operator]
    names = [layer.name for layer in compilation.program.networks[1].layers if layer.name]
    assert names == ["at_8_first_conv", "at_8_second_conv", "at_4_first_conv", "at_4_second_conv", "last_conv"]
    assert all(made.get_layer(name) for name in names)


def test_what_comes_in_has_the_name_that_all_uses_have_for_it() -> None:
    old = "params: {filters: 8, size: 3}\n    layers: [{conv2d"
    text = SPEC.replace(old, old.replace("{conv2d", "{add: , from: [input, w]}, {conv2d"))
    layers = "{identity: , name: w}, {conv2d: {filters: 1, kernel_size: 1}}, "
    text = text.replace("LAYERS", layers + ", ".join(["{use: down, with: {filters: 1}}"] * 2))
    compilation = compile_text(text)
    assert not compilation.failed, compilation.diagnostics
    source = compiled_files(compilation).model
    assert "def down(x, w):" in source
    assert "layers.Add()([x, w])" in source
