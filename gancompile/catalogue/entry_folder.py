"""Catalogues of which each entry is a folder: a `row.yaml`, and modules that are imported when they are needed."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from gancompile.catalogue.data_file import parse_yaml


def read_rows(catalogue: str) -> Mapping[str, Mapping[str, Any]]:
    """The content of each `row.yaml` by the name of its folder, sorted by `order`.

    catalogue: the name of a package. All folders of its `__path__` are read, so that a program may add one of its own.
    """
    rows = {
        path.parent.name: parse_yaml(path.read_text(encoding="utf-8"))
        for folder in import_module(catalogue).__path__
        for path in sorted(Path(folder).glob("*/row.yaml"))
    }
    return dict(sorted(rows.items(), key=lambda item: item[1]["order"]))


def member(catalogue: str, key: str, module: str, name: str) -> Any:
    """A function or a class of an entry. module: which of its modules, such as `facts`."""
    return getattr(import_module(f"{catalogue}.{key}.{module}"), name)


def has_member(catalogue: str, key: str, module: str, name: str) -> bool:
    """Whether a module of an entry defines a function or class of that name."""
    return hasattr(import_module(f"{catalogue}.{key}.{module}"), name)
