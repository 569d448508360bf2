"""Ejected files where there is no gancompile: they end with the very weights of the compiled game."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from gancompile import Spec, load

SPECS = sorted((Path(__file__).parent.parent / "specs").glob("*.yaml"))
EACH_KIND = [
    path
    for path in SPECS
    if path.stem
    in {
        "ada-digits", "began-digits", "bigan-digits", "ctgan-penguins", "cyclegan-digits", "dragan-digits", "gan-ring", "infogan-digits",
        "pacgan-grid", "r3gan-digits", "sgan-digits", "stylegan2-digits", "text-names", "unetgan-digits", "wavegan",
    }
]  # fmt: skip
"""Augmentation, states, encoders, tables, several sets, drawn noise, penalties of second order, labels, lines, sounds."""
OTHERS = [path for path in SPECS if path not in EACH_KIND]
Folders = Callable[[Path], tuple[str, ...]]
ROUNDS = 3
COMPILED = """
import json, sys
import tensorflow as tf
from pathlib import Path
from gancompile.runtime.data import batches
from gancompile.runtime.program import make_game, read_program
from gancompile.runtime.standalone.program import write_weights
from gancompile.runtime.training import carry_over, many_rounds

tf.config.experimental.enable_op_determinism()
for folder, rounds in json.loads(sys.argv[1]):
    folder = Path(folder)
    last, game = read_program(folder), None
    for program in [*(read_program(folder / name) for name in last.stages), last]:
        if game is not None and int(game.round) == rounds:
            break
        before, game = game, make_game(program)
        if before is not None:
            carry_over(before, game, program.carried)
        for index, phase in enumerate(program.phases, program.first_round):
            count = min(phase.rounds, rounds - int(game.round))
            if count:
                told = {**program.data, "parts": max(phase.parts, 1), "batch": phase.batch}
                stream = batches(told, seed=program.seed, phase=index)
                many_rounds(getattr(game, phase.method), stream.element_spec)(iter(stream), count)
    assert int(game.round) == rounds
    names = json.loads((folder / "networks.json").read_text())
    write_weights(game, names, folder / "compiled")
"""
BUILT = """
import json, sys
import tensorflow as tf
from pathlib import Path
from gancompile.runtime.builder import build_folder
from gancompile.runtime.standalone.program import write_weights
from gancompile.runtime.training import Silent

tf.config.experimental.enable_op_determinism()
for folder, rounds in json.loads(sys.argv[1]):
    game = build_folder(Path(folder), Silent())
    assert int(game.round) == rounds
    write_weights(game, json.loads((Path(folder) / "networks.json").read_text()), Path(folder) / "compiled")
"""
EJECTED = """
import json, os, runpy, sys

sys.modules["gancompile"] = None  # an import of it is an ImportError
import tensorflow as tf

tf.config.experimental.enable_op_determinism()
for folder, rounds in json.loads(sys.argv[1]):
    sys.argv = [f"{folder}/game.py", "--rounds", str(rounds), "--data", f"{folder}/examples.npz", "--out", f"{folder}/ejected"]
    if os.path.getsize(f"{folder}/examples.npz") < 100:  # of an archive of nothing
        del sys.argv[3:5]
    runpy.run_path(sys.argv[0], run_name="__main__")
"""


def groups(paths: list[Path], *marks: pytest.MarkDecorator) -> list[Any]:
    """Five at a time, which share the start of TensorFlow."""
    fives = [paths[number : number + 5] for number in range(0, len(paths), 5)]
    return [pytest.param(five, id="+".join(path.stem for path in five), marks=marks) for five in fives]


def prepared(spec: Spec, folder: Path) -> None:
    """The compiled folder, with the ejected file and its examples beside."""
    import numpy as np

    from gancompile.cli.verbs.eject import examples_of

    spec.write(folder)
    networks = [network.name for network in spec._compilation.programs[-1].networks]
    (folder / "networks.json").write_text(json.dumps(networks))
    spec.eject(folder / "game.py")
    np.savez(folder / "examples.npz", **examples_of(spec._compilation))


def run(scripts: tuple[str, str], tasks: list[tuple[str, int]], where: Path) -> None:
    """Both at the same time, as most of what each does is tracing, which keeps one core busy."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "TF_CPP_MIN_LOG_LEVEL": "3"}
    with ExitStack() as stack:
        running = []
        for number, script in enumerate(scripts):
            told = stack.enter_context((where / f"told_{number}.txt").open("w+"))
            command = [sys.executable, "-c", script, json.dumps(tasks)]
            running.append((subprocess.Popen(command, cwd=where, env=env, stdout=told, stderr=told), told))
        codes = [process.wait() for process, _ in running]
        for code, (_, told) in zip(codes, running, strict=True):
            told.seek(0)
            assert code == 0, told.read()[-8000:]


def weights(folder: Path) -> dict[str, Any]:
    """Every number of every file of weights, by its place."""
    import h5py
    import numpy as np

    found: dict[str, Any] = {}
    for path in sorted(folder.glob("*.weights.h5")):
        with h5py.File(path) as file:
            file.visititems(
                lambda name, item, path=path: (
                    found.update({f"{path.name}/{name}": np.array(item)}) if isinstance(item, h5py.Dataset) else None
                )
            )
    return found


def equal(folders: list[Path], rounds: int = ROUNDS, script: str = COMPILED) -> None:
    import numpy as np

    run((script, EJECTED), [(str(folder), rounds) for folder in folders], folders[0])
    for folder in folders:
        ours, theirs = weights(folder / "compiled"), weights(folder / "ejected")
        assert list(ours) == list(theirs)
        assert ours
        for name, value in ours.items():
            np.testing.assert_array_equal(theirs[name], value, err_msg=f"{folder.name}: {name}", strict=True)


@pytest.mark.slow
@pytest.mark.parametrize("paths", [*groups(EACH_KIND), *groups(OTHERS, pytest.mark.thorough)])
def test_its_weights_are_those_of_the_compiled_game(
    paths: list[Path], own_folders: Folders, small: Folders, tmp_path: Path
) -> None:
    folders = []
    for path in paths:
        spec = load(path, set=("data.batch=8", *small(path), *own_folders(path)))
        prepared(spec, tmp_path / path.stem)
        folders.append(tmp_path / path.stem)
    equal(folders)


@pytest.mark.slow
def test_so_are_those_of_odd_games(root: Path, tmp_path: Path) -> None:
    """Names that meet, steps that are random, sets that are made anew, phases that end."""
    folders = []
    for name in ("odd", "made"):
        prepared(load(root / "tests" / "compiler" / "eject" / f"{name}.yaml"), tmp_path / name)
        folders.append(tmp_path / name)
    equal(folders)


@pytest.mark.slow
def test_so_are_those_of_a_build_in_stages(root: Path, tmp_path: Path) -> None:
    """All of them to their ends: layers that are new, weights and optimizers that are carried over, examples of two sizes."""
    path = root / "tests" / "compiler" / "eject" / "staged.yaml"
    prepared(load(path), tmp_path / "staged")
    equal([tmp_path / "staged"], 6, BUILT)


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [3, 7])
def test_stages_end_where_they_are_told_to(rounds: int, root: Path, tmp_path: Path) -> None:
    """In the middle of a stage, whose weights are then those that are written, or after the last has gone on."""
    path = root / "tests" / "compiler" / "eject" / "staged.yaml"
    longer = path.read_text().replace("{phase: 8, steps: 2,", "{phase: 8, steps: 3,")
    (tmp_path / "staged.yaml").write_text(longer)
    prepared(load(tmp_path / "staged.yaml"), tmp_path / "staged")
    load(path).eject(tmp_path / "staged" / "game.py")
    equal([tmp_path / "staged"], rounds)


@pytest.fixture(scope="module")
def conditional(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an ejected file that draws images and labels."""
    folder = tmp_path_factory.mktemp("conditional")
    load(root / "specs" / "cgan-digits.yaml", set=["data.batch=4"]).eject(folder / "game.py")
    return folder


def started(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The file as a person would run it, with gancompile out of its reach."""
    script = "import sys, runpy; sys.modules['gancompile'] = None; del sys.argv[0]; runpy.run_path('game.py', run_name='__main__')"
    command = [sys.executable, "-P", "-c", script, "game.py", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_it_trains_on_a_folder_of_images(conditional: Path, images: Path) -> None:
    for number, path in enumerate(sorted(images.iterdir())):
        sorted_in = conditional / "faces" / "ab"[number % 2] / path.name
        sorted_in.parent.mkdir(parents=True, exist_ok=True)
        sorted_in.write_bytes(path.read_bytes())
    done = started(conditional, "--data", "faces", "--rounds", "3", "--out", "made")
    assert done.returncode == 0, done.stderr
    assert "round 3 of 3: " in done.stdout
    files = {path.name for path in (conditional / "made").iterdir()}
    assert files >= {"generator.weights.h5", "discriminator.weights.h5", "generator_average.weights.h5"}
    assert all(str(Path("made") / name) in done.stdout for name in files)


@pytest.mark.slow
def test_stages_bring_a_folder_of_images_to_their_sizes(root: Path, images: Path, tmp_path: Path) -> None:
    load(root / "tests" / "compiler" / "eject" / "staged.yaml").eject(tmp_path / "game.py")
    done = started(tmp_path, "--data", str(images), "--rounds", "3")
    assert done.returncode == 0, done.stderr
    assert "round 2 of 3: " in done.stdout
    assert "round 3 of 3: " in done.stdout
    done = started(tmp_path, "--rounds", "3")
    assert "`--data` is required: a .npz with `stage_1/image`, or a folder of images" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "`--data` is required: a .npz with `image` and `label`, or a folder of images"),
        (["--data", "none.npz"], "`none.npz` cannot be read"),
        (["--data", "other.npz"], "`other.npz` holds image, but `image` and `label` are required"),
        (["--data", "large.npz"], "`image` is [2, 9, 9, 1], but [examples, ...] of [8, 8, 1] is required"),
        (["--data", "odd.npz"], "`odd.npz` holds 2 and 3 examples"),
        (["--data", "empty"], "`empty` holds no PNG and no JPEG files"),
    ],
)
def test_what_is_wrong_with_data_is_told(conditional: Path, arguments: list[str], said: str) -> None:
    import numpy as np

    image = np.zeros([2, 8, 8, 1], np.float32)
    (conditional / "empty").mkdir(exist_ok=True)
    np.savez(conditional / "other.npz", image=image)
    np.savez(conditional / "large.npz", image=np.zeros([2, 9, 9, 1]), label=[0, 1])
    np.savez(conditional / "odd.npz", image=image, label=[0, 1, 2])
    done = started(conditional, *arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


LOADED = """
gancompile: 1
name: loaded
data: {source: digits, range: [-1, 1], batch: 4}
networks:
  generator: {inputs: {z: [4]}, layers: [{dense: {units: 64, activation: tanh}}, {reshape: [8, 8, 1]}]}
  eye: {load: {keras: eye.keras, trainable: false}}
  discriminator: {inputs: {x: data.image}, layers: [flatten, {dense: 8}, leaky_relu, {dense: 1}]}
game:
  draws: {x: {data: image}, z: {normal: [4]}}
  let: {fake: generator(z)}
  players:
    discriminator: {networks: [discriminator], minimize: "E[softplus(-discriminator(x))] + E[softplus(discriminator(fake))]"}
    generator: {networks: [generator], minimize: "E[softplus(-discriminator(fake))] + E[mean(square(eye(fake) - eye(x)))]"}
schedule: [{steps: 6, round: [{discriminator: 1}, {generator: 1}]}]
"""


@pytest.mark.slow
def test_a_loaded_network_lies_beside_the_file(tmp_path: Path) -> None:
    import keras

    model = keras.Sequential([keras.Input([8, 8, 1]), keras.layers.Flatten(), keras.layers.Dense(3)])
    model.save(tmp_path / "eye.keras")
    (tmp_path / "loaded.yaml").write_text(LOADED)
    folder = tmp_path / "elsewhere"
    spec = load(tmp_path / "loaded.yaml")
    prepared(spec, folder)
    assert spec.eject(tmp_path / "third" / "game.py").with_name("eye.keras").read_bytes()
    equal([folder])
