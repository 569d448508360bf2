"""Every signature of every spec of the zoo: by TensorFlow alone at any number of rows, under a server's batching, and in C++."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from tensorflow.core.framework.tensor_pb2 import TensorProto

from gancompile import load
from gancompile.runtime.export.example_inputs import example_inputs
from gancompile.runtime.export.formats.saved_model import export
from gancompile.runtime.export.servable import signatures_of
from gancompile.runtime.export.signature import Signature
from gancompile.runtime.program import make_game, read_program

SPECS = sorted((Path(__file__).parent.parent / "specs").glob("*.yaml"))
EACH_KIND = {
    "cgan-digits", "cogan-digits", "ctgan-penguins", "cyclegan-digits", "infogan-digits", "pix2pix-digits", "progressive-digits",
    "srgan-digits", "stylegan2-digits", "text-names", "wavegan",
}  # fmt: skip
"""Labels, several generators, tables, two directions, heads, masks, stages, other sizes, styles, lines, sounds."""
Folders = Callable[[Path], tuple[str, ...]]


@pytest.fixture(scope="session")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """The C++ program that answers requests; None where nothing can build it."""
    if shutil.which("g++") is None:
        return None
    home, binary = Path(tf.__file__).parent, tmp_path_factory.mktemp("cpp") / "signatures"
    subprocess.run(
        ["g++", "-O0", "-w", str(Path(__file__).with_name("signatures.cc")), "-o", str(binary), f"-I{home / 'include'}",
         "-D_GLIBCXX_USE_CXX11_ABI=1", "--std=c++17", "-DEIGEN_MAX_ALIGN_BYTES=64", f"-L{home}", "-Wl,--no-as-needed",
         "-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2", f"-Wl,-rpath,{home}"], check=True,
    )  # fmt: skip
    return binary


@pytest.mark.slow
@pytest.mark.parametrize("path", [path for path in SPECS if path.stem in EACH_KIND], ids=lambda path: path.stem)
def test_signatures_of_each_kind(path: Path, tmp_path: Path, own_folders: Folders, runner: Path | None) -> None:
    check_signatures(path, tmp_path, own_folders(path), runner)


@pytest.mark.thorough
@pytest.mark.parametrize("path", [path for path in SPECS if path.stem not in EACH_KIND], ids=lambda path: path.stem)
def test_signatures_of_the_others(path: Path, tmp_path: Path, own_folders: Folders, runner: Path | None) -> None:
    check_signatures(path, tmp_path, own_folders(path), runner)


def check_signatures(path: Path, folder: Path, overrides: tuple[str, ...], runner: Path | None) -> None:
    """With fresh weights: what a signature computes does not depend on how long they were trained."""
    load(path, set=overrides).write(folder / "compiled")
    program = read_program(folder / "compiled")
    game = make_game(program)
    signatures = signatures_of(game, program)
    model = export(game, program, folder / "saved_model").path
    loaded = tf.saved_model.load(str(model))
    for one in signatures:
        for rows in (0, 1, 3, 64):
            found = answered(loaded, one, example_inputs(one, rows))
            assert {name: len(value) for name, value in found.items()} == dict.fromkeys(found, rows), one.name
        if one.row_wise:
            check_batching(loaded, one)
    if runner is not None:
        check_cpp(loaded, signatures, model, folder / "requests", runner)


def answered(loaded: Any, one: Signature, inputs: dict[str, Any]) -> dict[str, Any]:
    dtypes = {port.name: port.dtype for port in one.inputs}
    found = loaded.signatures[one.name](**{name: tf.constant(value, dtypes[name]) for name, value in inputs.items()})
    return {name: value.numpy() for name, value in found.items()}


def check_batching(loaded: Any, one: Signature) -> None:
    """Rows that come at once, put together by the operation that TensorFlow Serving batches with, are answered as alone."""
    from tensorflow.python.ops.batch_ops import batch_function

    names = [port.name for port in one.inputs]
    inputs = example_inputs(one, 3)
    if "seeds" in inputs:
        inputs["seeds"] = np.array([5, 3, 5])

    @batch_function(num_batch_threads=1, max_batch_size=3, batch_timeout_micros=100_000)  # type: ignore[untyped-decorator]
    def batched(*values: Any) -> list[Any]:
        made = loaded.signatures[one.name](**dict(zip(names, values, strict=True)))
        return [made[name] for name in sorted(made)]

    specs = [tf.TensorSpec(port.shape, port.dtype) for port in one.inputs]
    server = tf.function(lambda *values: batched(*values), input_signature=specs)
    rows = [{name: value[i : i + 1] for name, value in inputs.items()} for i in range(3)]
    with ThreadPoolExecutor(3) as pool:
        tensors = [[tf.constant(row[port.name], port.dtype) for port in one.inputs] for row in rows]
        together = list(pool.map(lambda row: server(*row), tensors))
    for row, found in zip(rows, together, strict=True):
        alone = answered(loaded, one, row)
        for name, value in zip(sorted(alone), found, strict=True):
            # A batch of another size is summed in another order; what is drawn row by row is not.
            assert_same(value.numpy(), alone[name], one, tolerance=1e-5)


def check_cpp(loaded: Any, signatures: list[Signature], model: Path, folder: Path, runner: Path) -> None:
    folder.mkdir()
    requests = [(one, rows, example_inputs(one, rows)) for one in signatures for rows in (1, 3)]
    lines = []
    for number, (one, _, inputs) in enumerate(requests):
        lines.append(" ".join([str(number), one.name, *inputs]))
        for port in one.inputs:
            proto = tf.make_tensor_proto(inputs[port.name], dtype=port.dtype)
            (folder / f"{number}.{port.name}.in").write_bytes(proto.SerializeToString())
    (folder / "requests.txt").write_text("\n".join(lines) + "\n")
    done = subprocess.run([str(runner), str(model), str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    for number, (one, _, inputs) in enumerate(requests):
        for name, expected in answered(loaded, one, inputs).items():
            proto = TensorProto.FromString((folder / f"{number}.{name}.out").read_bytes())
            assert_same(tf.make_ndarray(proto), expected, one, tolerance=1e-6)


def assert_same(found: Any, expected: Any, one: Signature, *, tolerance: float) -> None:
    if expected.dtype.kind == "f":
        scale = max(1.0, float(np.nanmax(np.abs(expected), initial=0.0)))
        np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance * scale, err_msg=one.name)
    else:
        np.testing.assert_array_equal(found, expected, err_msg=one.name)
