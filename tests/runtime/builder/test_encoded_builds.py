"""Builds of what is no image and no vector, from the file of the user to the file of the samples."""

from __future__ import annotations

import csv
import wave
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gancompile import load
from gancompile.cli import main

PEOPLE = "age,town/place,income (k),since,spent\n" + "".join(
    f"{20 + i % 7},{('Bern', 'Zürich', 'São Paulo', '')[i % 4]},{i / 10},{i + 1:02}.04.2020,{i if i % 2 else ''}\n"
    for i in range(30)
)
TABLE = """
gancompile: 1
name: people
data: {source: {table: {file: people.csv, missing: {town/place: impute, spent: model}}}, batch: 8}
networks:
  generator: {inputs: {z: [4]}, layers: [{dense: 8}, relu, {dense: auto}, {table_head: "${data.row.sizes}"}]}
  discriminator: {inputs: {x: data.row}, layers: [{dense: 8}, leaky_relu, {dense: 1}]}
game: {objective: non_saturating, average: {decay: 0.9}}
schedule: [{steps: 12}]
"""


def built(text: str, folder: Path) -> Path:
    (folder / "spec.yaml").write_text(text)
    load(folder / "spec.yaml").build(folder / "built")
    return folder / "built"


def sampled(build: Path, name: str, number: int = 5, *more: str) -> Path:
    path = build.parent / name
    assert main(["sample", str(build), "-n", str(number), "--seed", "3", "-o", str(path), *more]) == 0
    return path


@pytest.mark.slow
def test_a_table_comes_back_as_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    build = built(TABLE, tmp_path)
    with sampled(build, "rows.csv", 40).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["age", "town/place", "income (k)", "since", "spent"]
    assert len(rows) == 40
    assert all(20 <= int(row[0]) <= 26 and 0 <= float(row[2]) <= 2.9 for row in rows)
    assert {row[1] for row in rows} <= {"Bern", "Zürich", "São Paulo"}
    assert all("01" <= row[3][:2] <= "30" and row[3][2:] == ".04.2020" for row in rows)
    assert {len(row[4]) > 0 for row in rows} == {True, False}
    assert all(1 <= int(row[4]) <= 29 for row in rows if row[4])
    with sampled(build, "few.csv", 7).open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1:] == rows[:7]
    array = np.load(sampled(build, "rows.npy", 40))
    assert array.dtype.names == tuple(header)
    assert array["town/place"].tolist() == [row[1] for row in rows]
    assert Image.open(sampled(build, "rows.png", 40)).size[0] > 300
    assert len(list((build / "samples").glob("*.png"))) > 1
    assert main(["sample", str(build), "-o", str(tmp_path / "rows.wav")]) == 2
    assert ".png, .npy and .csv are known" in capsys.readouterr().err


LABELLED = """
gancompile: 1
name: kinds
data: {source: {table: {file: people.csv, label: LABEL, columns: [age, since]}}, batch: 8}
networks:
  generator:
    inputs: {z: [4], INPUTS}
    layers:
      - embedding: {input_dim: auto, output_dim: 4}
        from: y
      - concatenate:
        from: [z, previous]
      - dense: auto
      - table_head: "${data.row.sizes}"
  discriminator: {inputs: {x: data.row}, layers: [{dense: 8}, leaky_relu, {dense: 1}]}
game: {objective: non_saturating}
schedule: [{steps: 4}]
allow: [GW0519]
"""


@pytest.mark.slow
def test_rows_of_a_class_by_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(
        f"{('f', 'm')[i % 2]},{20 + i % 7},{('Bern', 'Zürich')[i % 2]},{i + 1:02}.04.2020\n" for i in range(30)
    )
    (tmp_path / "people.csv").write_text("sex,age,town,since\n" + rows, encoding="utf-8")
    build = built(LABELLED.replace("LABEL", "town").replace("INPUTS", "y: data.label"), tmp_path)
    with sampled(build, "rows.csv", 4, "--label", "Zürich, Bern").open(encoding="utf-8", newline="") as file:
        header, *found = csv.reader(file)
    # The label stands where it stands in the file.
    assert header == ["age", "town", "since"]
    assert [row[1] for row in found] == ["Zürich", "Bern", "Zürich", "Bern"]
    with sampled(build, "same.csv", 4, "--label", "1,0").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1:] == found
    assert main(["sample", str(build), "--label", "Basel", "-o", str(tmp_path / "rows.csv")]) == 2
    assert "`label` has no class `Basel`; it has Bern, Zürich" in capsys.readouterr().err
    assert main(["sample", str(build), "-o", str(tmp_path / "rows.csv")]) == 2
    assert (
        "conditional on `label`: set it by `--label`, such as `--label Bern`; its classes are Bern, Zürich"
        in capsys.readouterr().err
    )


@pytest.mark.slow
def test_rows_by_several_labels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(
        f"{('f', 'm')[i % 2]},{20 + i % 7},{('Bern', 'Zürich')[i % 2]},{i + 1:02}.04.2020\n" for i in range(30)
    )
    (tmp_path / "people.csv").write_text("sex,age,town,since\n" + rows, encoding="utf-8")
    spec = LABELLED.replace("LABEL", "{sex: sex, town: town}").replace("INPUTS", "y: data.sex, t: data.town")
    spec = spec.replace(
        "      - concatenate:",
        "        name: sex\n      - embedding: {input_dim: auto, output_dim: 2}\n        from: t\n      - concatenate:",
    )
    build = built(spec.replace("[z, previous]", "[z, sex, previous]"), tmp_path)
    with sampled(build, "rows.csv", 3, "--label", "sex=m,town=Bern,sex=f").open(encoding="utf-8", newline="") as file:
        assert [(row[0], row[2]) for row in csv.reader(file)][1:] == [("m", "Bern"), ("f", "Bern"), ("m", "Bern")]
    assert main(["sample", str(build), "--label", "m", "-o", str(tmp_path / "rows.csv")]) == 2
    assert "conditional on `town`: set it by" in capsys.readouterr().err
    assert main(["sample", str(build), "--label", "sex=m", "-o", str(tmp_path / "rows.csv")]) == 2
    assert "conditional on `town`: set it by" in capsys.readouterr().err


CONDITIONAL = """
gancompile: 1
name: asked
data: {source: {table: {file: people.csv, conditions: true}}, batch: 8}
networks:
  generator:
    inputs: {z: [4], c: data.condition}
    layers:
      - concatenate:
        from: [z, c]
      - dense: "${data.row.size}"
      - table_head: "${data.row.sizes}"
  critic: {inputs: {rows: ["${4 * data.row.size}"]}, layers: [{dense: 8}, leaky_relu, {dense: 1}]}
game:
  draws: {x: {data: row}, z: {normal: [4]}, c: {data: condition}}
  let: {real: "pack(concat(x, c), 2)", fake: "pack(concat(generator(z, c), c), 2)"}
  players:
    critic: {minimize: "E[square(critic(real) - 1)] + E[square(critic(fake))]"}
    generator: {minimize: "E[square(critic(fake) - 1)]"}
schedule: [{steps: 4}]
"""


@pytest.mark.slow
def test_rows_of_a_category_that_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"{('f', 'm')[i % 2]},{20 + i % 7},{('Bern', 'Zürich')[i % 2]}\n" for i in range(30))
    (tmp_path / "people.csv").write_text("sex,age,town\n" + rows, encoding="utf-8")
    build = built(CONDITIONAL, tmp_path)
    found = sampled(build, "rows.csv", 9).read_text(encoding="utf-8")
    assert found.splitlines()[0] == "sex,age,town"
    assert sampled(build, "few.csv", 4).read_text(encoding="utf-8").splitlines() == found.splitlines()[:5]
    assert (
        len(sampled(build, "asked.csv", 3, "--label", "sex=f,town=Bern").read_text(encoding="utf-8").splitlines()) == 4
    )
    assert main(["sample", str(build), "--label", "town=Basel", "-o", str(tmp_path / "rows.csv")]) == 2
    assert "`town` has no category `Basel`: it has Bern, Zürich" in capsys.readouterr().err


SOUND = """
gancompile: 1
name: hits
data: {source: {audio: {folder: hits, rate: 8000, window: 256}}, batch: 4}
networks:
  generator:
    inputs: {z: [4], y: data.label}
    layers:
      - embedding: {input_dim: auto, output_dim: 4}
        from: y
      - concatenate:
        from: [z, previous]
      - dense: 64
      - reshape: [16, 4]
      - conv1d_transpose: {filters: 4, kernel_size: 8, strides: 4, padding: same}
      - up_sampling1d: {size: 4}
      - conv1d: {filters: auto, kernel_size: 5, padding: same, activation: tanh}
  critic:
    inputs: {x: data.sound}
    layers: [{conv1d: {filters: 4, kernel_size: 8, strides: 4}}, flatten, {dense: 1}]
game: {objective: hinge}
schedule: [{steps: 12}]
"""
TEXT = """
gancompile: 1
name: words
data: {source: {text: {file: names.txt, tokens: words}}, batch: 4}
networks:
  generator:
    inputs: {z: [4]}
    layers: [{dense: auto}, {reshape: [auto, 8]}, {dense: auto}, {gumbel_softmax: {hard: true}}]
  critic: {inputs: {x: data.text}, layers: [flatten, {dense: 1}]}
game: {objective: wasserstein_gp}
schedule: [{steps: 12}]
"""


@pytest.mark.slow
def test_sounds_come_back_as_sounds(tmp_path: Path, sounds: Path) -> None:
    (tmp_path / "hits").symlink_to(sounds)
    build = built(SOUND, tmp_path)
    sampled(build, "hit.wav", 3, "--label", "0,1")
    for number in range(3):
        with wave.open(str(tmp_path / f"hit_00{number}.wav")) as file:
            assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (8000, 1, 256)
    with wave.open(str(sampled(build, "one.wav", 1, "--label", "1"))) as file:
        first = np.frombuffer(file.readframes(256), "<i2") / 32767
    array = np.load(sampled(build, "hits.npy", 3, "--label", "1"))
    assert array.shape == (3, 256, 1)
    np.testing.assert_allclose(array[0, :, 0], first, atol=1e-4)
    assert Image.open(sampled(build, "hits.png", 4, "--label", "1")).size[1] > 100
    assert len(list((build / "samples").glob("*.png"))) > 1


@pytest.mark.slow
def test_lines_come_back_as_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "names.txt").write_text("the cat sat\na dog\nthe dog sat on a cat\n" * 3)
    build = built(TEXT, tmp_path)
    lines = sampled(build, "lines.txt", 9).read_text().splitlines()
    assert len(lines) == 9
    assert {word for line in lines for word in line.split()} <= set("the cat sat a dog on".split())
    assert np.load(sampled(build, "lines.npy", 9)).tolist() == lines
    assert Image.open(sampled(build, "lines.png", 9)).size[1] > 300
    assert main(["sample", str(build), "-o", str(tmp_path / "lines.csv")]) == 2
    assert ".png, .npy and .txt are known" in capsys.readouterr().err
