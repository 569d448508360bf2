"""The emitted `model.py`: golden for the zoo, formatted, harmless whatever the spec says."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from gancompile.compiler import compile_file, compile_text, compiled_files

ROOT = Path(__file__).parents[3]
GOLDEN = Path(__file__).parent.parent.parent / "golden"
Folders = Callable[[Path], tuple[str, ...]]
ODD = [
    GOLDEN / name / "spec.yaml"
    for name in ("carried", "composed", "heads", "odd", "phases", "scheduled", "sharing", "watched")
]
ZOO = [*sorted((Path(__file__).parent.parent.parent.parent / "specs").glob("*.yaml")), *ODD]
"""The specs of the project, and those with everything odd in them: blocks and solved sizes; several outputs; slopes of sums, several
names for things, phases; shared layers and networks made of networks; what is carried from round to round, and phases of every kind."""


def name_of(path: Path) -> str:
    return path.parent.name if path.stem == "spec" else path.stem


def compiled(path: Path, own_folders: Folders) -> str:
    compilation = compile_file(path, overrides=own_folders(path))
    # The folders of the tests hold a handful of examples, of which the craft rightly warns.
    told = [diagnostic for diagnostic in compilation.diagnostics if not diagnostic.code.startswith("GW07")]
    assert not told, told
    return compiled_files(compilation).model


@pytest.mark.parametrize("path", ZOO, ids=lambda path: name_of(path))
def test_golden_source(path: Path, golden: Callable[[str, Path], None], own_folders: Folders) -> None:
    golden(compiled(path, own_folders), GOLDEN / name_of(path) / "model.py")


def test_golden_sources_of_the_stages_before_the_last(golden: Callable[[str, Path], None]) -> None:
    texts = compiled_files(compile_file(ROOT / "specs" / "progressive-digits.yaml")).texts
    for number in (1, 2):
        model = texts[f"stages/{number}/model.py"]
        golden(model, GOLDEN / "progressive-digits" / f"stage_{number}.py")


@pytest.mark.parametrize("path", ZOO, ids=lambda path: name_of(path))
def test_same_spec_same_bytes(path: Path, own_folders: Folders) -> None:
    assert compiled(path, own_folders) == compiled(path, own_folders)


@pytest.mark.parametrize("path", ZOO, ids=lambda path: name_of(path))
def test_source_reads_as_if_formatted(path: Path, own_folders: Folders) -> None:
    source = compiled(path, own_folders)
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "120", "-"],
        input=source,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == source
    checked = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--line-length",
        "120",
        "--select",
        "E,F,I,W,UP,B",
        "-",
    ]
    lint = subprocess.run(checked, input=source, capture_output=True, text=True, check=False)
    assert lint.returncode == 0, lint.stdout


def test_the_lock_gives_the_same_source(specs: Path, tmp_path: Path) -> None:
    for path in (specs / "gan-ring.yaml", specs / "cgan-digits.yaml"):
        first = compile_file(path)
        lock = tmp_path / path.name
        lock.write_text(compiled_files(first).lock, encoding="utf-8")
        again = compile_file(lock)
        assert not again.diagnostics
        assert compiled_files(again).model == compiled_files(first).model
        assert compiled_files(again).program == compiled_files(first).program
        assert compiled_files(again).lock.splitlines()[1:] == compiled_files(first).lock.splitlines()[1:]


# What a hostile author may write wherever the language takes text, and what must never come out as code.
HOSTILE = [
    '"""\nimport os; os.system("touch /tmp/owned")\n"""',
    "'''); __import__('os').system('x') #",
    "\\",
    '\\"""',
    "a\nb = 1",
    "${__import__('os')}",
    "$${x}",
    "x\r\nimport os",
    "\u2028import os",
    '{"a": 1}); exec("1")',
    "name\x00",
    "`rm -rf /`",
    "#{x}",
    '")\nimport os\n("',
]
SPEC = {
    "gancompile": 1,
    "name": "hostile",
    "data": {"source": {"ring": {}}, "batch": 8},
    "networks": {
        "generator": {"inputs": {"z": [2]}, "layers": [{"dense": 2, "name": "point"}]},
        "discriminator": {"inputs": {"x": "data.point"}, "layers": [{"dense": {"units": 1, "activation": "linear"}, "name": "logit"}]},
    },
    "game": {"objective": "hinge"},
}  # fmt: skip
PLACES: list[Callable[[dict, str], None]] = [
    lambda s, t: s.update(description=t),
    lambda s, t: s.update(name=t),
    lambda s, t: s.update(params={"p": t}),
    lambda s, t: s.update(params={t: 1}),
    lambda s, t: s["networks"].update({t: s["networks"]["generator"]}),
    lambda s, t: s["networks"]["generator"].update(inputs={t: [2]}),
    lambda s, t: s["networks"]["generator"]["layers"][0].update(name=t),
    lambda s, t: s["networks"]["discriminator"]["layers"][0]["dense"].update(activation=t),
    lambda s, t: s["networks"]["discriminator"]["layers"][0]["dense"].update(kernel_initializer=t),
    lambda s, t: s["game"].update(let={t: "E[discriminator(x)]"}),
    lambda s, t: s["game"].update(let={"extra": t}),
    lambda s, t: s["game"].update(players={"generator": {"source": t}}),
    lambda s, t: s["game"].update(players={"discriminator": {"watch": {t: "E[discriminator(x)]"}}}),
    lambda s, t: s["game"].update(players={"generator": {"minimize": {t: "-E[discriminator(fake)]"}}}),
    lambda s, t: s.update(schedule=[{"phase": t, "steps": 2}, {"phase": "b", "steps": 2}]),
    lambda s, t: s["game"].update(state={t: {"update": "0"}}),
    lambda s, t: s["game"].update(state={"p": {"update": t}}),
    lambda s, t: s["game"].update(regularize=[{"term": {"name": t, "value": "E[discriminator(x)]"}}]),
    lambda s, t: s["game"].update(let={"seen": f"augment(x, {t})"}),
    lambda s, t: s.update(schedule=[{"steps": 2, "until": {"metric": t, "below": 1}}]),
    lambda s, t: s.update(schedule=[{"steps": 2, "set": {t: 1}}]),
    lambda s, t: s.update(
        params={"p": "1"}, description="${p}", schedule=[{"steps": 2}, {"steps": 2, "params": {"p": t}}]
    ),
]
KNOWN = (
    ast.Module, ast.Expr, ast.Constant, ast.Import, ast.ImportFrom, ast.alias, ast.FunctionDef, ast.ClassDef, ast.arguments, ast.arg,
    ast.Return, ast.Assign, ast.AugAssign, ast.Call, ast.keyword, ast.Name, ast.Attribute, ast.Load, ast.Store, ast.List, ast.Tuple,
    ast.JoinedStr, ast.FormattedValue, ast.Dict, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.For, ast.With, ast.withitem,
    ast.Subscript, ast.Slice, ast.Compare, ast.cmpop,
)  # fmt: skip
ROOTS = {
    "tf", "self", "super", "Input", "Model", "Path", "layers", "optimizers", "saving", "range", "inner_tape", "sqrt", "norm", "cosine",
    "linear", "crop", "where", "distance_of_means", "exponential", "half_life", "log_mean_exp", "mean_of_pairs", "one_hot",
    "orthogonality", "piecewise", "step", "warm_up", "generator", "discriminator", "Game", "initializers", "regularizers", "constraints",
}  # fmt: skip


def harmless(source: str) -> None:
    """Every node of the tree is of a known kind, every import a known one, every call rooted in a known name."""
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    own = {node.name for node in functions} | {a.arg for node in functions for a in node.args.args if a.annotation}
    for node in ast.walk(tree):
        assert isinstance(node, KNOWN), ast.dump(node)
        if isinstance(node, ast.Import):
            assert [alias.name for alias in node.names] == ["tensorflow"]
        if isinstance(node, ast.ImportFrom):
            assert node.module in {"keras", "math", "pathlib", "gancompile.runtime", "gancompile.runtime.layers"}
            own |= {alias.name for alias in node.names if node.module == "gancompile.runtime.layers"}
        if isinstance(node, ast.Call):
            target = node.func
            while isinstance(target, ast.Attribute | ast.Call):
                target = target.value if isinstance(target, ast.Attribute) else target.func
            assert isinstance(target, ast.Name)
            assert target.id in ROOTS | own or target.id.endswith("_layer"), target.id
        if isinstance(node, ast.Attribute):
            assert not node.attr.startswith("__") or node.attr == "__init__"


@pytest.mark.parametrize("place", range(len(PLACES)))
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_come_out_harmless_or_not_at_all(place: int, text: str) -> None:
    spec = yaml.safe_load(yaml.safe_dump(SPEC))
    PLACES[place](spec, text)
    compilation = compile_text(yaml.safe_dump(spec, sort_keys=False), name=f"{text[:20]}.yaml")
    if compilation.failed:
        assert compilation.diagnostics
    else:
        harmless(compiled_files(compilation).model)
        again = compile_text(compiled_files(compilation).lock, name=f"{text[:20]}.yaml")
        assert not again.failed, again.diagnostics
        assert compiled_files(again).model == compiled_files(compilation).model


@pytest.mark.parametrize("path", ZOO, ids=lambda path: name_of(path))
def test_the_zoo_is_harmless(path: Path, own_folders: Folders) -> None:
    harmless(compiled(path, own_folders))


@pytest.mark.parametrize("path", ZOO, ids=lambda path: name_of(path))
def test_no_name_of_an_update_stands_for_two_things(path: Path, own_folders: Folders) -> None:
    """In one scope: a function within an update may compute a value of the update anew, under the name that it has there."""
    for node in ast.walk(ast.parse(compiled(path, own_folders))):
        if isinstance(node, ast.FunctionDef) and (node.name.startswith("update_") or node.name.endswith("_term")):
            names = [n.id for n in within(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
            names += [a.arg for a in node.args.args]
            assert len(names) == len(set(names)), sorted(names)


@pytest.mark.parametrize("path", ZOO, ids=lambda path: name_of(path))
def test_a_function_of_an_update_sets_its_names_before_it_reads_them(path: Path, own_folders: Folders) -> None:
    for node in ast.walk(ast.parse(compiled(path, own_folders))):
        if isinstance(node, ast.FunctionDef) and node.name.endswith("_term"):
            names = [n for n in within(node) if isinstance(n, ast.Name)]
            first = {n.id: n for n in sorted(names, key=lambda n: (n.lineno, n.col_offset), reverse=True)}
            own = {n.id for n in names if isinstance(n.ctx, ast.Store)}
            assert all(isinstance(first[name].ctx, ast.Store) for name in own)


def within(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """The nodes of a function without those of the functions in it."""
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef):
            waiting += ast.iter_child_nodes(node)
