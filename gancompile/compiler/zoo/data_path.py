"""The data of one's own in a spec of the zoo: which spec suits a folder or a file, and its path in the text."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gancompile.catalogue.sources.audio.wav_header import SUFFIXES as SOUNDS
from gancompile.catalogue.sources.folder_file import class_folders, class_names, listed_endings, look_below
from gancompile.catalogue.sources.image_header import SUFFIXES as IMAGES
from gancompile.compiler.zoo.zoo import ZooSpec

PLAIN = re.compile(r"[A-Za-z0-9_./-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKind:
    """source: of the catalogue. argument: of the source, which takes the path. spec: of the zoo, to begin with."""

    source: str
    argument: str
    spec: str


KINDS: Mapping[str, DataKind] = {
    "images": DataKind(source="images", argument="folder", spec="dcgan-images"),
    "sounds": DataKind(source="audio", argument="folder", spec="wavegan"),
    "a table": DataKind(source="table", argument="file", spec="tabular-iris"),
    "lines of text": DataKind(source="text", argument="file", spec="text-names"),
}
FILES = {".csv": "a table", ".tsv": "a table", ".txt": "lines of text"}


class UnknownDataError(ValueError):
    """Data for which no spec of the zoo is meant; the message is for the user."""


def kind_of(path: Path) -> DataKind:
    """The kind of data at a path: what there is most of in a folder, or what a file's ending says. Raises UnknownDataError."""
    if path.is_dir():
        contents = {kind: look_below(path, suffixes) for kind, suffixes in (("images", IMAGES), ("sounds", SOUNDS))}
        kind = max(contents, key=lambda one: len(contents[one].files))
        if not contents[kind].files:
            there = f"; it has {listed_endings(contents[kind].others)}" if contents[kind].others else ""
            raise UnknownDataError(f"`{path}` holds no images and no .wav files{there}")
        return KINDS[kind]
    if not path.is_file():
        raise UnknownDataError(f"there is no folder or file `{path}`")
    if path.suffix.lower() not in FILES:
        known = ", ".join(FILES)
        raise UnknownDataError(
            f"`{path.name}` is none of {known}, and no folder; `gancompile zoo` lists specs to begin with"
        )
    return KINDS[FILES[path.suffix.lower()]]


def with_data(text: str, spec: ZooSpec, kind: DataKind, path: Path, folder: Path) -> str:
    """The text of a spec that reads a path. folder: of the spec, which the path is written relative to. Raises UnknownDataError.

    What the spec of the zoo says of its own data is left out: the header, the warnings that it allows, a batch larger than the data.
    """
    relative = os.path.relpath(path, folder)
    written = Path(relative if not relative.startswith("..") else path.absolute()).as_posix()
    quoted = written if PLAIN.fullmatch(written) else json.dumps(written, ensure_ascii=False)
    pattern = rf"(\b{kind.source}: {{)(?:folder|file|builtin): [^,}}]+"
    changed, count = re.subn(pattern, lambda found: f"{found[1]}{kind.argument}: {quoted}", text)
    if not count:
        raise UnknownDataError(f"spec `{spec.name}` reads no source `{kind.source}`; `{kind.spec}` does")
    changed = re.sub(r"^allow:.*\n", "", changed, flags=re.MULTILINE)
    return _with_smaller_batch(_with_header(changed, spec), _count(kind, path))


def class_names_of(kind: DataKind, path: Path) -> tuple[str, ...]:
    """The sub-folders that are classes, where all images of a folder lie in such."""
    if kind.source != "images":
        return ()
    folders = class_folders(look_below(path, IMAGES).files, path)
    return () if None in folders else class_names(folders)


def _with_header(text: str, spec: ZooSpec) -> str:
    """The text under a header of its own."""
    schema, _, rest = text.partition("\n")
    body = re.sub(r"\A(?:#.*\n)*", "", rest)
    header = f"# Begun from `{spec.name}` of the zoo, {spec.paper}: `gancompile zoo {spec.name}` says what differs from the paper."
    return f"{schema}\n{header}\n{body}"


def _count(kind: DataKind, path: Path) -> int | None:
    """The number of examples, as far as names and lines tell it."""
    if kind.source == "images":
        return len(look_below(path, IMAGES).files)
    if kind.argument == "file":
        return sum(1 for line in path.read_bytes().splitlines() if line.strip()) - (kind.source == "table")
    return None


def _with_smaller_batch(text: str, count: int | None) -> str:
    """The text with the batch halved until there are as many examples."""

    def smaller(found: re.Match[str]) -> str:
        batch = int(found[2])
        while count is not None and 1 < count < batch:
            batch //= 2
        return f"{found[1]}{max(batch, 1)}"

    return re.sub(r"^(  batch: )(\d+)", smaller, text, count=1, flags=re.MULTILINE)
