"""Prepared data sets of TensorFlow Datasets, by the descriptions that lie beside their files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.path import near
from gancompile.catalogue.sources.source_facts import FieldFacts
from gancompile.catalogue.sources.text.field import TEXT

DEFAULT_DIR = "~/tensorflow_datasets"
DTYPES = {
    **dict.fromkeys(("float16", "float32", "float64", "bfloat16"), "float32"),
    **dict.fromkeys(("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32"), "int32"),
}


class PreparedError(Exception):
    """A data set that cannot be used; the message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """folder: of the version. fields: by feature, the example first. counts: the number of examples by split."""

    folder: Path
    fields: Mapping[str, FieldFacts]
    counts: Mapping[str, int]


def find_prepared(name: str, data_dir: Path) -> Prepared:
    """The newest version of a data set that is prepared. Raises PreparedError."""
    versions = sorted((data_dir / name).glob("*/features.json"), key=lambda path: _version(path.parent.name))
    if not versions:
        raise PreparedError(
            f"`{name}` is not prepared in `{data_dir}`: `tfds build {name.partition('/')[0]}` does that, "
            "or `tensorflow_datasets.load` of it"
        )
    folder = versions[-1].parent
    try:
        features = json.loads(versions[-1].read_text(encoding="utf-8"))["featuresDict"]["features"]
        info = json.loads((folder / "dataset_info.json").read_text(encoding="utf-8"))
        counts = {one["name"]: sum(map(int, one["shardLengths"])) for one in info["splits"]}
        known = {feature: _field(feature, described, folder) for feature, described in features.items()}
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise PreparedError(f"the description of `{name}` in `{folder}` cannot be read: {error!r}") from error
    found = {feature: field for feature, field in known.items() if field is not None}
    return Prepared(folder=folder, fields=found, counts=counts)


def chosen_features(prepared: Prepared, fields: Mapping[str, str] | None) -> Mapping[str, str]:
    """The feature of each field: those that are wanted, or all of images, labels and numbers, or else of texts. Raises PreparedError."""
    for feature in (fields or {}).values():
        if feature not in prepared.fields:
            raise PreparedError(
                f"there is no feature `{feature}` of images, labels, numbers or texts; {near(feature, prepared.fields)}"
            )
    if not prepared.fields:
        raise PreparedError("none of its features holds images, labels, numbers or texts")
    usable = {feature: feature for feature, facts in prepared.fields.items() if facts is not TEXT}
    return fields or usable or {feature: feature for feature in prepared.fields}


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else -1 for part in name.split("."))


def _field(feature: str, described: Mapping[str, Any], folder: Path) -> FieldFacts | None:
    """The field of a feature; None for sequences and others that are neither texts nor numbers of one shape."""
    if "image" in described:
        shape = _shape(described["image"])
        usable = described["image"]["dtype"] == "uint8" and len(shape) == 3 and shape[2] in {1, 3, 4}
        return FieldFacts(shape=shape, dtype="uint8", low=0, high=255) if usable else None
    if "text" in described:
        return TEXT
    if "classLabel" in described:
        names = folder / f"{feature}.labels.txt"
        listed = tuple(names.read_text(encoding="utf-8").splitlines()) if names.exists() else ()
        classes = int(described["classLabel"]["numClasses"])
        return FieldFacts(
            shape=(), dtype="int32", classes=classes, class_names=listed if len(listed) == classes else ()
        )
    tensor = described.get("tensor")
    if tensor is None or tensor["dtype"] not in DTYPES or None in _shape(tensor):
        return None
    return FieldFacts(shape=_shape(tensor), dtype=DTYPES[tensor["dtype"]])


def _shape(described: Mapping[str, Any]) -> tuple[int | None, ...]:
    sizes = (int(size) for size in described["shape"].get("dimensions", ()))
    return tuple(None if size < 0 else size for size in sizes)
