"""The columns of a data set of Hugging Face's `datasets`. Feature types are matched by class name, so that the package is imported late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gancompile.catalogue.sources.path import near
from gancompile.catalogue.sources.source_facts import FieldFacts
from gancompile.catalogue.sources.text.field import TEXT

INSTALL = "`pip install 'gancompile[hf]'` installs it"
NUMBERS = {
    **dict.fromkeys(("float16", "float32", "float64"), "float32"),
    **dict.fromkeys(("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32"), "int32"),
}
TEXTS = frozenset({"string", "large_string"})


class HubError(Exception):
    """A data set that cannot be used; the message is for the user. field: the one at fault, None for the set itself."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


def open_set(name: str | None, folder: str | None, config: str | None, split: str) -> Any:
    """A split of a data set, which is downloaded from the hub on first use. Raises HubError."""
    return _opened(name, folder, config, split)


def describe_set(name: str | None, folder: str | None, config: str | None, split: str) -> Any:
    """What the hub knows of a data set without a download, or the split of a folder. Raises HubError."""
    return _opened(name, folder, config, split, builder=True)


def open_stream(name: str | None, folder: str | None, config: str | None, split: str) -> tuple[Any, int]:
    """A split whose examples are read one after the other, and their number. Raises HubError."""
    found = _opened(name, folder, config, split, streaming=True)
    if folder is not None:
        return found.to_iterable_dataset(), len(found)
    count = count_of(found.info, split)
    if count is None:
        raise HubError(f"the hub does not say how many examples the split `{split}` has, which `stream` needs")
    return found, count


def count_of(info: Any, split: str) -> int | None:
    """The number of examples of a split, None where the hub does not give it. Raises HubError."""
    if info.splits and split not in info.splits:
        raise HubError(f"there is no split `{split}`; there are {', '.join(info.splits)}")
    return int(info.splits[split].num_examples) if info.splits else None


def field_of_column(feature: Any, channels: int) -> FieldFacts | None:
    """The field of a column; None for sounds, nested columns and others that are neither numbers nor texts."""
    match type(feature).__name__:
        case "Image":
            return FieldFacts(shape=(None, None, channels), dtype="uint8", low=0, high=255)
        case "ClassLabel":
            return FieldFacts(
                shape=(), dtype="int32", classes=feature.num_classes, class_names=tuple(map(str, feature.names))
            )
        case "Value" if feature.dtype in NUMBERS:
            return FieldFacts(shape=(), dtype=NUMBERS[feature.dtype])
        case "Value" if feature.dtype in TEXTS:
            return TEXT
        case "Array2D" | "Array3D" | "Array4D" if feature.dtype in NUMBERS:
            return FieldFacts(shape=tuple(feature.shape), dtype=NUMBERS[feature.dtype])
        case "List" | "Sequence" if feature.length > 0 and getattr(feature.feature, "dtype", None) in NUMBERS:
            return FieldFacts(shape=(feature.length,), dtype=NUMBERS[feature.feature.dtype])
    return None


def chosen_columns(
    features: Mapping[str, Any], fields: Mapping[str, str] | None, channels: int
) -> dict[str, FieldFacts]:
    """The facts of the columns that are wanted, by column. Raises HubError.

    Without `fields`, all of images, labels and numbers are; texts only where there is nothing else, for they are read at once.
    """
    known = {column: field_of_column(feature, channels) for column, feature in features.items()}
    for field, column in (fields or {}).items():
        if column not in known:
            raise HubError(f"there is no column `{column}`; {near(column, known)}", field)
        if known[column] is None:
            raise HubError(
                f"column `{column}` holds {features[column]}, which are no images, labels, numbers or texts", field
            )
    if fields:
        return {column: facts for column in fields.values() if (facts := known[column]) is not None}
    usable = {column: facts for column, facts in known.items() if facts is not None}
    if not usable:
        raise HubError(f"none of the columns holds images, labels, numbers or texts: {', '.join(known)}")
    return {column: facts for column, facts in usable.items() if facts is not TEXT} or usable


def fields_of(columns: Mapping[str, FieldFacts], fields: Mapping[str, str] | None) -> Mapping[str, str]:
    """The column of each field: as it is written, or each by its own name."""
    return fields or {column: column for column in columns}


def _opened(
    name: str | None,
    folder: str | None,
    config: str | None,
    split: str,
    *,
    builder: bool = False,
    streaming: bool = False,
) -> Any:
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
        return datasets.load_dataset(name, config, split=split, streaming=streaming)
    except HubError:
        raise
    except Exception as error:
        raise HubError(f"data set `{folder or name}` cannot be had: {str(error).splitlines()[0]}") from error
