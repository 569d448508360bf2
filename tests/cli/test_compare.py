"""`compare`: one page for several builds."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import gancompile
from gancompile.cli import main

Capture = pytest.CaptureFixture[str]


def make_build(specs: Path, folder: Path, *overrides: str, records: int = 2) -> Path:
    """A build on its way: a compiled folder with records and a picture."""
    gancompile.load(specs / "gan-ring.yaml", set=overrides).write(folder)
    (folder / "logs").mkdir()
    lines = [{"round": 10 * number, "rounds": 90, "generator_loss": 0.5} for number in range(1, records + 1)]
    (folder / "logs" / "records.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "samples").mkdir()
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(folder / "samples" / "round_00000010.png")
    return folder


def compared(builds: list[Path], out: Path) -> str:
    assert main(["compare", *map(str, builds), "-o", str(out)]) == 0
    return out.read_text()


def plots_of(page: str) -> list[dict[str, Any]]:
    (data,) = re.findall(r'<script type="application/json" id="plots">(.*?)</script>', page)
    plots: list[dict[str, Any]] = json.loads(data)
    return plots


def row(page: str, path: str) -> list[str]:
    """The cells of the row of a setting, without markup."""
    ((_, cells),) = [
        found
        for found in re.findall(r'<tr><th scope="row"><code>(.*?)</code></th>(.*?)</tr>', page)
        if found[0] == path
    ]
    return [re.sub("<.*?>", "", cell) for cell in re.findall("<td>(.*?)</td>", cells)]


def test_curves_samples_and_differences(specs: Path, tmp_path: Path, capsys: Capture) -> None:
    builds = [
        make_build(specs, tmp_path / "one"),
        make_build(specs, tmp_path / "two", "params.width=8", "data.batch=32", "name=two", records=3),
        make_build(specs, tmp_path / "three", "data.batch=48", "name=three"),
    ]
    page = compared(builds, tmp_path / "page.html")
    assert capsys.readouterr().out.startswith(f"{tmp_path / 'page.html'} compares ")
    (plot,) = plots_of(page)
    assert (plot["title"], plot["names"]) == ("generator_loss", ["gan-ring", "two", "three"])
    assert plot["columns"] == [[10, 20, 30], [0.5, 0.5, None], [0.5, 0.5, 0.5], [0.5, 0.5, None]]
    assert page.count('class="samples"') == 3
    batch = row(page, "data.batch")
    assert batch[1:] == ["32", "48"]
    assert batch[0] not in ("", "32", "48")
    assert row(page, "name") == ["gan-ring", "two", "three"]
    layers = [path for path in re.findall(r"<code>(.*?)</code>", page) if path.startswith("networks.")]
    assert layers
    assert all(row(page, path)[2] == "same" for path in layers)
    assert not re.findall(r"""(?:src|href)=["'](?!data:|#)""", page)


def test_equal_specs_have_no_difference(specs: Path, tmp_path: Path) -> None:
    builds = [make_build(specs, tmp_path / name) for name in ("one", "two")]
    page = compared(builds, tmp_path / "page.html")
    assert "No difference in meaning." in page
    assert plots_of(page)[0]["names"] == [str(build) for build in builds]


def test_a_build_that_lacks_parts_is_shown_with_what_there_is(specs: Path, tmp_path: Path) -> None:
    whole, bare, old = (make_build(specs, tmp_path / name) for name in ("whole", "bare", "old"))
    for path in ("spec.lock.yaml", "logs/records.jsonl", "samples/round_00000010.png"):
        (bare / path).unlink()
    (old / "spec.lock.yaml").write_text((old / "spec.lock.yaml").read_text() + "\nlong_gone: 3\n")
    (old / "manifest.json").write_text('{"seconds": ')
    page = compared([bare, whole, old], tmp_path / "page.html")
    assert page.count("no picture of samples") == 1
    assert page.count('class="samples"') == 2
    assert f"{bare} has no spec.lock.yaml, and so its spec is not compared." in page
    assert re.search(f"The spec of {old} does not compile with this gancompile.*long_gone", page)
    assert plots_of(page)[0]["names"] == [str(whole), str(old)]


def test_metrics_by_different_protocols_do_not_compare(specs: Path, tmp_path: Path) -> None:
    builds = [make_build(specs, tmp_path / name) for name in ("one", "two", "three")]
    for build, protocol in zip(builds, ("a" * 64, "a" * 64), strict=False):
        (build / "evaluation").mkdir()
        (build / "evaluation" / "results.json").write_text(json.dumps({"results": [{"protocol_sha256": protocol}]}))
    assert "do not compare" not in compared(builds, tmp_path / "page.html")
    (builds[1] / "evaluation" / "results.json").write_text(json.dumps({"results": [{"protocol_sha256": "b" * 64}]}))
    page = compared(builds, tmp_path / "page.html")
    assert "measured by different protocols, and do not compare" in page
    assert "aaaaaaaaaaaa" in page


def test_one_build_is_a_page_too(specs: Path, tmp_path: Path) -> None:
    build = make_build(specs, tmp_path / "one")
    page = compared([build, build], tmp_path / "page.html")
    assert plots_of(page)[0]["names"] == [f"{build} (1)", f"{build} (2)"]
    assert plots_of(compared([build], tmp_path / "page.html"))[0]["names"] == ["gan-ring"]


def test_what_is_no_build_is_an_error(specs: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "program.json").write_text("[]")
    build, out = make_build(specs, tmp_path / "one"), str(tmp_path / "page.html")
    for name, reason in {"none": "there is no folder", "empty": "holds no build", "broken": "holds no build"}.items():
        assert main(["compare", str(build), str(tmp_path / name), "-o", out]) == 3
        assert re.fullmatch(f"error: .*{reason}.*\n", capsys.readouterr().err)
    for target in (tmp_path / "no" / "page.html", tmp_path / "empty"):
        assert main(["compare", str(build), "-o", str(target)]) == 2
        assert re.fullmatch("error: cannot write the page to .*\n", capsys.readouterr().err)
    assert not Path(out).exists()


def test_it_needs_no_tensorflow(specs: Path, tmp_path: Path) -> None:
    build = make_build(specs, tmp_path / "one")
    script = (
        "import sys; from gancompile.cli import main\n"
        "code = main(sys.argv[1:])\n"
        "loaded = {m.partition('.')[0] for m in sys.modules} & {'tensorflow', 'keras', 'numpy', 'matplotlib'}\n"
        "assert not loaded, loaded; sys.exit(code)"
    )
    command = [sys.executable, "-c", script, "compare", str(build), str(build), "-o", str(tmp_path / "page.html")]
    done = subprocess.run(command, cwd=specs.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
