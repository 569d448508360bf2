"""Every name that an emitted `model.py` imports or defines of its own, and the names that a spec may give."""

from __future__ import annotations

import builtins
import keyword
import re
from enum import Enum
from functools import cache

from gancompile.catalogue.curve_rows import curve_rows
from gancompile.catalogue.function_rows import function_rows
from gancompile.catalogue.layer_rows import layer_rows
from gancompile.catalogue.value_rows import model_names

KERAS_CLASSES = ("Input", "Model")
KERAS_MODULES = ("constraints", "initializers", "layers", "optimizers", "regularizers", "saving")
GAME = "Game"
AVERAGE = "half_life"
"""The decay of a moving average that is given as a half-life."""
PRECISION = "in_precision"
"""What a network's layers compute in."""
INFERENCE = "at_inference"
"""A frozen network as a layer of another one."""
BUILTINS = frozenset({"float", "range", "super"})
"""Those that emitted lines use."""
LOCALS = frozenset("batch batch_size config logs loss part parts self inner_tape tape".split())
"""Parameters and variables of emitted methods."""
METHOD_PREFIXES = ("update_", "round_", "serve_")
"""Emitted methods: an update for each player, a round for each phase, a function for each signature."""
PREVIOUS = {
    "input": "under `from` it is what comes into a block",
    "previous": "under `from` it is the layer before",
}
"""Words with a meaning of their own under `from` of a layer."""
DATA = "data"
"""The word in front of a field of the data, such as `data.image`, where a network could stand."""


class Kind(Enum):
    """The things that a spec names."""

    NETWORK = "a network"
    DRAW = "a draw"
    VALUE = "a value"
    STATE = "a state"
    PLAYER = "a player"
    TERM = "a term"
    INPUT = "an input"
    LAYER = "a layer"
    OUTPUT = "an output"
    SIGNATURE = "a signature"


OUTSIDE_FORMULAS = (Kind.TERM, Kind.INPUT, Kind.LAYER, Kind.OUTPUT, Kind.SIGNATURE)
"""Kinds that formulas cannot name: a layer may be called like a function."""
ATTRIBUTES = (Kind.NETWORK, Kind.STATE)
"""Kinds that become attributes of the game."""


@cache
def layer_classes() -> frozenset[str]:
    """The classes of gancompile.runtime.layers."""
    return frozenset(row.keras for row in layer_rows().values() if row.module != "keras.layers")


@cache
def runtime_functions() -> tuple[str, ...]:
    """The functions of gancompile.runtime that emitted lines call, sorted."""
    functions = (row.runtime for row in function_rows().values())
    curves = {name for row in curve_rows().values() for name in row.runtime}
    return tuple(sorted({AVERAGE, INFERENCE, PRECISION, *curves, *(name for name in functions if name)}))


@cache
def imported_names() -> frozenset[str]:
    """Every name that a `model.py` may import, whether or not the one at hand does."""
    return frozenset(
        {"tf", "Path", "sqrt", GAME, *KERAS_CLASSES, *KERAS_MODULES, *runtime_functions(), *layer_classes()}
    )


def may_be_used(name: str, kind: Kind) -> bool:
    """Whether something of a spec may have this name: it hides nothing that the emitted source or a formula uses."""
    return meaning_of(name, kind) is None


def meaning_of(name: str, kind: Kind) -> str | None:
    """What a name stands for already, so that nothing of this kind can have it; None for a free name."""
    meaning = _meaning_in_source(name)
    if meaning is not None:
        return meaning
    if kind is Kind.NETWORK and name == DATA:
        return "it stands in front of the fields of the data, as in `data.image`"
    if kind in OUTSIDE_FORMULAS:
        return PREVIOUS.get(name)
    if kind in ATTRIBUTES and name.startswith(METHOD_PREFIXES):
        return "methods of the emitted game begin so"
    if name in function_rows():
        return "it is a function of formulas"
    return "it is an attribute of every Keras model" if name in model_names() else None


def _meaning_in_source(name: str) -> str | None:
    """What a name stands for in every emitted source."""
    if keyword.iskeyword(name):
        return "it is a keyword of Python"
    if name.startswith("_"):
        return "a name that begins with `_` is private in Python"
    if name in LOCALS:
        return "it is a parameter or a variable of the emitted methods"
    if name in BUILTINS:
        return "it is a function of Python that emitted lines call"
    return "the emitted source imports this name" if name in imported_names() else None


def free_suggestion(name: str) -> str:
    """A name like the given one that every kind of thing may have."""
    for prefix in METHOD_PREFIXES:
        name = name.removeprefix(prefix)
    return f"{name.strip('_') or 'name'}_1"


def game_class(spec_name: str) -> str:
    """The class of a spec's game: `dcgan-digits` is `DcganDigits`, `none` is `NoneGame`."""
    parts = [part for part in re.split(r"[^A-Za-z0-9]+", spec_name) if part]
    joined = "".join(part[0].upper() + part[1:] for part in parts)
    taken = keyword.iskeyword(joined) or hasattr(builtins, joined) or joined in imported_names()
    return f"{joined}{GAME}" if taken else joined
