"""The columns of a data set of Hugging Face's `datasets`. Feature types are matched by class name, so that the package is imported late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gancompile.catalogue.sources.source_facts import FieldFacts

INSTALL = "`pip install 'gancompile[hf]'` installs it"
NUMBERS = {
    **dict.fromkeys(("float16", "float32", "float64"), "float32"),
    **dict.fromkeys(("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32"), "int32"),
}


class HubError(Exception):
    """A data set that cannot be used; the message is for the user."""


def open_set(name: str | None, folder: str | None, config: str | None, split: str, *, builder: bool = False) -> Any:
    """A split of a data set, or what its builder knows of it. Raises HubError."""
    try:
        import datasets
    except ImportError:
        raise HubError(f"the package `datasets` is not installed; {INSTALL}") from None
    datasets.disable_progress_bars()
    try:
        if folder is not None:
            found = datasets.load_from_disk(folder)
            if isinstance(found, datasets.DatasetDict):
                if split not in found:
                    raise HubError(f"`{folder}` has no split `{split}`; it has {', '.join(found)}")
                return found[split]
            return found
        if builder:
            return datasets.load_dataset_builder(name, config).info
        return datasets.load_dataset(name, config, split=split)
    except HubError:
        raise
    except Exception as error:
        raise HubError(f"data set `{folder or name}` cannot be had: {str(error).splitlines()[0]}") from error


def field_of_column(feature: Any, channels: int) -> FieldFacts | None:
    """The field of a column; None for texts, sounds and others that are no numbers."""
    match type(feature).__name__:
        case "Image":
            return FieldFacts(shape=(None, None, channels), dtype="uint8", low=0, high=255)
        case "ClassLabel":
            return FieldFacts(
                shape=(), dtype="int32", classes=feature.num_classes, class_names=tuple(map(str, feature.names))
            )
        case "Value" if feature.dtype in NUMBERS:
            return FieldFacts(shape=(), dtype=NUMBERS[feature.dtype])
        case "Array2D" | "Array3D" | "Array4D" if feature.dtype in NUMBERS:
            return FieldFacts(shape=tuple(feature.shape), dtype=NUMBERS[feature.dtype])
        case "List" | "Sequence" if feature.length > 0 and getattr(feature.feature, "dtype", None) in NUMBERS:
            return FieldFacts(shape=(feature.length,), dtype=NUMBERS[feature.feature.dtype])
    return None


def chosen_columns(
    features: Mapping[str, Any], fields: Mapping[str, str] | None, channels: int
) -> dict[str, FieldFacts]:
    """The facts of the columns that are wanted, or of all that can be used, by column. Raises HubError."""
    known = {column: field_of_column(feature, channels) for column, feature in features.items()}
    for column in (fields or {}).values():
        if column not in known:
            raise HubError(f"there is no column `{column}`; there are {', '.join(known)}")
        if known[column] is None:
            raise HubError(f"column `{column}` holds {features[column]}, which are no images, labels or numbers")
    wanted = list(fields.values()) if fields else list(known)
    found = {column: facts for column in wanted if (facts := known[column]) is not None}
    if not found:
        raise HubError(f"none of the columns holds images, labels or numbers: {', '.join(known)}")
    return found
