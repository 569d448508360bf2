"""Builds of what is no image and no vector, from the file of the user to the file of the samples."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gancompile import load
from gancompile.cli import main

PEOPLE = "age,town/place,income (k)\n" + "".join(
    f"{20 + i % 7},{('Bern', 'Zürich', 'São Paulo')[i % 3]},{i / 10}\n" for i in range(30)
)
TABLE = """
gancompile: 1
name: people
data: {source: {table: {file: people.csv}}, batch: 8}
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
    assert header == ["age", "town/place", "income (k)"]
    assert len(rows) == 40
    assert all(20 <= int(row[0]) <= 26 and 0 <= float(row[2]) <= 2.9 for row in rows)
    assert {row[1] for row in rows} <= {"Bern", "Zürich", "São Paulo"}
    with sampled(build, "few.csv", 7).open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1:] == rows[:7]
    array = np.load(sampled(build, "rows.npy", 40))
    assert array.dtype.names == tuple(header)
    assert array["town/place"].tolist() == [row[1] for row in rows]
    assert Image.open(sampled(build, "rows.png", 40)).size[0] > 300
    assert len(list((build / "samples").glob("*.png"))) > 1
    assert main(["sample", str(build), "-o", str(tmp_path / "rows.wav")]) == 2
    assert ".png, .npy and .csv are known" in capsys.readouterr().err
