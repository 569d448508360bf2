"""Optimizers, activations, initializers, regularizers and constraints, from `values/keras.generated.json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gancompile.catalogue.data_file import read_json
from gancompile.catalogue.rows import ArgumentRow, arguments_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectRow:
    """A Keras object with arguments that are numbers. keras: its class."""

    key: str
    keras: str
    arguments: tuple[ArgumentRow, ...]
    help: str = ""


@cache
def _values() -> Mapping[str, Any]:
    return read_json("values/keras.generated.json")


@cache
def _rows(group: str) -> Mapping[str, ObjectRow]:
    return {
        key: ObjectRow(key=key, keras=row["keras"], arguments=arguments_of(row), help=row.get("help", ""))
        for key, row in _values()[group].items()
    }


@cache
def model_names() -> frozenset[str]:
    """The public attributes of a game, a `keras.Model`, which no network of a spec may be called."""
    return frozenset(_values()["model_names"])


def activation_names() -> list[str]:
    """The names of Keras's activations."""
    names: list[str] = _values()["activations"]
    return names


def optimizer_rows() -> Mapping[str, ObjectRow]:
    """Optimizers by key: `adam`, `rmsprop`, ..."""
    return _rows("optimizers")


def initializer_rows() -> Mapping[str, ObjectRow]:
    """Initializers by key: `glorot_uniform`, ..."""
    return _rows("initializers")


def regularizer_rows() -> Mapping[str, ObjectRow]:
    """Regularizers by key: `l1`, `l2`, ..."""
    return _rows("regularizers")


def constraint_rows() -> Mapping[str, ObjectRow]:
    """Constraints by key: `max_norm`, ..."""
    return _rows("constraints")
