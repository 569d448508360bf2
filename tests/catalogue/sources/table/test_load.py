"""Rows as vectors, and vectors as rows again."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.catalogue.sources import SourceFacts, inspect_source
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.delimited_file import DelimitedFile, read_delimited
from gancompile.catalogue.sources.table.cell_text import cell_texts
from gancompile.catalogue.sources.table.decode import decode_rows
from gancompile.catalogue.sources.table.width import parts_of_column
from gancompile.runtime.data import as_texts, load_source
from gancompile.runtime.sampling import write_samples

RNG = np.random.default_rng(3)
ROWS = [
    [
        str(RNG.integers(-(10**6), 10**6)),
        f"{RNG.normal():.4f}",
        ["oak", "fir", "élm, old"][i % 3],
        str(i % 11),
        "7",
        "x",
    ]
    for i in range(200)
]
HEADER = ["count", "weight", "tree kind", "zone", "same", "one"]
SEED = tf.constant(5, tf.int64)


def table(path: Path, rows: list[list[str]] = ROWS) -> dict[str, Any]:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return {"file": str(path), "categories": ["zone"]}


def encoding_of(arguments: dict[str, Any], folder: Path) -> dict[str, Any]:
    facts = inspect_source("table", arguments, folder)
    assert isinstance(facts, SourceFacts)
    return dict(facts.fields["row"].encoding or {})


def encoded(path: Path) -> tuple[Any, dict[str, Any]]:
    arguments = table(path)
    encoding = encoding_of(arguments, path.parent)
    source = load_source("table", {**arguments, "encoding": encoding})
    assert source.fields == ("row",)
    return source.gather(tf.range(200, dtype=tf.int64), tf.constant([0, 0])), encoding


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    batch, encoding = encoded(tmp_path / "t.csv")
    vectors = batch["row"].numpy()
    assert vectors.dtype == np.float32
    assert vectors.shape == (200, 1 + 1 + 3 + 11 + 1 + 1)
    assert vectors[:, 0].min() == vectors[:, 1].min() == -1
    assert vectors[:, 0].max() == vectors[:, 1].max() == 1
    assert not vectors[:, -2:].any()
    made = {k: as_texts(v.numpy()) for k, v in decode_rows(batch["row"], encoding["columns"], SEED).items()}
    assert list(made) == HEADER
    assert made["count"].dtype == np.int64
    assert made["count"].tolist() == [int(row[0]) for row in ROWS]
    np.testing.assert_allclose(made["weight"], [float(row[1]) for row in ROWS], atol=1e-6)
    for place, name in ((2, "tree kind"), (3, "zone"), (5, "one")):
        assert made[name].tolist() == [row[place] for row in ROWS]
    assert made["same"].tolist() == [7] * 200


def test_numbers_of_a_graph_have_the_decimal_places_of_the_table(tmp_path: Path) -> None:
    batch, encoding = encoded(tmp_path / "t.csv")
    in_graph = tf.function(lambda rows: decode_rows(rows, encoding["columns"], SEED)["weight"])
    found = in_graph(tf.constant(batch["row"].numpy())).numpy()
    assert all(len(repr(float(one)).partition(".")[2]) <= 4 for one in found)


def test_categories_are_drawn_by_their_chances() -> None:
    column = {"name": "c", "kind": "category", "values": ["a", "b", "c"]}
    chances = tf.tile([[0.1, 0.6, 0.3]], [20000, 1])
    made = as_texts(decode_rows(chances, [column], SEED)["c"].numpy())
    assert [np.mean(made == one) for one in "abc"] == pytest.approx([0.1, 0.6, 0.3], abs=0.015)
    assert (as_texts(decode_rows(chances[:50], [column], SEED)["c"].numpy()) == made[:50]).all()
    other = as_texts(decode_rows(chances, [column], SEED + 1)["c"].numpy())
    assert 0.3 < np.mean(other == made) < 0.6


def test_a_tanh_in_the_place_of_chances_is_heard() -> None:
    column = {"name": "c", "kind": "category", "values": ["a", "b"]}
    made = decode_rows(tf.constant([[-0.9, 0.8], [-0.2, -0.4]]), [column], SEED)["c"].numpy()
    assert as_texts(made).tolist() == ["b", "a"]


def test_numbers_stay_between_the_ends_of_the_data() -> None:
    column = {"name": "n", "kind": "number", "low": 0, "high": 10, "whole": True, "modes": [[5, 5, 1]], "points": []}
    assert decode_rows(tf.constant([[-3.0], [0.29], [3.0]]), [column], SEED)["n"].numpy().tolist() == [0, 6, 10]


def test_a_file_that_changed_after_the_check(tmp_path: Path) -> None:
    arguments = table(tmp_path / "t.csv")
    encoding = encoding_of(arguments, tmp_path)
    table(tmp_path / "t.csv", [*ROWS, ["1", "1", "yew", "1", "7", "x"]])
    with pytest.raises(DataError, match=r"t\.csv` is not as it was.*yew.*build it again"):
        load_source("table", {**arguments, "encoding": encoding})
    (tmp_path / "t.csv").write_text("count\n1\n")
    with pytest.raises(DataError, match=r"'weight' is not in list"):
        load_source("table", {**arguments, "encoding": encoding})
    (tmp_path / "t.csv").write_text("")
    with pytest.raises(DataError, match="is empty"):
        load_source("table", {**arguments, "encoding": encoding})


MIXED = """age;spent;joined;seen;city
30;0;05.04.2020;2020-01-01 10:30;Bern
;0;06.04.2020;;Basel
32;12,50;;2020-01-03 09:15;
34;0;13.04.2020;2020-01-04 23:59;Bern
""" + "".join(f"{30 + n};{n},25;{n:02}.05.2021;2021-03-04 05:{n:02};Bern\n" for n in range(1, 13))  # fmt: skip


def test_missing_cells_zeros_and_dates_come_back(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(MIXED)
    arguments = {"file": str(tmp_path / "m.csv"), "missing": "model"}
    encoding = encoding_of(arguments, tmp_path)
    assert [tuple(parts_of_column(column)) for column in encoding["columns"]] == [(1, 2), (1,), (1, 2), (1, 2), (3,)]
    row = load_source("table", {**arguments, "encoding": encoding}).gather(
        tf.range(16, dtype=tf.int64), tf.constant([0, 0])
    )["row"]
    # A graph is stricter about types.
    made = tf.function(lambda row: decode_rows(row, encoding["columns"], SEED))(row)
    cells = {c["name"]: cell_texts(as_texts(made[c["name"]].numpy()), c) for c in encoding["columns"]}
    expected = [line.split(";") for line in MIXED.splitlines()[1:]]
    assert cells["age"] == [line[0] for line in expected]
    assert [float(cell.replace(",", ".")) for cell in cells["spent"]] == [
        float(line[1].replace(",", ".")) for line in expected
    ]
    assert cells["joined"] == [line[2] for line in expected]
    assert cells["seen"] == [line[3] for line in expected]
    assert cells["city"] == [line[4] for line in expected]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("price;city\n1,50;Bern\n2,75;Basel, Riehen\n", ";"),
        ("price,city\n1.50,Bern\n2.75,a;b\n", ","),
        ("price\tcity\n1,50\tBern\n2,75\tBasel\n", "\t"),
        ('sep=;\nprice;city\n1.234,50;Bern\n2,75;"a;b"\n', ";"),
    ],
)
def test_samples_are_written_as_the_file_is(text: str, separator: str, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(text)
    encoding = encoding_of({"file": str(tmp_path / "m.csv")}, tmp_path)
    assert encoding["separator"] == separator
    samples = {"price": np.array([1234.5, 2.75]), "city": np.array(["Bern", "a;b"])}
    write_samples(samples, tmp_path / "samples.csv", encoding=encoding)
    read = read_delimited(tmp_path / "samples.csv")
    assert isinstance(read, DelimitedFile)
    assert read.separator == separator
    mark = "," if "2,75" in text else "."
    assert read.rows == [[f"1234{mark}50", "Bern"], [f"2{mark}75", "a;b"]]


def test_imputed_and_dropped_cells(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(MIXED)
    arguments = {"file": str(tmp_path / "m.csv"), "missing": {"joined": "drop", "default": "impute"}}
    encoding = encoding_of(arguments, tmp_path)
    source = load_source("table", {**arguments, "encoding": encoding})
    assert source.count == 15
    row = source.gather(tf.range(15, dtype=tf.int64), tf.constant([0, 0]))["row"]
    made = {
        name: as_texts(values.numpy()).tolist() for name, values in decode_rows(row, encoding["columns"], SEED).items()
    }
    assert made["age"][:3] == [30, 35, 34]
    assert made["seen"][1] == "2021-03-04 05:05"
    assert made["city"][1] == "Basel"


def test_a_point_is_drawn_by_its_chance() -> None:
    column = {
        "name": "n",
        "kind": "number",
        "low": 1,
        "high": 9,
        "whole": False,
        "decimals": 1,
        "fixed": 1,
        "modes": [[5, 4, 1]],
        "points": [0, None],
    }
    made = decode_rows(tf.tile([[0.5, 0.2, 0.5, 0.3]], [20000, 1]), [{**column, "low": 0}], SEED)["n"].numpy()
    assert [np.mean(made == 7.0), np.mean(made == 0.0), np.mean(np.isnan(made))] == pytest.approx(
        [0.2, 0.5, 0.3], abs=0.015
    )


def test_decimals_are_kept() -> None:
    column = {
        "name": "n",
        "kind": "number",
        "mark": ".",
        "low": 0,
        "high": 100,
        "whole": False,
        "decimals": 2,
        "fixed": 2,
        "modes": [[50, 50, 1]],
        "points": [],
    }
    made = decode_rows(tf.constant([[-0.98], [0.123456]]), [column], SEED)["n"].numpy()
    assert made.tolist() == [1.0, 56.17]
    assert cell_texts(made, column) == ["1.00", "56.17"]
    assert cell_texts([0.1 + 0.2, 1.0], {**column, "fixed": None}) == ["0.3", "1.0"]
    assert cell_texts([3.0, float("nan")], {**column, "whole": True, "fixed": 1}) == ["3.0", ""]
    assert cell_texts(made, {**column, "mark": ","}) == ["1,00", "56,17"]


def test_numbers_of_several_modes_come_back(tmp_path: Path) -> None:
    values = np.round(np.concatenate([RNG.normal(10, 1, 300), RNG.normal(50, 5, 100)]), 2)
    (tmp_path / "m.csv").write_text("x,y\n" + "".join(f"{value:.2f},{n}\n" for n, value in enumerate(values)))
    arguments = {"file": str(tmp_path / "m.csv"), "modes": 10, "columns": ["x"]}
    encoding = encoding_of(arguments, tmp_path)
    modes = encoding["columns"][0]["modes"]
    assert len(modes) > 1
    row = load_source("table", {**arguments, "encoding": encoding}).gather(
        tf.range(400, dtype=tf.int64), tf.constant([0, 0])
    )["row"]
    assert row.shape == (400, 1 + len(modes))
    # No number lies four deviations from the middle of its mode.
    assert np.abs(row[:, 0]).max() < 1
    np.testing.assert_allclose(decode_rows(row, encoding["columns"], SEED)["x"], values, atol=0.011)
    shares = np.mean(row[:, 1:], axis=0)
    np.testing.assert_allclose(shares, [mode[2] for mode in modes], atol=0.06)
