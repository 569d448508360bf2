"""The formats of exports, from `export_formats.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gancompile.catalogue.data_file import read_yaml

DEFAULT_FORMATS = ("saved_model",)
"""What a build exports where its spec does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFormatRow:
    """A format of exports. file, extra, packages, quantize: see `export_formats.yaml`."""

    key: str
    help: str
    file: str
    extra: str | None
    packages: tuple[str, ...]
    quantize: tuple[str, ...]

    @property
    def install(self) -> str:
        """The command that installs its packages."""
        return f"pip install 'gancompile[{self.extra}]'"


@cache
def export_format_rows() -> Mapping[str, ExportFormatRow]:
    """All formats by name, in the order of the file."""
    return {
        key: ExportFormatRow(
            key=key,
            help=row["help"],
            file=row["file"],
            extra=row.get("extra"),
            packages=tuple(row.get("packages", ())),
            quantize=tuple(row.get("quantize", ())),
        )
        for key, row in read_yaml("export_formats.yaml").items()
    }
