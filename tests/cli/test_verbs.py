"""`explain`, `schema`, `new`, `show` and `diff`, and what each verb says of itself."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from gancompile.cli import main
from gancompile.cli.verbs import verb_modules
from gancompile.compiler import compile_file, compiled_files

Capture = pytest.CaptureFixture[str]
NAMES = [verb.__name__.rpartition(".")[2].replace("_", "-") for verb in verb_modules()]


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="argparse of Python 3.13 lays its help out in another way")
@pytest.mark.parametrize("name", ["", *NAMES], ids=lambda name: name or "gancompile")
def test_help(
    name: str, root: Path, golden: Callable[[str, Path], None], monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit) as end:
        main([*([name] if name else []), "--help"])
    assert end.value.code == 0
    golden(capsys.readouterr().out, root / "tests" / "golden" / "help" / f"{name or 'gancompile'}.txt")


@pytest.mark.parametrize("code", ["GC0203", "gc0203"])
def test_explain_a_code(code: str, capsys: Capture) -> None:
    assert main(["explain", code]) == 0
    out = capsys.readouterr().out
    assert out.startswith("GC0203: a layer or other thing has no such argument\n\n")
    assert re.search(r"^Wrong:\n\n    gancompile: 1$", out, re.MULTILINE)
    assert "\nRight:\n" in out


def test_explain_lists_the_codes(capsys: Capture) -> None:
    assert main(["explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == sorted(lines)
    assert "GC0203  a layer or other thing has no such argument" in lines


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hinge", ["objective hinge", "E[relu(1 - D(real))]", "https://arxiv.org/abs/1705.02894"]),
        ("r1", ["penalty r1", "weight 5"]),
        ("conv2d", ["layer conv2d", "keras.layers.Conv2D", "kernel_size", "required"]),
        ("spectral_normalization", ["wrapper spectral_normalization"]),
        ("Adam", ["optimizer adam", "0.001"]),
        ("digits", ["source digits", "split"]),
        ("dropout", ["layer dropout"]),
        ("sigmoid", ["sigmoid"]),
    ],
)
def test_explain_a_name(name: str, said: list[str], capsys: Capture) -> None:
    assert main(["explain", name]) == 0
    out = capsys.readouterr().out
    assert not [text for text in said if text not in out]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("GC0204x", ""), ("gradient_penalt", "gradient_penalty"), ("hinje", "hinge"), ("conv2", "conv2d"), ("zzz", "")],
)
def test_explain_what_there_is_not(name: str, hint: str, capsys: Capture) -> None:
    assert main(["explain", name]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"`{name}`" in err
    assert not hint or f"did you mean `{hint}" in err


def test_schema_is_printed_or_written(tmp_path: Path, capsys: Capture) -> None:
    assert main(["schema"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed)["title"].startswith("gancompile spec")
    assert main(["schema", "--write", str(tmp_path / "sub" / "s.json")]) == 0
    assert (tmp_path / "sub" / "s.json").read_text() == printed
    assert "# yaml-language-server: $schema=s.json" in capsys.readouterr().out


def test_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mine", "--from", "gan-ring"]) == 0
    text = Path("mine.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=.gancompile/schema.json\n# The first thing to try")
    assert json.loads(Path(".gancompile/schema.json").read_text())
    program = compile_file(Path("mine.yaml")).program
    assert program is not None
    assert program.name == "mine"
    capsys.readouterr()
    assert main(["check", "."]) == 0
    assert main(["diff", "mine.yaml", "mine.yaml"]) == 0


@pytest.mark.parametrize(
    ("data", "origin", "source"),
    [
        ("my pets (2)", "dcgan-images", 'source: {images: {folder: "my pets (2)"}}'),
        ("drums", "wavegan", "source: {audio: {folder: drums, "),
        ("people.csv", "tabular-iris", "source: {table: {file: people.csv}}"),
        ("names.txt", "text-names", "source: {text: {file: names.txt"),
    ],
)
def test_new_begins_with_data_of_ones_own(
    data: str,
    origin: str,
    source: str,
    tmp_path: Path,
    images: Path,
    sounds: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(images, "my pets (2)")
    shutil.copytree(sounds, "drums")
    Path("people.csv").write_text("age,city\n" + "".join(f"{20 + i},{'AB'[i % 2]}\n" for i in range(20)))
    Path("names.txt").write_text("anna\notto\n")
    assert main(["new", "mine", "--data", data]) == 0
    assert f"begun from `{origin}`" in capsys.readouterr().out
    assert source in Path("mine.yaml").read_text()
    assert main(["check", "mine.yaml"]) == 0


TIMES = [f"2020-01-{1 + i // 24:02} {i % 24:02}:00" for i in range(60)]
WEATHER = [f"{time},{15 + i % 7}.5,{i % 3}" for i, time in enumerate(TIMES)]


@pytest.mark.parametrize(
    ("header", "rows", "origin"),
    [
        ("time,wind,rain", WEATHER, "timegan-autoregressive"),
        ("time,wind,rain", WEATHER[::-1], "tabular-iris"),
        ("time,wind,rain", WEATHER[:20], "tabular-iris"),
        ("time,wind,rain", [row for row in WEATHER for _ in range(2)], "tabular-iris"),
        ("time,wind,rain,town", [f"{row},{'AB'[i % 2]}" for i, row in enumerate(WEATHER)], "tabular-iris"),
    ],
    ids=["series", "newest first", "few", "several a time", "words"],
)
def test_new_begins_with_a_series_where_lines_follow_a_time(
    header: str, rows: list[str], origin: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("w.csv").write_text("\n".join([header, *rows]))
    assert main(["new", "mine", "--data", "w.csv"]) == 0
    told = capsys.readouterr().out
    assert f"begun from `{origin}`" in told
    other = "tabular-iris" if origin == "timegan-autoregressive" else "timegan-autoregressive"
    assert "its lines follow `time`" in told
    assert f"`--from {other}` takes" in told
    assert main(["new", "other", "--data", "w.csv", "--from", other]) == 0
    sources = {one: Path(f"{one}.yaml").read_text() for one in ("mine", "other")}
    of_series = "mine" if other == "tabular-iris" else "other"
    assert "source: {series: {file: w.csv, window: 12}}" in sources.pop(of_series)
    assert "source: {table: {file: w.csv}}" in sources.popitem()[1]
    assert main(["check", "mine.yaml"]) == 0


def test_new_says_nothing_of_time_where_dates_are_in_no_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("w.csv").write_text("\n".join(["time,wind,rain", *WEATHER[30:], *WEATHER[:30]]))
    assert main(["new", "mine", "--data", "w.csv"]) == 0
    told = capsys.readouterr().out
    assert "begun from `tabular-iris`" in told
    assert "follow" not in told


def test_new_begins_with_classes_where_there_are_enough_images_of_each(
    tmp_path: Path, images: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("cat", "dog"):
        shutil.copytree(images, Path("pets") / name)
    assert main(["new", "mine", "--data", "pets"]) == 0
    told = capsys.readouterr().out
    assert "begun from `cgan-images`" in told
    assert "its sub-folders are 2 classes (cat, dog), and samples are of one that is asked for" in told
    assert main(["check", "mine.yaml"]) == 0
    for path in list(Path("pets").glob("*/*"))[::2]:
        path.unlink()
    assert main(["new", "few", "--data", "pets"]) == 0
    told = capsys.readouterr().out
    assert "begun from `dcgan-images`" in told
    assert "(cat, dog), which `dcgan-images` does not ask for; `--from cgan-images` does" in told


def test_new_with_data_and_another_spec(tmp_path: Path, images: Path, capsys: Capture) -> None:
    path = tmp_path / "sub" / "mine.yaml"
    path.parent.mkdir()
    (tmp_path / "a.npz").touch()
    (tmp_path / "idx").mkdir()
    (tmp_path / "idx" / "train-images-idx3-ubyte.gz").touch()
    assert main(["new", "mine", "--data", str(images), "--from", "cyclegan-digits", "-o", str(path)]) == 2
    assert "reads no source `images`; `dcgan-images` does" in capsys.readouterr().err
    assert not path.exists()
    for wrong, message in (
        (tmp_path / "none", "there is no folder or file"),
        (path.parent, "holds no images and no .wav files"),
        (
            tmp_path / "a.npz",
            "take `--from dcgan-paper-digits` instead of `--data`, and write `source: {npz: {file: a.npz}}` there",
        ),
        (tmp_path / "idx", "holds files as MNIST has them"),
    ):
        assert main(["new", "mine", "--data", str(wrong), "-o", str(path)]) == 2
        assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "meant"), [("dcgan", "dcgan-digits"), ("dcgan-paper", "dcgan-paper-digits"), ("wgan-gp", "wgan-gp-digits")]
)
def test_new_takes_the_first_words_of_a_name(said: str, meant: str, tmp_path: Path, specs: Path) -> None:
    path = tmp_path / "mine.yaml"
    assert main(["new", "mine", "--from", said, "-o", str(path)]) == 0
    assert (specs / f"{meant}.yaml").read_text().splitlines()[0] in path.read_text()


def test_new_overwrites_nothing(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("kept")
    assert main(["new", "mine", "--from", "gan-ring", "-o", str(path)]) == 2
    assert path.read_text() == "kept"
    assert not (tmp_path / ".gancompile").exists()
    assert "not overwritten" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["x", "--from", "dcgan-digit"], "did you mean `dcgan-digits`?"),
        (["x", "--from", "ring"], "did you mean `gan-ring`?"),
        (["x", "--from", "nothing-like-it"], "the zoo has "),
        (["x"], "`--data PATH` or `--from SPEC` is wanted"),
        (["3x", "--from", "gan-ring"], "is no name"),
        (["../x", "--from", "gan-ring"], "is no name"),
    ],
)
def test_new_says_what_is_wrong(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_new_brings_the_files_of_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dice").mkdir()
    (tmp_path / "dice" / "low.csv").write_text("of my own")
    assert main(["new", "mine", "--from", "best-discriminator"]) == 0
    assert main(["check", "mine.yaml", "--strict", "--set", "params.p_g=high"]) == 0
    assert (tmp_path / "dice" / "low.csv").read_text() == "of my own"


def test_the_zoo_is_listed(specs: Path, capsys: Capture) -> None:
    assert main(["zoo"]) == 0
    lines = capsys.readouterr().out.splitlines()
    folders = (specs, specs / "full_size", specs / "theory")
    names = [name for folder in folders for name in sorted(path.stem for path in folder.glob("*.yaml"))]
    assert [line.split()[0] for line in lines] == names
    told = {line.split()[0]: re.split(" {2,}", line)[1:] for line in lines}
    assert told["cgan-digits"] == ["Mirza and Osindero 2014 (arXiv 1411.1784)", "617,830 weights", "conditional"]
    assert told["timegan-autoregressive"] == ["Yoon et al. 2019 (NeurIPS)", "16,876 weights", "series"]
    assert told["convergence"] == ["Goodfellow et al. 2014 (arXiv 1406.2661)", "6 weights", "theory"]
    assert told["cyclegan"][-1] == told["pix2pix-256"][-1] == "image to image"
    assert [told[name][-1] for name in ("gan-ring", "wavegan", "srgan-digits")] == [
        "points",
        "sound",
        "super-resolution",
    ]


def test_a_spec_of_the_zoo_is_printed(specs: Path, capsys: Capture) -> None:
    assert main(["zoo", "dcgan"]) == 0
    assert capsys.readouterr().out == (specs / "dcgan-digits.yaml").read_text()
    assert main(["zoo", "dcgan-digit"]) == 2
    assert "did you mean `dcgan-digits`?" in capsys.readouterr().err


def test_show(specs: Path, capsys: Capture) -> None:
    assert main(["show", str(specs / "gan-ring.yaml"), "--set", "params.width=16"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("generator: z [8] -> point [2]\n\n  #  layer ")
    assert "dense 16, activation relu" in out
    assert err == ""


def test_show_resolved_is_the_lock(specs: Path, capsys: Capture) -> None:
    path = specs / "gan-ring.yaml"
    assert main(["show", str(path), "--resolved"]) == 0
    assert capsys.readouterr().out == compiled_files(compile_file(path)).lock


def test_show_draws(specs: Path, tmp_path: Path, capsys: Capture) -> None:
    for name in ("out.svg", "out.mmd"):
        assert main(["show", str(specs / "cgan-digits.yaml"), "--graph", str(tmp_path / name)]) == 0
    ET.parse(tmp_path / "out.svg")
    assert (tmp_path / "out.mmd").read_text().startswith("flowchart TD\n")
    capsys.readouterr()
    assert main(["show", str(specs / "cgan-digits.yaml"), "--graph", str(tmp_path / "out.png")]) == 2
    assert "ends in .svg or .mmd" in capsys.readouterr().err


def test_show_of_a_wrong_spec(specs: Path, capsys: Capture) -> None:
    assert main(["show", str(specs / "gan-ring.yaml"), "--set", "data.batsh=1"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "GC0202" in err


def test_diff(specs: Path, tmp_path: Path, capsys: Capture) -> None:
    old = specs / "cgan-digits.yaml"
    new = tmp_path / "new.yaml"
    new.write_text(old.read_text().replace("filters: 64, kernel_size: 4", "filters: 32, kernel_size: 4"))
    assert main(["diff", str(old), str(new)]) == 1
    out, err = capsys.readouterr()
    assert out == "networks.generator layer 7 conv2d_transpose: filters 64 -> 32\n1 difference\n"
    assert err == ""


def test_diff_of_what_is_the_same(specs: Path, tmp_path: Path, capsys: Capture) -> None:
    old = specs / "cgan-digits.yaml"
    new = tmp_path / "new.yaml"
    new.write_text(old.read_text().replace("name: cgan-digits", "name: other"))
    assert main(["diff", str(old), str(new)]) == 0
    out = capsys.readouterr().out
    assert out.splitlines() == [
        "no difference in meaning",
        "",
        "names and notes, which change nothing of the mathematics:",
        "  name: cgan-digits -> other",
    ]


def test_diff_of_a_wrong_spec(specs: Path, tmp_path: Path, capsys: Capture) -> None:
    assert main(["diff", str(specs / "gan-ring.yaml"), str(tmp_path / "none.yaml")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "GC0100" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", "hinge"],
        ["explain", "GC0203"],
        ["schema"],
        ["zoo", "gan-ring"],
        ["show", "specs/gan-ring.yaml"],
        ["show", "specs/gan-ring.yaml", "--graph", "/dev/null.svg"],
        ["diff", "specs/gan-ring.yaml", "specs/gan-ring.yaml"],
        ["check", "--format", "sarif", "specs/gan-ring.yaml"],
    ],
    ids=" ".join,
)
def test_the_front_half_stays_light(arguments: list[str], root: Path, tmp_path: Path) -> None:
    arguments = [str(tmp_path / "out.svg") if one == "/dev/null.svg" else one for one in arguments]
    script = (
        "import sys; from gancompile.cli import main; code = main(sys.argv[1:])\n"
        "heavy = {'tensorflow', 'keras', 'numpy', 'PIL', 'rich', 'matplotlib', 'jinja2'}\n"
        "loaded = {m.partition('.')[0] for m in sys.modules} & heavy\n"
        "assert not loaded, loaded; sys.exit(code)"
    )
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
