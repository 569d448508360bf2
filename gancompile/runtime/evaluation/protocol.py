"""What a number was measured by: two numbers compare where their protocols are one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from gancompile.catalogue.sources import source_rows
from gancompile.folder import DataFingerprint
from gancompile.folder.fingerprint import data_digest
from gancompile.runtime.data.steps import row_of
from gancompile.runtime.program import Program

VERSION = 1
"""Of how numbers are computed; another one makes all protocols others."""
SHOWN = 12
"""Digits of a hash that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """features: the network with the digest of its weights, and the size and range of what it takes. data: the digest of the real
    examples' files and steps. example: their field. reals, samples: how many. statistics: the digest of a file of moments that stand for
    the data's. held_out: that of the examples that training does not see. seed: of the samples, and of which real examples were taken.
    """

    features: Mapping[str, Any]
    data: str
    example: str
    reals: int
    samples: int
    seed: int
    weights: str
    truncation: float | None
    statistics: str | None = None
    held_out: str | None = None
    version: int = VERSION

    @property
    def sha256(self) -> str:
        """One hash of all of it."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    @property
    def short(self) -> str:
        """The hash as it is shown."""
        return self.sha256[:SHOWN]

    def lines(self) -> Iterator[str]:
        """The protocol in words, a line for each part."""
        described = ", ".join(f"{key} {_short(value)}" for key, value in self.features.items() if key != "network")
        network = self.features.get("network", "none")
        yield f"features: {network}" + (f" ({described})" if described else "")
        if self.reals:
            yield f"compared with: {self.reals:,} real examples of `{self.example}`, data {self.data[:SHOWN]}"
        if self.held_out is not None:
            yield f"held out: data {self.held_out[:SHOWN]}"
        if self.statistics is not None:
            yield f"moments of the data: a file, sha256 {self.statistics[:SHOWN]}"
        truncated = f", latents truncated at {self.truncation:g}" if self.truncation is not None else ""
        yield f"samples: {self.samples:,} of {self.weights} weights, seed {self.seed}{truncated}"


def protocol_from_json(values: Mapping[str, Any]) -> Protocol:
    """A protocol as it was written. Raises TypeError where it is none."""
    return Protocol(**values)


def differences(a: Protocol, b: Protocol) -> list[str]:
    """What differs, by name."""
    left, right = asdict(a), asdict(b)
    names = [name for name in left if name != "features" and left[name] != right[name]]
    inner = [key for key in {**a.features, **b.features} if a.features.get(key) != b.features.get(key)]
    return [*(f"features.{key}" for key in inner), *names]


def digest_of_data(program: Program, field: str, files: DataFingerprint) -> str:
    """SHA-256 of what real examples are: the source without the places of its files, its steps, and the content of the files."""
    name = field.rpartition(".")[0]
    one = program.data["sets"][name]
    source = one["source"]
    paths = source_rows()[source["kind"]].paths
    arguments = {key: value for key, value in source["arguments"].items() if key not in paths}
    same = [step for step in one.get("steps", ()) if not row_of(step).random or row_of(step).sets_size]
    described = {
        "source": source["kind"],
        "arguments": arguments,
        "steps": same,
        "renumber": one.get("renumber"),
        "files": _content(files, name),
    }
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def _content(files: DataFingerprint, name: str) -> str | None:
    """The digest of the files of a set; None for data that need none."""
    return data_digest({name: files[name]}) if files.get(name) else None


def _short(value: Any) -> str:
    text = str(value)
    return text[:SHOWN] if len(text) == 64 and set(text) <= set("0123456789abcdef") else text
