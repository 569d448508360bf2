"""The rows of the data steps, from the `row.yaml` of each folder beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gancompile.catalogue.entry_folder import read_rows

STEPS = "gancompile.catalogue.steps"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A step of a data pipeline.

    type: of its value, a fragment of JSON Schema. example: such a value. applied_by: the class of `apply.py`. images_only: whether
    it needs images [height, width, channels]; other steps work on the images or, without any, on the example. random: whether it
    draws numbers for each example. sets_size: whether its value is the size of the images. rescales: whether it maps values
    to another range, as float32.
    """

    key: str
    help: str
    type: Mapping[str, Any]
    example: Any
    applied_by: str
    images_only: bool = False
    random: bool = False
    sets_size: bool = False
    rescales: bool = False


@cache
def step_rows() -> Mapping[str, StepRow]:
    """All steps by key."""
    return {
        key: StepRow(key=key, **{name: value for name, value in row.items() if name != "order"})
        for key, row in read_rows(STEPS).items()
    }
