"""The policies of `augment`, from `policies.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gancompile.catalogue.data_file import read_yaml


@cache
def _file() -> Mapping[str, Any]:
    return read_yaml("policies.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRow:
    """A policy. channels: how many an image may have; None for any number.

    images: of a policy that moves its own probability where none is given, after how many images that can have gone from 0 to 1.
    target: the mean of the signs of a critic's scores that it brings about.
    """

    key: str
    help: str
    channels: tuple[int, ...] | None = None
    images: float | None = None
    target: float = 0.0


def policy_rows() -> Mapping[str, PolicyRow]:
    """All policies by name."""
    return {
        key: PolicyRow(key=key, **{**row, **({"channels": tuple(row["channels"])} if "channels" in row else {})})
        for key, row in _file()["policies"].items()
    }


def policy_groups() -> Mapping[str, tuple[str, ...]]:
    """The policies of each group."""
    return {name: tuple(policies) for name, policies in _file()["groups"].items()}
