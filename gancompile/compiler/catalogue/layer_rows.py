"""The layers of the language, from `layers.json`, which `tools/make_layer_catalogue.py` makes from Keras."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gancompile.compiler.catalogue.rows import ArgumentRow, arguments_of, read_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRow:
    """A layer. key: what a spec writes. keras: the class in `keras.layers`.

    positional: the argument that a shorthand sets (`dense: 1`). shape_rule, rank: how its output's shape follows, over how many
    spatial axes. inputs: 'one' or 'many'. mixes_examples: whether the examples of a batch see each other in training.
    """

    key: str
    keras: str
    arguments: tuple[ArgumentRow, ...]
    positional: str | None
    shape_rule: str
    rank: int | None
    inputs: str
    mixes_examples: bool
    needs_training: bool
    help: str


@cache
def layer_rows() -> Mapping[str, LayerRow]:
    """All layers by key."""
    return {
        key: LayerRow(key=key, **{**row, "arguments": arguments_of(row)})
        for key, row in read_rows("layers.json").items()
    }
