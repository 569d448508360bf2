"""The policies of `augment`, from `policies.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from gancompile.catalogue.data_file import read_yaml


@cache
def _file() -> Mapping[str, Any]:
    return read_yaml("policies.yaml")


def policy_rows() -> Mapping[str, str]:
    """The help of each policy."""
    rows: Mapping[str, str] = _file()["policies"]
    return rows


def policy_groups() -> Mapping[str, tuple[str, ...]]:
    """The policies of each group."""
    return {name: tuple(policies) for name, policies in _file()["groups"].items()}
