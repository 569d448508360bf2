"""CTGAN of the zoo against the `ctgan` package (Xu et al. 2019) on tables of anyone: marginals, pairs, and a classifier trained on samples.

    python benchmarks/tables.py Wage.csv:health_ins Default.csv:default [--peer PYTHON] [--epochs 300] [--seeds 2]

A table stands with its target, a column of two words. Four of five rows are trained on, with the same batches, packs and rates on both
sides. Tables that R users know, such as Wage and Default, are in the wheel of `ISLP`; --peer is a Python that has `ctgan`
(requirements.txt).

Printed for each table, as the mean of the seeds, lower is better but for the last:
  marginals: the total variation distance of the words of a column, the Kolmogorov-Smirnov distance of its numbers; the mean of the columns
  pairs: how far the association of two columns lies from that of the table (Pearson's r, Cramer's V, the correlation ratio), their mean
  trained on samples: the area under the ROC curve, on the rows that were kept, of gradient boosting that learned the target from samples
`rows` are the training rows against the kept ones, the best that there is; `shuffled` has each column shuffled by itself.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.stats import ks_2samp
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import OrdinalEncoder

ROOT = Path(__file__).parent.parent
BATCH = 500
Table = dict[str, list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="+", help="FILE.csv:TARGET")
    parser.add_argument("--peer", help="a Python that has the package ctgan")
    parser.add_argument("--epochs", type=int, default=300)
    parser.add_argument("--seeds", type=int, default=2)
    given = parser.parse_args()
    for one in given.tables:
        file, _, target = one.rpartition(":")
        with tempfile.TemporaryDirectory() as folder:
            compare(Path(file), target, given, Path(folder))


def compare(file: Path, target: str, given: argparse.Namespace, folder: Path) -> None:
    """Prints a table of the measures. target: a column of two words."""
    rows = read(file)
    order = np.random.default_rng(0).permutation(len(rows[target]))
    cut = len(order) * 4 // 5
    trained, kept = picked(rows, order[:cut]), picked(rows, order[cut:])
    write(trained, folder / "train.csv")
    print(f"{file.name}: {cut:,} rows of {len(rows)} columns, {given.epochs} epochs; target {target}")
    print(f"  {'':12} {'marginals':>10} {'pairs':>8} {'trained on samples':>20}")
    shuffle = np.random.default_rng(1)
    shuffled = {name: [cells[i] for i in shuffle.permutation(cut)] for name, cells in trained.items()}
    tell("rows", [(trained, kept)], target)
    tell("shuffled", [(shuffled, kept)], target)
    seeds = range(given.seeds)
    tell("gancompile", [(ours(folder, cut, given.epochs, seed), kept) for seed in seeds], target)
    if given.peer:
        tell("ctgan", [(peers(given.peer, folder, rows, cut, given.epochs, seed), kept) for seed in seeds], target)


def ours(folder: Path, rows: int, epochs: int, seed: int) -> Table:
    """Samples of the spec of the zoo."""
    out, samples = folder / f"build-{seed}", folder / f"ours-{seed}.csv"
    settings = {
        "data.source": f"{{table: {{file: {folder / 'train.csv'}, modes: 10, conditions: true}}}}",
        "data.batch": BATCH,
        "seed": seed,
    }
    spec = ROOT / "specs" / "ctgan-penguins.yaml"
    build = ["build", spec, "--steps", epochs * max(rows // BATCH, 1), "--out", out, "-q"]
    for key, value in settings.items():
        build += ["--set", f"{key}={value}"]
    for command in (build, ["sample", out, "-n", rows, "-o", samples]):
        subprocess.run([sys.executable, "-m", "gancompile", *map(str, command)], check=True, stdout=subprocess.DEVNULL)
    return read(samples)


def peers(python: str, folder: Path, rows: Table, count: int, epochs: int, seed: int) -> Table:
    """Samples of the package."""
    words = [name for name, cells in rows.items() if numbers(cells) is None]
    target = folder / f"peers-{seed}.csv"
    command = [python, Path(__file__).parent / "ctgan_peer.py", folder / "train.csv", target, count, epochs, seed]
    subprocess.run([*map(str, command), *words], check=True)
    return read(target)


def tell(name: str, pairs: list[tuple[Table, Table]], target: str) -> None:
    """Prints a line. pairs: rows that were made, and those of the table that they are held against."""
    measures = np.mean([[marginals(*pair), associations(*pair), taught(*pair, target)] for pair in pairs], axis=0)
    print(f"  {name:12} {measures[0]:10.3f} {measures[1]:8.3f} {measures[2]:20.3f}", flush=True)


def marginals(made: Table, kept: Table) -> float:
    """The mean distance of the columns."""
    found = []
    for name, cells in kept.items():
        here, there = numbers(cells), numbers(made[name])
        if here is None or there is None:
            shares = Counter(cells), Counter(made[name])
            words = {*shares[0], *shares[1]}
            found.append(sum(abs(shares[0][w] / len(cells) - shares[1][w] / len(made[name])) for w in words) / 2)
        else:
            found.append(ks_2samp(here, there).statistic)
    return float(np.mean(found))


def associations(made: Table, kept: Table) -> float:
    """The mean difference of the associations of all pairs of columns."""
    pairs = itertools.combinations(kept, 2)
    return float(np.mean([abs(association(made[a], made[b]) - association(kept[a], kept[b])) for a, b in pairs]))


def association(first: list[str], second: list[str]) -> float:
    """From 0 to 1, and from -1 for two columns of numbers: Pearson's r, the correlation ratio, or Cramer's V."""
    one, other = numbers(first), numbers(second)
    if one is not None and other is not None:
        return float(np.corrcoef(one, other)[0, 1]) if one.std() and other.std() else 0.0
    if one is None and other is None:
        return cramers_v(first, second)
    values, words = (one, second) if one is not None else (other, first)
    assert values is not None
    groups = [values[np.array(words) == word] for word in sorted({*words})]
    between = sum(len(group) * (group.mean() - values.mean()) ** 2 for group in groups)
    return float(np.sqrt(between / (len(values) * values.var()))) if values.var() else 0.0


def cramers_v(first: list[str], second: list[str]) -> float:
    """The association of two columns of words."""
    counts = np.array([[sum(1 for p in zip(first, second, strict=True) if p == (a, b)) for b in sorted({*second})]
                       for a in sorted({*first})], float)  # fmt: skip
    if min(counts.shape) < 2:
        return 0.0
    expected = counts.sum(1, keepdims=True) * counts.sum(0, keepdims=True) / counts.sum()
    return float(np.sqrt(((counts - expected) ** 2 / expected).sum() / counts.sum() / (min(counts.shape) - 1)))


def taught(made: Table, kept: Table, target: str) -> float:
    """The area under the ROC curve on the kept rows, of gradient boosting that learned from the made ones; 0.5 with one class."""
    names = [name for name in kept if name != target]
    words = [name for name in names if numbers(kept[name]) is None]
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)

    def of(table: Table, *, fit: bool) -> np.ndarray:
        columns = [numbers(table[name]) for name in names if name not in words]
        coded = np.array([table[name] for name in words], object).T if words else np.empty((len(table[target]), 0))
        encode = encoder.fit_transform if fit else encoder.transform
        return np.column_stack([*columns, encode(coded)]) if words else np.column_stack(columns)

    classes = sorted({*kept[target]})
    if len({*made[target]}) < 2:
        return 0.5
    model = HistGradientBoostingClassifier(random_state=0)
    model.fit(of(made, fit=True), np.array(made[target]) == classes[1])
    return float(roc_auc_score(np.array(kept[target]) == classes[1], model.predict_proba(of(kept, fit=False))[:, 1]))


def numbers(cells: list[str]) -> np.ndarray | None:
    """A column of numbers; None for one of words."""
    try:
        return np.array(cells, float)
    except ValueError:
        return None


def read(path: Path) -> Table:
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    return {name: list(cells) for name, cells in zip(header, zip(*rows, strict=True), strict=True)}


def write(table: Table, path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(table)
        writer.writerows(zip(*table.values(), strict=True))


def picked(table: Table, places: np.ndarray) -> Table:
    return {name: [cells[place] for place in places] for name, cells in table.items()}


if __name__ == "__main__":
    main()
