"""The feature networks of `evaluate`, from `feature_networks.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gancompile.catalogue.data_file import read_yaml
from gancompile.catalogue.rows import ArgumentRow, arguments_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureNetworkRow:
    """A feature network. samples, gives, default_for: see `feature_networks.yaml`. paths: the arguments that are files."""

    key: str
    help: str
    samples: tuple[str, ...]
    gives: tuple[str, ...]
    default_for: tuple[str, ...]
    paths: tuple[str, ...]
    arguments: tuple[ArgumentRow, ...]


@cache
def feature_network_rows() -> Mapping[str, FeatureNetworkRow]:
    """All feature networks by name, in the order of the file."""
    made = {}
    for key, row in read_yaml("feature_networks.yaml").items():
        given = row.get("arguments", {})
        plain = {name: {k: v for k, v in one.items() if k != "is_path"} for name, one in given.items()}
        made[key] = FeatureNetworkRow(
            key=key,
            help=row["help"],
            samples=tuple(row["samples"]),
            gives=tuple(row["gives"]),
            default_for=tuple(row.get("default_for", ())),
            paths=tuple(name for name, one in given.items() if one.get("is_path")),
            arguments=arguments_of({"arguments": plain}),
        )
    return made


def default_features(kind: str) -> str | None:
    """The feature network of a kind of samples, where a spec says nothing; None for lines of text, which have none."""
    return next((key for key, row in feature_network_rows().items() if kind in row.default_for), None)
