"""The page of the web exporter in a real browser: the pixels of Python, requests to its own origin alone, by keyboard, on a phone."""

from __future__ import annotations

import functools
import http.server
import io
import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from gancompile.compiler import compile_text
from gancompile.runtime.export import ExportError, exporters
from gancompile.runtime.program import make_game, read_program
from gancompile.spec import Spec

pytest.importorskip("tf2onnx")

SPEC = """\
gancompile: 1
name: pets
data: {source: digits, range: [-1, 1], batch: 8, label_names: [ape, bee, cat, dog, eel, fox, gnu, hen, ibis, jay]}
networks:
  generator:
    inputs: {z: [6], kind: [4], tone: [2], y: data.label}
    layers:
      - {embedding: {input_dim: 10, output_dim: 3}, from: y, name: named}
      - {concatenate: , from: [z, kind, tone, named]}
      - dense: {units: 64, kernel_initializer: {random_normal: {stddev: 0.5}}}
      - reshape: [8, 8, 1]
      - noise_injection: {strength_initializer: ones}
      - {activation: tanh, name: image}
  painter:
    inputs: {drawing: data.image}
    layers: [{conv2d: {filters: 1, kernel_size: 3, padding: same, activation: tanh}, name: painted}]
  discriminator: {inputs: {image: data.image}, layers: [flatten, {dense: 1}]}
game:
  draws:
    x: {data: image}
    y: {data: label}
    z: {normal: [6]}
    kind: {categorical: 4, one_hot: true}
    tone: {uniform: [2], low: 0, high: 1}
  let: {fake: "generator(z, kind, tone, y) + 0 * painter(x)"}
  players:
    discriminator: {networks: [discriminator], minimize: "E[discriminator(fake)] - E[discriminator(x)]"}
    generator: {networks: [generator, painter], minimize: "-E[discriminator(fake)]"}
schedule: [{steps: 1}]
"""
LIBRARY = Path(os.environ.get("GANCOMPILE_ONNXRUNTIME_WEB", "no folder"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
in_browser = pytest.mark.skipif(
    CHROMIUM is None or not (LIBRARY / "ort.wasm.min.mjs").exists(),
    reason="needs chromium, and GANCOMPILE_ONNXRUNTIME_WEB for onnxruntime-web",
)


def game_of(text: str, folder: Path) -> tuple[Any, Any]:
    compilation = compile_text(text)
    assert not compilation.failed, compilation.diagnostics
    Spec(compilation).write(folder)
    program = read_program(folder)
    return make_game(program), program


class Quiet(http.server.SimpleHTTPRequestHandler):
    def guess_type(self, path: Any) -> str:
        return "text/javascript" if str(path).endswith(".mjs") else super().guess_type(path)

    def log_message(self, *arguments: Any) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@contextmanager
def opened(folder: Path, **context: Any) -> Iterator[tuple[Any, list[str]]]:
    """A page of a browser, and the addresses that it has asked for, and what went wrong in it."""
    playwright = pytest.importorskip("playwright.sync_api")
    with served(folder) as address, playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(**context).new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(f"error: {error}"))
        page.goto(address)
        yield page, asked
        assert all(one.startswith((address, "data:", "blob:")) for one in asked), asked
        browser.close()


def drawn(page: Any, at_least: int) -> None:
    page.wait_for_selector("html[data-drawn]", timeout=60_000)
    for _ in range(600):
        if int(page.get_attribute("html", "data-drawn")) >= at_least:
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.inner_text("body"))


def picture(page: Any) -> Any:
    """The pixels of the canvas."""
    with page.expect_download() as waiting:
        page.click("#download")
    return np.asarray(Image.open(io.BytesIO(Path(waiting.value.path()).read_bytes())).convert("RGB"))


@pytest.fixture(scope="module")
def pets(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The page of a generator with every kind of draw, and the SavedModel beside it."""
    folder = tmp_path_factory.mktemp("pets")
    game, program = game_of(SPEC, folder / "compiled")
    page = exporters()["web"](game, program, folder / "web").path
    return page, tf.saved_model.load(str(exporters()["saved_model"](game, program, folder / "saved_model").path))


@in_browser
@pytest.mark.slow
def test_the_page_draws_what_python_draws_and_asks_nobody_else(pets: tuple[Path, Any]) -> None:
    folder, loaded = pets
    with opened(folder, viewport={"width": 1200, "height": 900}) as (page, _):
        drawn(page, 1)
        page.fill("#seed", "40")
        drawn(page, 2)
        page.select_option("#input-y", label="dog")
        drawn(page, 3)
        found = picture(page)
    tiles = [found[y : y + 8, x : x + 8] for y in (0, 9, 18) for x in (0, 9, 18)]
    sample = loaded.signatures["sample"]
    expected = sample(seeds=tf.range(40, 49, dtype=tf.int64), label=tf.fill([9], 3))["image"].numpy()
    for tile, image in zip(tiles, expected, strict=True):
        assert np.abs(tile.astype(int) - image.astype(int)).max() <= 1


@in_browser
@pytest.mark.slow
def test_the_page_by_keyboard_on_a_phone_and_in_the_dark(pets: tuple[Path, Any]) -> None:
    folder, _ = pets
    with opened(folder, viewport={"width": 360, "height": 740}, color_scheme="dark", has_touch=True) as (page, _):
        drawn(page, 1)
        page.keyboard.press("ArrowRight")
        drawn(page, 2)
        assert page.input_value("#seed") == "1"
        assert page.inner_text("#caption").startswith("seeds 1 to 9")
        before = picture(page)
        page.fill("#goal", "50")
        drawn(page, 3)
        page.focus("#position")
        page.keyboard.press("End")
        drawn(page, 4)
        assert (picture(page) != before).any()
        page.keyboard.press("Escape")
        page.focus("#play")
        page.keyboard.press("Enter")
        drawn(page, 7)
        page.keyboard.press("Enter")
        assert page.inner_text("#play") == "Play"
        reachable = set()
        for _ in range(30):
            page.keyboard.press("Tab")
            reachable |= {one.get_attribute("id") for one in page.locator(":focus").all()}
        assert {"previous", "seed", "next", "dice", "input-y", "goal", "play", "position", "download"} <= reachable
        width = page.locator("html").bounding_box()["width"]
        for name in ("controls", "stage", "picture", "download"):
            box = page.locator(f"#{name}").bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
        dark = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("L"))[2, 2]
    with opened(folder, color_scheme="light") as (page, _):
        drawn(page, 1)
        light = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("L"))[2, 2]
    assert (dark < 60, light > 200) == (True, True)


@in_browser
@pytest.mark.slow
def test_an_image_is_dropped_and_painted(pets: tuple[Path, Any], tmp_path: Path) -> None:
    text = SPEC.replace("schedule:", "export: {generator: painter}\nschedule:")
    game, program = game_of(text, tmp_path / "compiled")
    folder = exporters()["web"](game, program, tmp_path / "web").path
    pixels = np.random.default_rng(0).integers(0, 256, (8, 8), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "drawing.png")
    with opened(folder) as (page, _):
        page.wait_for_selector("#drop", timeout=60_000)
        page.set_input_files("#file", str(tmp_path / "drawing.png"))
        drawn(page, 1)
        assert page.locator("#seeds").is_hidden()
        found = picture(page)[..., 0]
    values = tf.constant((pixels.astype(np.float32) / 127.5 - 1)[None, ..., None])
    painted = game.painter(values, training=False).numpy()[0, ..., 0]
    assert np.abs(found - np.clip(np.round((painted + 1) * 127.5), 0, 255)).max() <= 1


def test_what_the_page_cannot_show_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "library"
    library.mkdir()
    for name in ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"):
        (library / name).write_text("")
    monkeypatch.setenv("GANCOMPILE_ONNXRUNTIME_WEB", str(library))
    ring = (Path(__file__).parents[4] / "specs" / "gan-ring.yaml").read_text()
    game, program = game_of(ring, tmp_path / "ring")
    with pytest.raises(
        ExportError, match=r"the page shows images, and `.*` is \[2\]; `--format onnx` exports any generator"
    ):
        exporters()["web"](game, program, tmp_path / "web")
    assert not list((tmp_path / "web").glob("*")) if (tmp_path / "web").exists() else True


def test_the_library_is_looked_for_and_its_way_in_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANCOMPILE_ONNXRUNTIME_WEB", str(tmp_path))
    game, program = game_of(SPEC, tmp_path / "compiled")
    with pytest.raises(ExportError, match="`npm install onnxruntime-web` puts it into this one"):
        exporters()["web"](game, program, tmp_path / "web")


def test_the_description_of_the_page_names_classes_and_streams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "library"
    library.mkdir()
    for name in ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"):
        (library / name).write_text("")
    monkeypatch.setenv("GANCOMPILE_ONNXRUNTIME_WEB", str(library))
    game, program = game_of(SPEC, tmp_path / "compiled")
    made = exporters()["web"](game, program, tmp_path / "web").path
    model = json.loads((made / "model.json").read_text())
    inputs = {one["name"]: one for one in model["inputs"]}
    assert inputs["y"]["class_names"][3] == "dog"
    assert inputs["kind"]["distribution"] == "categorical"
    assert inputs["tone"]["settings"] == {"low": 0, "high": 1}
    assert inputs["noise_injection"]["shape"] == [8, 8, 1]
    assert model["output"] == {"name": "image", "shape": [8, 8, 1], "range": [-1, 1]}
    assert {"index.html", "model.onnx", "NOTICE.txt"} <= {path.name for path in made.iterdir()}
    assert not (made / "spec.lock.yaml").exists()
