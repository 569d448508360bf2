"""Makes `gancompile/catalogue/sources/table/iris.csv` from scikit-learn's copy of Fisher's iris data."""

import csv
from pathlib import Path

from sklearn.datasets import load_iris

TARGET = Path(__file__).parent.parent / "gancompile" / "catalogue" / "sources" / "table" / "iris.csv"
COLUMNS = ("sepal_length", "sepal_width", "petal_length", "petal_width", "species")


def main() -> None:
    """Writes the file: 150 rows, four lengths in centimetres and the species."""
    iris = load_iris()
    rows = [
        [*map(float, lengths), iris.target_names[kind]] for lengths, kind in zip(iris.data, iris.target, strict=True)
    ]
    assert len(rows) == 150
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])


if __name__ == "__main__":
    main()
