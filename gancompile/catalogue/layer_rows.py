"""The layers of the language, from `layers/keras.generated.json` (tools/make_catalogue.py makes it from `layers.yaml` and Keras)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gancompile.catalogue.data_file import read_json
from gancompile.catalogue.rows import ArgumentRow, arguments_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRow:
    """A layer. key: its name in a spec. keras, module: the class, and the module that has it.

    kind: 'layer', or 'wrapper' for one around another layer. positional: the argument that a shorthand sets (`dense: 1`). shape_rule: a
    rule of gancompile.compiler.shapes. rank: the number of spatial axes. inputs: 'one'; 'many': a list of values; 'separate': several
    values, each an argument of the call. input_count: at least and at most; None: any number. mixes_examples: whether the examples of a
    batch influence each other in training; mixes_at_inference: afterwards, too. random: whether it may draw in training (some only
    with a `dropout` above 0).
    known_as: what other libraries and papers call it.
    """

    key: str
    keras: str
    module: str
    kind: str
    arguments: tuple[ArgumentRow, ...]
    positional: str | None
    shape_rule: str
    rank: int | None
    inputs: str
    input_count: tuple[int, int | None]
    mixes_examples: bool
    mixes_at_inference: bool
    needs_training: bool
    random: bool
    help: str
    known_as: tuple[str, ...]


@cache
def layer_rows() -> Mapping[str, LayerRow]:
    """All layers by key."""
    return {key: _row(key, row) for key, row in read_json("layers/keras.generated.json").items()}


def _row(key: str, row: Mapping[str, Any]) -> LayerRow:
    least, most = row["input_count"]
    known_as = tuple(row.get("known_as", ()))
    return LayerRow(
        key=key, **{**row, "arguments": arguments_of(row), "input_count": (least, most), "known_as": known_as}
    )
