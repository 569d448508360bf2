"""Whatever stands in a file: diagnostics and nothing else, and the published schema says the same as the checker."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gancompile.compiler import compile_file, compile_text, compiled_files
from gancompile.compiler.compilation import Compilation
from gancompile.compiler.diagnostics import Report, Source, render
from gancompile.compiler.schema import spec_schema, validate
from gancompile.compiler.syntax import Mapping, read_yaml, to_plain

ROOT = Path(__file__).parent.parent.parent
TEXTS = [
    path.read_text(encoding="utf-8")
    for path in [*sorted((ROOT / "specs").glob("*.yaml")), *sorted((ROOT / "tests" / "golden").glob("*/spec.yaml"))]
]
WORDS = """
    - : , { } [ ] " ' # & * ! | > % @ ` ? ~ << !override ${ } ${wide} ${i} auto from use repeat until times as of layers network share wrap
    like load name inputs outputs dense conv2d reshape concatenate previous input @1 data.image E[ ] log( ) ** -1 0 1e9 .inf .nan null true
    gancompile extends params blocks game players maximize schedule \t \x00 \u2028 \ufeff é
""".split(" ")
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
OF_THE_CHECKER = {"GC0114", "GC0115", "GC0208", "GC0212", "GC0213"}
"""What the schema cannot say: how many keys of a layer are its kind, and that a number is finite."""


def compiles_or_tells(text: str) -> None:
    """No exception, and every diagnostic can be printed."""
    compilation = compile_text(text, name="fuzzed.yaml")
    assert compilation.failed == any(d.code.startswith("GC") for d in compilation.diagnostics)
    for diagnostic in compilation.diagnostics:
        assert render(diagnostic)
    if not compilation.failed:
        assert compiled_files(compilation).model
        again = compile_text(compiled_files(compilation).lock, name="fuzzed.yaml")
        assert not again.failed, again.diagnostics
        assert again.programs == compilation.programs
        assert game_class_of(again) == game_class_of(compilation)


def game_class_of(compilation: Compilation) -> str:
    """The class of the game; the networks before it are written with functions of blocks, which a lock file has no more."""
    return compiled_files(compilation).model.partition("@saving")[2]


@SETTINGS
@given(st.data())
def test_mutated_texts(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.sampled_from([0, 0, 0, 1, 1, 2, 5, 30])))
        text = text[:start] + data.draw(st.sampled_from(["", " ", "\n", "  ", *WORDS])) + text[end:]
    compiles_or_tells(text)


@SETTINGS
@given(st.binary(max_size=200), st.integers(0, 10_000))
def test_mutated_bytes(junk: bytes, place: int) -> None:
    import tempfile

    text = TEXTS[place % len(TEXTS)].encode()
    place %= len(text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spec.yaml"
        path.write_bytes(text[:place] + junk + text[place:])
        compilation = compile_file(path)
    for diagnostic in compilation.diagnostics:
        assert render(diagnostic)


def tree_of(text: str) -> Any:
    """A text as plain data, by our own reader: to PyYAML, `1e-3` is a text."""
    root = read_yaml(Source(name="s", text=text, folder=Path()), Report())
    assert root is not None
    return to_plain(root)


def mutated(seed: int) -> Any:
    """A spec's tree with one to three parts of it taken away, doubled, moved, renamed, or replaced by something else."""
    chance = random.Random(seed)
    tree = tree_of(chance.choice(TEXTS))
    for _ in range(chance.randint(1, 3)):
        holders = list(_holders(tree))
        holder = chance.choice(holders)
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            continue
        key = chance.choice(keys)
        other = chance.choice(holders)
        match chance.randint(0, 5):
            case 0:
                del holder[key]
            case 1:
                holder[key] = copy.deepcopy(other)
            case 2 if isinstance(holder, dict):
                holder[f"{key}x"[chance.randint(0, 1) :]] = holder.pop(key)
            case 3 if isinstance(holder, list):
                holder.insert(chance.randint(0, len(holder)), copy.deepcopy(holder[key]))
            case _:
                holder[key] = chance.choice(
                    [None, True, -1, 0, 3, 1e400, 0.5, "", "auto", "relu", [], {}, [1, 2], {"dense": 1}]
                )
    return tree


def _holders(node: Any) -> Any:
    if isinstance(node, dict | list):
        yield node
        for inner in list(node.values()) if isinstance(node, dict) else node:
            yield from _holders(inner)


@SETTINGS
@given(st.integers(0, 2**32))
def test_mutated_trees(seed: int) -> None:
    compiles_or_tells(yaml.safe_dump(mutated(seed), sort_keys=False))


@pytest.fixture(scope="module")
def published() -> Draft202012Validator:
    """The schema as an editor gets it, from its text."""
    schema = json.loads(json.dumps(spec_schema()))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@SETTINGS
@given(st.integers(0, 2**32))
def test_the_schema_and_the_checker_agree(published: Draft202012Validator, seed: int) -> None:
    report = Report()
    text = yaml.safe_dump(mutated(seed), sort_keys=False)
    root = read_yaml(Source(name="s", text=text, folder=Path()), report)
    if not isinstance(root, Mapping) or report.failed:
        return
    validate(root, report)
    codes = {diagnostic.code for diagnostic in report.diagnostics}
    if published.is_valid(to_plain(root)):
        assert codes <= OF_THE_CHECKER
    else:
        assert codes, "the schema refuses what the checker lets pass"


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[text.index("name:") + 6 :].split()[0])
def test_the_schema_accepts_every_spec(published: Draft202012Validator, text: str) -> None:
    assert not list(published.iter_errors(tree_of(text)))
