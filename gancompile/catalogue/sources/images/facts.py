"""The facts of folders of images, from names and the headers of some files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources.folder_file import below, class_folders, class_names, files_below
from gancompile.catalogue.sources.image_header import SUFFIXES, UnreadableImageError, read_size
from gancompile.catalogue.sources.path import find, near
from gancompile.catalogue.sources.source_facts import LABELLED, FieldFacts, SourceFacts, SourceProblem

HEADERS = 200
"""At most so many are read of each folder, evenly spread."""


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """A field for each folder, the images of several paired by name; `label` for sub-folders."""
    found = _folders(arguments, base)
    if isinstance(found, SourceProblem):
        return found
    classes = _classes(found[0], arguments.get("labels"))
    if isinstance(classes, SourceProblem):
        return classes
    fields = {}
    for one in found:
        field = _field(one, arguments.get("channels", 3))
        if isinstance(field, SourceProblem):
            return field
        fields[one.field] = field
    if classes is not None:
        fields["label"] = FieldFacts(shape=(), dtype="int32", classes=len(classes), class_names=classes)
    if arguments.get("labels") == "partial":
        fields["labelled"] = LABELLED
    files = tuple(path for one in found for path in one.files)
    return SourceFacts(fields=fields, count=len(found[0].files), files=files)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folder:
    """The images of a field. written: the folder as the spec has it. argument: of the source."""

    field: str
    argument: str
    written: str
    root: Path
    files: list[str]

    def names(self) -> dict[str, str]:
        """The files by their path in the folder, without the suffix."""
        return {os.path.splitext(below(path, self.root))[0]: path for path in self.files}


def _folders(arguments: Mapping[str, Any], base: Path) -> list[_Folder] | SourceProblem:
    """The folders; the images of one example have the same index in each."""
    several = arguments.get("folders")
    found = []
    for field, written in (several or {"image": arguments.get("folder")}).items():
        argument = f"folders.{field}" if several else "folder"
        root = find(argument, written, base, folder=True)
        if isinstance(root, SourceProblem):
            return root
        files = files_below(root, SUFFIXES)
        if not files:
            endings = f"known endings are {', '.join(SUFFIXES)}"
            return SourceProblem(argument=argument, message=f"folder `{written}` holds no images", help=endings)
        found.append(_Folder(field=field, argument=argument, written=written, root=root, files=files))
    names = [one.field for one in found]
    channels = arguments.get("channels", 3)
    for name in channels if isinstance(channels, Mapping) else ():
        if name not in names:
            return SourceProblem(
                argument=f"channels.{name}", message=f"there is no field `{name}`", help=near(name, names)
            )
    for name in ("label", "labelled"):
        if name in names:
            message = f"a field of images cannot be called `{name}`"
            help = "sub-folders are labels, and give that field; take another name"
            return SourceProblem(argument=f"folders.{name}", message=message, help=help)
    return _paired(found) if several else found


def _paired(folders: list[_Folder]) -> list[_Folder] | SourceProblem:
    """The folders with their files in the order of the first."""
    names = [one.names() for one in folders]
    for one, by_name in zip(folders, names, strict=True):
        if len(by_name) < len(one.files):
            twice = Path(next(path for path in one.files if path not in by_name.values()))
            message = f"folder `{one.written}` has two images called `{twice.stem}`, so their partners are not known"
            return SourceProblem(argument=one.argument, message=message, help="give each a name of its own")
    for one, by_name in zip(folders, names, strict=True):
        for other, others in zip(folders, names, strict=True):
            alone = [name for name in by_name if name not in others]
            if alone:
                path = below(by_name[alone[0]], one.root)
                message = f"image `{path}` of folder `{one.written}` has no partner in `{other.written}`"
                more = f"; {len(alone) - 1:,} more have none" if len(alone) > 1 else ""
                help = f"it would be called `{alone[0]}`, with any ending{more}"
                return SourceProblem(argument=one.argument, message=message, help=help)
    return [replace(one, files=[mine[name] for name in names[0]]) for one, mine in zip(folders, names, strict=True)]


def _classes(folder: _Folder, labels: str | None) -> tuple[str, ...] | None | SourceProblem:
    """The names of the classes; None where there are no labels."""
    tops = class_folders(folder.files, folder.root)
    if labels == "none" or (labels is None and None in tops):
        return None
    if labels == "folders" and None in tops:
        name = os.path.basename(folder.files[tops.index(None)])
        return SourceProblem(
            argument="labels",
            message=f"image `{name}` of folder `{folder.written}` is in no sub-folder, and so has no label",
            help="put every image into the folder of its class, or write `labels: none`, or `labels: partial`",
        )
    classes = class_names(tops)
    if not classes:
        message = f"no image of folder `{folder.written}` is in a sub-folder, and so none has a label"
        return SourceProblem(argument="labels", message=message, help="put some into folders of their classes")
    return classes


def _field(folder: _Folder, channels: int | Mapping[str, int]) -> FieldFacts | SourceProblem:
    """The field of a folder, with a size where all headers that are read have the same."""
    sizes = _sizes(folder.files[:: -(-len(folder.files) // HEADERS)], folder.argument)
    if isinstance(sizes, SourceProblem):
        return sizes
    size = next(iter(sizes)) if len(sizes) == 1 else (None, None)
    depth = channels.get(folder.field, 3) if isinstance(channels, Mapping) else channels
    return FieldFacts(shape=(*size, depth), dtype="uint8", low=0, high=255)


def _sizes(files: list[str], argument: str) -> set[tuple[int, int]] | SourceProblem:
    sizes = set()
    for path in files:
        try:
            sizes.add(read_size(Path(path)))
        except UnreadableImageError:
            message = f"file `{path}` is no image that can be read"
            return SourceProblem(argument=argument, message=message, help="remove it, or mend it")
    return sizes
