"""The rows of the data sources, from the `row.yaml` of each folder beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gancompile.catalogue.entry_folder import read_rows

SOURCES = "gancompile.catalogue.sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceArgument:
    """An argument of a source.

    type: a fragment of JSON Schema. default: a JSON value. instead_of: the required argument that it replaces.
    is_path: whether it names files or folders, relative to the spec.
    """

    name: str
    type: Mapping[str, Any]
    help: str
    required: bool
    default: Any = None
    instead_of: str | None = None
    is_path: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A data source.

    samples: the kind of its encoding, where generated values are decoded: `table`, `sound`, `text`. sample_file: the ending of
    a file of such samples. example: arguments that need no file of the author's, where there are such. drawn_by: the function or
    class of `load.py` that draws its examples anew; None for stored examples. is_mixture: whether it is a `Mixture` of Gaussians.
    """

    key: str
    help: str
    arguments: Mapping[str, SourceArgument]
    samples: str | None = None
    sample_file: str | None = None
    example: Mapping[str, Any] | None = None
    drawn_by: str | None = None
    is_mixture: bool = False

    @property
    def paths(self) -> frozenset[str]:
        """The arguments that are paths."""
        return frozenset(name for name, argument in self.arguments.items() if argument.is_path)


@cache
def source_rows() -> Mapping[str, SourceRow]:
    """All data sources by key."""
    return {key: _row(key, row) for key, row in read_rows(SOURCES).items()}


def _row(key: str, row: Mapping[str, Any]) -> SourceRow:
    arguments = {
        name: SourceArgument(name=name, required="default" not in argument, **argument)
        for name, argument in row["arguments"].items()
    }
    more = {name: value for name, value in row.items() if name not in {"order", "arguments"}}
    return SourceRow(key=key, arguments=arguments, **more)
