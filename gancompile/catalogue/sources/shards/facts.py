"""The facts of packed images, from their index alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.argument_position import ArgumentPosition
from gancompile.catalogue.sources.path import find
from gancompile.catalogue.sources.shards.depth import is_read_deep
from gancompile.catalogue.sources.source_facts import LABELLED, FieldFacts, SourceFacts, SourceProblem
from gancompile.files import is_remote
from gancompile.shards import INDEX, Index, ShardsError, read_index

PIECE = 2**20


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """`image`, and what else was packed. Shards of this machine must be there, with the sizes that the index has."""
    found = _index(arguments, base)
    if isinstance(found, SourceProblem):
        return found
    path, index = found
    if not is_remote(arguments["folder"]):
        folder = find(ArgumentPosition("folder"), arguments["folder"], base, folder=True)
        problem = folder if isinstance(folder, SourceProblem) else _missing(arguments["folder"], folder, index)
        if problem is not None:
            return problem
    return SourceFacts(fields=_fields(index, arguments), count=index.count, files=(str(path),))


def verify(arguments: Mapping[str, Any], base: Path) -> list[SourceProblem]:
    """The shards of this machine that are not what the index says; all are read."""
    found = facts(arguments, base)
    if isinstance(found, SourceProblem):
        return [found]
    inspected = _index(arguments, base)
    if is_remote(arguments["folder"]) or isinstance(inspected, SourceProblem):
        return []
    folder = (base / Path(arguments["folder"]).expanduser()).absolute()
    damaged = [one.file for one in inspected[1].shards if _sha256(folder / one.file) != one.sha256]
    if not damaged:
        return []
    message = f"of {len(inspected[1].shards):,} shards in `{arguments['folder']}`, {len(damaged):,} are damaged: {', '.join(damaged[:5])}"
    help = "delete them, and pack the images again: the other shards stay"
    return [SourceProblem(position=ArgumentPosition("folder"), message=message, help=help)]


def _index(arguments: Mapping[str, Any], base: Path) -> tuple[Path, Index] | SourceProblem:
    """The index with its path."""
    written, copy = arguments["folder"], arguments.get("index")
    if is_remote(written) and copy is None:
        return SourceProblem(
            position=ArgumentPosition("folder"),
            message=f"`{written}` is not on this machine, and what it holds is not known without its index",
            help=f"copy `{written.rstrip('/')}/{INDEX}` here, or let `gancompile pack --index FILE` write it, and add `index: FILE`",
        )
    position = ArgumentPosition("folder" if copy is None else "index")
    if copy is not None:
        path = find(position, copy, base, folder=False)
    else:
        folder = find(position, written, base, folder=True)
        path = folder if isinstance(folder, SourceProblem) else folder / INDEX
    if isinstance(path, SourceProblem):
        return path
    if not path.is_file():
        message = f"folder `{written}` holds no `{INDEX}`"
        help = f"`gancompile pack IMAGES -o {written}` writes it after the last shard, and goes on where it was stopped"
        return SourceProblem(position=position, message=message, help=help)
    try:
        return path, read_index(path.read_bytes())
    except (OSError, ShardsError) as error:
        return SourceProblem(position=position, message=f"`{path.name}` cannot be used: {error}")


def _missing(written: str, folder: Path, index: Index) -> SourceProblem | None:
    """The problem of shards that are not there, or not whole."""
    wrong = [one.file for one in index.shards if _size(folder / one.file) != one.bytes]
    if not wrong:
        return None
    message = f"of {len(index.shards):,} shards in `{written}`, {len(wrong):,} are missing or not whole: {', '.join(wrong[:5])}"
    return SourceProblem(
        position=ArgumentPosition("folder"),
        message=message,
        help="copy them again, or pack the images again: the other shards stay",
    )


def _fields(index: Index, arguments: Mapping[str, Any]) -> dict[str, FieldFacts]:
    channels = arguments.get("channels", 3)
    sizes = tuple(index.sizes())
    shape = (*(sizes[0] if len(sizes) == 1 else (None, None)), channels)
    transparent = channels < 4 and index.total("transparent") > 0 and "background" not in arguments
    if is_read_deep(index, channels):
        image = FieldFacts(shape=shape, dtype="float32", transparent=transparent, deep=True, sizes=sizes)
    else:
        cut = index.total("cut") + index.total("deep") > 0
        image = FieldFacts(shape=shape, dtype="uint8", low=0, high=255, transparent=transparent, cut=cut, sizes=sizes)
    fields = {"image": image}
    if index.attribute_names:
        low, high = index.attribute_ends
        names = index.attribute_names
        fields["attributes"] = FieldFacts(shape=(len(names),), dtype="float32", low=low, high=high, class_names=names)
    if index.class_names is not None:
        names = index.class_names
        fields["label"] = FieldFacts(shape=(), dtype="int32", classes=len(names), class_names=names)
    if index.is_partial:
        fields["labelled"] = LABELLED
    return fields


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
