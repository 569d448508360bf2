"""Lines as tokens, and tokens as lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from gancompile.catalogue.sources import SourceFacts, inspect_source
from gancompile.catalogue.sources.data_error import DataError
from gancompile.catalogue.sources.text.decode import decode_lines
from gancompile.runtime.data import as_texts, batches, load_source

LINES = ["Zürich", "são paulo", "oslo", "a  b"]


def told(arguments: dict[str, Any], folder: Path) -> dict[str, Any]:
    facts = inspect_source("text", arguments, folder)
    assert isinstance(facts, SourceFacts)
    return {**arguments, "encoding": facts.fields["text"].encoding}


def written(folder: Path, lines: list[str] = LINES) -> str:
    (folder / "t.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(folder / "t.txt")


def back_and_forth(arguments: dict[str, Any], count: int) -> list[str]:
    source = load_source("text", arguments)
    assert source.count == count
    gathered = source.gather(tf.range(count, dtype=tf.int64), tf.constant([0, 0]))
    values = gathered["text"].numpy()
    assert values.dtype == np.float32
    assert (values.sum(axis=2) == 1).all()
    return list(as_texts(decode_lines(gathered["text"], arguments["encoding"]).numpy()).tolist())


def test_lines_come_back_as_they_were(tmp_path: Path) -> None:
    assert back_and_forth(told({"file": written(tmp_path)}, tmp_path), 4) == LINES
    words = told({"file": written(tmp_path), "tokens": "words"}, tmp_path)
    assert back_and_forth(words, 4) == ["Zürich", "são paulo", "oslo", "a b"]


def test_lines_are_cut_and_rare_tokens_are_unknown(tmp_path: Path) -> None:
    arguments = told({"file": written(tmp_path, ["aab", "abc", "aaaaaa"]), "length": 3, "vocabulary": 3}, tmp_path)
    assert back_and_forth(arguments, 3) == ["aa\ufffd", "a\ufffd\ufffd", "aaa"]


def test_a_line_ends_at_the_first_end() -> None:
    encoding = {"tokens": "characters", "vocabulary": ["", "x", "y"]}
    values = tf.one_hot([[1, 0, 2], [0, 1, 1], [2, 2, 1]], 3)
    assert as_texts(decode_lines(values, encoding).numpy()).tolist() == ["x", "", "yyx"]


def test_batches_are_one_hot(tmp_path: Path) -> None:
    arguments = told({"file": written(tmp_path)}, tmp_path)
    source = {"sets": {"": {"source": {"kind": "text", "arguments": arguments}}}, "batch": 8}
    (made,) = batches(source, seed=0).take(1).as_numpy_iterator()
    encoding = arguments["encoding"]
    assert made["text"].shape == (8, encoding["length"], len(encoding["vocabulary"]))
    assert sorted(as_texts(decode_lines(made["text"], encoding).numpy()).tolist()) == sorted([*LINES, *LINES])


def test_a_file_that_changed_after_the_check(tmp_path: Path) -> None:
    arguments = told({"file": written(tmp_path)}, tmp_path)
    written(tmp_path, ["xxx"])
    with pytest.raises(DataError, match=r"t\.txt` is not as it was.*'x'.*build it again"):
        load_source("text", arguments)
    (tmp_path / "t.txt").write_text("\n")
    with pytest.raises(DataError, match="holds no lines"):
        load_source("text", arguments)
