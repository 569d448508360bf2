"""What the documentation says is so: its specs compile, its outputs are real, its reference is the catalogue."""

from __future__ import annotations

import ast
import importlib
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gancompile.compiler import compile_file, compile_text, compiled_files
from gancompile.compiler.diagnostics import render
from gancompile.compiler.pipeline import STEPS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
LANGUAGE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
THEORY = (ROOT / "docs" / "theory.md").read_text(encoding="utf-8")
EXPORT = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
WHOLE = """
gancompile: 1
name: example
data: {source: digits, range: [-1, 1]}
networks:
  generator: {inputs: {z: [64]}, layers: [{dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 1}]}
game: {objective: hinge}
"""


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("text", blocks(README, "yaml"), ids=lambda text: text.split("\n")[1])
def test_specs_of_the_readme_compile(text: str) -> None:
    compilation = compile_text(text)
    assert not compilation.diagnostics, compilation.diagnostics


def test_the_error_of_the_readme_is_real() -> None:
    text = blocks(README, "yaml")[0]
    (shown,) = blocks(README, "text")
    compilation = compile_text(text.replace("[8, 8, 1]", "[8, 8, 2]"), name="first.yaml")
    assert [render(diagnostic) for diagnostic in compilation.diagnostics] == [shown]


def test_the_source_of_the_readme_is_real() -> None:
    shown = next(text for text in blocks(README, "python") if "update_discriminator" in text)
    source = compiled_files(compile_file(ROOT / "specs" / "gan-ring.yaml")).model
    head, tail = shown.split("        ...\n")
    assert head in source
    assert tail in source


def test_python_of_the_readme_parses() -> None:
    for text in blocks(README, "python"):
        if "import gancompile" in text:
            ast.parse(text)


@pytest.mark.parametrize("text", blocks(LANGUAGE, "yaml"), ids=lambda text: text.split("\n")[0])
def test_sections_of_the_language_page_are_of_the_language(text: str, images: Path) -> None:
    """Each section instead of those of a whole spec: the schema has nothing to say against it."""
    whole = WHOLE
    for key in re.findall(r"^(\w+):", text, re.MULTILINE):
        whole = re.sub(rf"^{key}:.*?(?=^\w|\Z)", "", whole, flags=re.MULTILINE | re.DOTALL)
    whole += text.replace("folder: faces", f"folder: {images}")
    found = [d for d in compile_text(whole).diagnostics if d.code.startswith(("GC01", "GC02"))]
    assert not found, found


@pytest.mark.slow
def test_calls_of_the_export_page_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("tf2onnx", "onnxruntime", "ai_edge_litert"):
        pytest.importorskip(package)
    from gancompile.cli import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GANCOMPILE_ONNXRUNTIME_WEB", raising=False)
    library = tmp_path / "node_modules" / "onnxruntime-web" / "dist"
    library.mkdir(parents=True)
    for name in ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"):
        (library / name).write_text("")
    assert main(["build", str(ROOT / "specs" / "cgan-digits.yaml"), "--steps", "1", "-q"]) == 0
    for command in re.findall(r"^    gancompile (export build/cgan-digits .*?) *(?:#.*)?$", EXPORT, re.MULTILINE):
        assert main(command.replace("--at 4000", "--at 1").split()) == 0
    for format in ("litert", "keras"):
        assert main(["export", "build/cgan-digits", "--format", format]) == 0
    found = [names_after(text) for text in blocks(EXPORT, "python")]
    assert [np.shape(one["images"]) for one in found] == [(10, 8, 8, 1), (10, 8, 8, 1), (1, 8, 8, 1)]


def names_after(text: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(text, names)
    return names


@pytest.mark.parametrize("text", blocks(EXPORT, "yaml"))
def test_sections_of_the_export_page_are_of_the_language(text: str) -> None:
    compilation = compile_text(WHOLE + text)
    assert not compilation.failed, compilation.diagnostics


@pytest.mark.parametrize("text", blocks(THEORY, "yaml"), ids=lambda text: text.split("\n")[0].strip())
def test_sections_of_the_theory_page_stand_in_the_specs(text: str) -> None:
    assert any(text in path.read_text(encoding="utf-8") for path in (ROOT / "specs" / "theory").glob("*.yaml"))


@pytest.mark.parametrize("text", blocks(THEORY, "python"), ids=lambda text: text.split("\n")[0].strip())
def test_the_source_of_the_theory_page_is_real(text: str) -> None:
    emitted = (compiled_files(compile_file(path)).model for path in (ROOT / "specs" / "theory").glob("*.yaml"))
    parts = text.split("        ...\n")
    assert any(all(part in source for part in parts) for source in emitted)


def test_commands_of_the_theory_page_have_specs_that_are_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    commands = re.findall(r"^    gancompile build (\S+)(.*)$", THEORY, re.MULTILINE)
    assert len(commands) == 3
    for path, options in commands:
        assert not compile_file(Path(path), overrides=re.findall(r"--set (\S+)", options)).diagnostics


def test_reference_pages_are_made_from_the_catalogue() -> None:
    script = (
        "import sys; sys.path.insert(0, 'tools'); import make_reference as m, pathlib\n"
        "stale = [n for n, t in m.pages().items() if pathlib.Path('docs/reference', n).read_text() != t]\n"
        "sys.exit(f'run tools/make_reference.py: {stale}' if stale else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\((?!https?://|#)([^)]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page}: {target}"


def test_the_walk_of_a_spec_is_the_pipeline() -> None:
    walk = ARCHITECTURE.partition("## The walk of a spec")[2].partition("## The walk of a compiled folder")[0]
    rows = re.findall(r"^\| `(\w+)` \| `([^`]+)/`", walk, re.MULTILINE)
    assert [name for name, _ in rows] == [step.__name__ for step in STEPS]
    for (_, room), step in zip(rows, STEPS, strict=True):
        module = importlib.import_module("gancompile.compiler." + room.replace("/", "."))
        assert hasattr(module, step.__name__) or step.__module__.startswith(module.__name__), step


def test_every_room_stands_on_the_page_of_the_architecture() -> None:
    for half in ("compiler", "runtime"):
        rooms = [path.name for path in (ROOT / "gancompile" / half).iterdir() if path.is_dir() and path.name[0] != "_"]
        missing = [room for room in rooms if f"`{room}/" not in ARCHITECTURE]
        assert not missing


def test_the_paths_of_the_architecture_exist() -> None:
    for path in re.findall(r"`((?:tests|tools|compiler|runtime|catalogue|cli)/[\w/]+\.\w+)`", ARCHITECTURE):
        if "NAME" not in path and "CODE" not in path:
            assert (ROOT / path).exists() or (ROOT / "gancompile" / path).exists(), path


def test_signatures_of_the_serving_page_are_of_the_language() -> None:
    image = "{inputs: {image: data.image}, layers: [{conv2d: {filters: 1, kernel_size: 3, padding: same}}]}"
    whole = f"""\
gancompile: 1
name: served
data: {{source: digits, range: [-1, 1]}}
networks:
  generator: {{inputs: {{z: [4]}}, layers: [{{dense: 64}}, {{reshape: [8, 8, 1]}}]}}
  to_a: {image}
  to_b: {image}
  encoder: {{inputs: {{image: data.image}}, layers: [flatten, {{dense: 4}}]}}
  judge: {{inputs: {{image: data.image}}, layers: [flatten, {{dense: 1}}]}}
game:
  draws: {{x: {{data: image}}, z: {{normal: [4]}}}}
  players:
    judge: {{minimize: "E[judge(generator(z))] - E[judge(x)]"}}
    makers:
      networks: [generator, to_a, to_b, encoder]
      minimize: "-E[judge(generator(z))] + E[mean(to_a(to_b(x)))] + E[sum(encoder(x))]"
"""
    (signatures,) = blocks((ROOT / "docs" / "serving.md").read_text(), "yaml")
    compilation = compile_text(whole + signatures)
    assert not compilation.failed, compilation.diagnostics
    assert compilation.program is not None
    assert len(compilation.program.signatures) == 4


def test_commands_of_the_page_of_sweeps_are_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gancompile.cli import main
    from gancompile.sweep.search_schema import search_schema

    text = (ROOT / "docs" / "sweeps.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    evaluate = "evaluate: {every: {rounds: 500}, metrics: [fid, kid], features: random}\nschedule: [{steps: 5000}]\n"
    spec = WHOLE.replace("[64]", '["${latent}"]') + "params: {latent: 8}\n" + evaluate
    (tmp_path / "first.yaml").write_text(spec)
    (search,) = blocks(text, "yaml")
    (tmp_path / "search.yaml").write_text(search)
    commands = re.findall(r"^    gancompile (sweep .*)$", text, re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        assert main([*shlex.split(command), "--dry-run", "-q"]) == 0
    for key in search_schema()["properties"]:
        assert f"| `{key}` |" in text


def test_what_the_page_of_several_devices_says_is_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gancompile.cli import main
    from gancompile.environment.cluster import cluster_of
    from gancompile.environment.rendezvous import PATIENCE_SECONDS

    text = (ROOT / "docs" / "distributed.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (devices,) = blocks(text, "yaml")
    spec = re.sub(r"^data:.*\n", "", WHOLE, flags=re.MULTILINE) + "schedule: [{steps: 5000}]\n"
    (tmp_path / "first.yaml").write_text(spec.replace("name: example", "name: first") + devices)
    commands = re.findall(r"^    gancompile (cluster-manifest .*)$", text, re.MULTILINE)
    options = re.findall(r"`(--set '.*)`\)", text)
    assert (len(commands), len(options)) == (3, 1)
    for command in commands:
        assert main(shlex.split(f"{command} {options[0]}")) == 0
    (over_ray,) = re.findall(r"^    gancompile (build .*--engine .*)$", text, re.MULTILINE)
    assert main([*shlex.split(over_ray), "--dry-run"]) == 0
    configs = re.findall(r"^    export TF_CONFIG='(.*)'$", text, re.MULTILINE)
    clusters = [cluster_of({"TF_CONFIG": config}) for config in configs]
    assert [one and (len(one.workers), one.index) for one in clusters] == [(2, 0), (2, 1)]
    source = (ROOT / "gancompile" / "runtime" / "training" / "devices.py").read_text(encoding="utf-8")
    gone, come = (re.search(rf"error: (.*{word}.*)$", text, re.MULTILINE) for word in ("gone", "come"))
    assert gone is not None
    assert come is not None
    assert gone[1] in source
    assert f"has not come within {PATIENCE_SECONDS:.0f} s" in come[1]


def test_predictions_of_the_scaling_page_are_what_plan_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """But for the last column: the length of a schedule in epochs depends on how many images there are."""
    from PIL import Image

    from gancompile.cli import main

    Image.new("RGB", (178, 218)).save(tmp_path / "face.png")
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    shown = re.findall(r"^    gancompile (plan [^\n]*)\n\n```text\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(shown) == 5
    for command, table in shown:
        source = f"data.source={{images: {{folder: {tmp_path}}}}}"
        assert main([*shlex.split(command), *(["--set", source] if "biggan" not in command else [])]) == 0
        lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
        for row in table.splitlines():
            assert any(line.startswith(" ".join(row.split())) for line in lines), row
