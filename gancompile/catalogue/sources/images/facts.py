"""The facts of folders of images, from names and the headers of some files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import ImageColor

from gancompile.catalogue.sources.argument_position import ArgumentPosition, EntryPart
from gancompile.catalogue.sources.folder_file import below, class_folders, class_names, listed_endings, look_below
from gancompile.catalogue.sources.image_header import (
    SUFFIXES,
    ImageHeader,
    UnreadableImageError,
    has_transparent_pixels,
    keeps_depth,
    read_header,
    spread,
)
from gancompile.catalogue.sources.images.attribute_table import AttributeTableError, read_attributes
from gancompile.catalogue.sources.path import find, near
from gancompile.catalogue.sources.source_facts import LABELLED, FieldFacts, SourceFacts, SourceProblem

OPENED = 16
"""At most so many images of each folder are decoded, evenly spread."""
NAMED = 5
"""At most so many broken files are named."""
ENDINGS = "files are read that end in .png, .jpg, .webp, .tif, .gif, .bmp and the like"
WAYS_IN = "convert them to PNG, or to arrays in an .npz file, which the source `npz` reads"


def facts(arguments: Mapping[str, Any], base: Path) -> SourceFacts | SourceProblem:
    """A field for each folder, the images of several paired by name; `label` for sub-folders."""
    problem = _background_problem(arguments)
    if problem is not None:
        return problem
    found = _folders(arguments, base)
    if isinstance(found, SourceProblem):
        return found
    classes = _classes(found[0], arguments.get("labels"))
    if isinstance(classes, SourceProblem):
        return classes
    skipped = _unreadable_examples(found) if arguments.get("on_bad") == "skip" else ()
    found = [one.without(skipped) for one in found]
    fields = {}
    for one in found:
        field = _field(one, arguments)
        if isinstance(field, SourceProblem):
            return field
        fields[one.field] = field
    attributes = _attributes(found[0], arguments, base)
    if isinstance(attributes, SourceProblem):
        return attributes
    fields |= attributes
    if classes is not None:
        fields["label"] = FieldFacts(shape=(), dtype="int32", classes=len(classes), class_names=classes)
    if arguments.get("labels") == "partial":
        fields["labelled"] = LABELLED
    return SourceFacts(
        fields=fields,
        count=len(found[0].files),
        files=(*(path for one in found for path in one.files), *_tables(arguments, base)),
        passed_over=dict(sum((Counter(one.others) for one in found), Counter[str]())),
        skipped=skipped,
        unclassed=_unclassed(found[0]) if classes is None and arguments.get("labels") is None else (),
    )


def verify(arguments: Mapping[str, Any], base: Path) -> list[SourceProblem]:
    """All images that cannot be decoded, of each folder, where they are not to be skipped."""
    if arguments.get("on_bad") == "skip":
        return []
    found = _folders(arguments, base)
    if isinstance(found, SourceProblem):
        return [found]
    problems = [_broken(one, unreadable(one.files), len(one.files), more="") for one in found]
    return [problem for problem in problems if problem is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folder:
    """The images of a field. written: the folder as the spec has it. position: in the spec. others: other files by their ending."""

    field: str
    position: ArgumentPosition
    written: str
    root: Path
    files: list[str]
    others: Mapping[str, int]

    def without(self, skipped: Collection[str]) -> _Folder:
        """The folder without files of these names, whatever their folder and ending."""
        if not skipped:
            return self
        left = [path for name, path in self.names().items() if name not in skipped]
        return replace(self, files=left)

    def names(self) -> dict[str, str]:
        """The files by their path in the folder, without the suffix."""
        return {os.path.splitext(below(path, self.root))[0]: path for path in self.files}


def _folders(arguments: Mapping[str, Any], base: Path) -> list[_Folder] | SourceProblem:
    """The folders; the images of one example have the same index in each."""
    several = arguments.get("folders")
    found = []
    for field, written in (several or {"image": arguments.get("folder")}).items():
        position = ArgumentPosition("folders", field) if several else ArgumentPosition("folder")
        root = find(position, written, base, folder=True)
        if isinstance(root, SourceProblem):
            return root
        contents = look_below(root, SUFFIXES)
        if not contents.files:
            there = f", but {listed_endings(contents.others)}" if contents.others else ""
            message = f"folder `{written}` holds no images{there}"
            help = f"{ENDINGS}; {WAYS_IN}" if there else ENDINGS
            return SourceProblem(position=position, message=message, help=help)
        found.append(
            _Folder(
                field=field, position=position, written=written, root=root, files=contents.files, others=contents.others
            )
        )
    names = [one.field for one in found]
    channels = arguments.get("channels", 3)
    for name in channels if isinstance(channels, Mapping) else ():
        if name not in names:
            return SourceProblem(
                position=ArgumentPosition("channels", name, EntryPart.KEY),
                message=f"there is no field `{name}`",
                help=near(name, names),
            )
    for name in ("attributes", "label", "labelled"):
        if name in names:
            message = f"a field of images cannot be called `{name}`"
            help = "that is the name of what the source knows of its images; take another name"
            return SourceProblem(position=ArgumentPosition("folders", name, EntryPart.KEY), message=message, help=help)
    return _paired(found) if several else found


def _paired(folders: list[_Folder]) -> list[_Folder] | SourceProblem:
    """The folders with their files in the order of the first."""
    names = [one.names() for one in folders]
    for one, by_name in zip(folders, names, strict=True):
        if len(by_name) < len(one.files):
            twice = Path(next(path for path in one.files if path not in by_name.values()))
            message = f"folder `{one.written}` has two images called `{twice.stem}`, so their partners are not known"
            return SourceProblem(position=one.position, message=message, help="give each a name of its own")
    for one, by_name in zip(folders, names, strict=True):
        for other, others in zip(folders, names, strict=True):
            alone = [name for name in by_name if name not in others]
            if alone:
                path = below(by_name[alone[0]], one.root)
                message = f"image `{path}` of folder `{one.written}` has no partner in `{other.written}`"
                more = f"; {len(alone) - 1:,} more have none" if len(alone) > 1 else ""
                help = f"it would be called `{alone[0]}`, with any ending{more}"
                return SourceProblem(position=one.position, message=message, help=help)
    return [replace(one, files=[mine[name] for name in names[0]]) for one, mine in zip(folders, names, strict=True)]


def _classes(folder: _Folder, labels: str | None) -> tuple[str, ...] | None | SourceProblem:
    """The names of the classes; None where there are no labels."""
    tops = class_folders(folder.files, folder.root)
    if labels == "none" or (labels is None and None in tops):
        return None
    if labels == "folders" and None in tops:
        name = os.path.basename(folder.files[tops.index(None)])
        return SourceProblem(
            position=ArgumentPosition("labels"),
            message=f"image `{name}` of folder `{folder.written}` is in no sub-folder, and so has no label",
            help="put every image into the folder of its class, or write `labels: none`, or `labels: partial`",
        )
    classes = class_names(tops)
    if not classes:
        message = f"no image of folder `{folder.written}` is in a sub-folder, and so none has a label"
        return SourceProblem(
            position=ArgumentPosition("labels"), message=message, help="put some into folders of their classes"
        )
    return classes


def _unclassed(folder: _Folder) -> tuple[str, ...]:
    """The images outside of sub-folders, where most images lie in one of several."""
    tops = class_folders(folder.files, folder.root)
    outside = [path for path, top in zip(folder.files, tops, strict=True) if top is None]
    if len(class_names(tops)) < 2 or 2 * len(outside) >= len(tops):
        return ()
    return tuple(os.path.basename(path) for path in outside)


def _field(folder: _Folder, arguments: Mapping[str, Any]) -> FieldFacts | SourceProblem:
    """The field of a folder, with a size where all headers that are read have the same."""
    channels = arguments.get("channels", 3)
    depth = channels.get(folder.field, 3) if isinstance(channels, Mapping) else channels
    headers = _headers(folder)
    if isinstance(headers, SourceProblem):
        return headers
    sizes = tuple((one.height, one.width) for one in headers.values())
    shape = (*(sizes[0] if len({*sizes}) == 1 else (None, None)), depth)
    see_through = _opened(folder, headers)
    if isinstance(see_through, SourceProblem):
        return see_through
    transparent = depth < 4 and see_through and "background" not in arguments
    if keeps_depth(headers.values(), depth):
        return FieldFacts(shape=shape, dtype="float32", transparent=transparent, deep=True, sizes=sizes)
    reduced = any(one.cut or one.deep for one in headers.values())
    return FieldFacts(shape=shape, dtype="uint8", low=0, high=255, transparent=transparent, cut=reduced, sizes=sizes)


def _tables(arguments: Mapping[str, Any], base: Path) -> tuple[str, ...]:
    """The paths of the files beside the images."""
    written = arguments.get("attributes")
    return (str((base / Path(written).expanduser()).absolute()),) if written else ()


def _attributes(folder: _Folder, arguments: Mapping[str, Any], base: Path) -> dict[str, FieldFacts] | SourceProblem:
    """The field of the attributes, where there is a table of them."""
    if "attributes" not in arguments:
        return {}
    path = find(ArgumentPosition("attributes"), arguments["attributes"], base, folder=False)
    if isinstance(path, SourceProblem):
        return path
    try:
        table = read_attributes(path)
        table.of(list(folder.names()))
    except AttributeTableError as error:
        return SourceProblem(position=ArgumentPosition("attributes"), message=f"`{path.name}`: {error}")
    low, high = table.ends
    return {
        "attributes": FieldFacts(
            shape=(len(table.names),), dtype="float32", low=low, high=high, class_names=table.names
        )
    }


def _background_problem(arguments: Mapping[str, Any]) -> SourceProblem | None:
    written = arguments.get("background", "white")
    try:
        ImageColor.getrgb(written)
    except ValueError:
        message = f"`background` is `{written}`, which is no colour"
        return SourceProblem(
            position=ArgumentPosition("background"), message=message, help="write a name such as `white`, or `#f0f0f0`"
        )
    return None


def _headers(folder: _Folder) -> dict[str, ImageHeader] | SourceProblem:
    """The headers of files evenly spread over the folder, by path."""
    found, broken = {}, {}
    for path in spread(folder.files):
        try:
            found[path] = read_header(Path(path))
        except UnreadableImageError as error:
            broken[path] = str(error)
    return _broken(folder, broken, len(found) + len(broken)) or found


def _opened(folder: _Folder, headers: Mapping[str, ImageHeader]) -> bool | SourceProblem:
    """Whether some of the images have transparent pixels; a problem where one of them cannot be decoded."""
    transparent, broken = False, {}
    opened = spread(list(headers), OPENED)
    for path in opened:
        try:
            transparent = has_transparent_pixels(Path(path)) or transparent
        except UnreadableImageError as error:
            broken[path] = str(error)
    return _broken(folder, broken, len(opened)) or transparent


def unreadable(files: Sequence[str]) -> dict[str, str]:
    """The images that cannot be decoded, each with the reason; all are opened, in parallel."""

    def reason(path: str) -> str | None:
        try:
            has_transparent_pixels(Path(path))
        except UnreadableImageError as error:
            return str(error)
        return None

    with ThreadPoolExecutor() as pool:
        return {path: why for path, why in zip(files, pool.map(reason, files), strict=True) if why is not None}


def _unreadable_examples(folders: Sequence[_Folder]) -> tuple[str, ...]:
    """The names of the examples of which an image cannot be decoded."""
    names = {os.path.splitext(below(path, one.root))[0]: None for one in folders for path in unreadable(one.files)}
    return tuple(names)


def _broken(
    folder: _Folder, broken: Mapping[str, str], opened: int, more: str = "; `gancompile check --data` opens all of them"
) -> SourceProblem | None:
    """The problem of images that cannot be read, with the number of them and the first names. more: what else could be done."""
    if not broken:
        return None
    names = [f"`{below(path, folder.root)}` ({why})" for path, why in list(broken.items())[:NAMED]]
    rest = f" and {len(broken) - NAMED:,} more" if len(broken) > NAMED else ""
    of = f"of {opened:,} images that were opened in folder `{folder.written}`, {len(broken):,} cannot be read"
    return SourceProblem(
        position=folder.position,
        message=f"{of}: {', '.join(names)}{rest}",
        help=f"remove or mend them, or write `on_bad: skip` to train without them{more if opened < len(folder.files) else ''}",
    )
