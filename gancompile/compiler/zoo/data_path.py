"""The data of one's own in a spec of the zoo: which spec suits a folder or a file, and its path in the text."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gancompile.catalogue.sources.audio.wav_header import SUFFIXES as SOUNDS
from gancompile.catalogue.sources.folder_file import class_folders, class_names, listed_endings, look_below
from gancompile.catalogue.sources.image_header import SUFFIXES as IMAGES
from gancompile.compiler.zoo.time_order import TimeOrder, time_order
from gancompile.compiler.zoo.zoo import ZooSpec

PLAIN = re.compile(r"[A-Za-z0-9_./-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKind:
    """source: of the catalogue. argument: of the source, which takes the path. spec: of the zoo, to begin with."""

    source: str
    argument: str
    spec: str


IMAGES_IN_CLASSES = DataKind(source="images", argument="folder", spec="cgan-images")
KINDS: Mapping[str, DataKind] = {
    "images": DataKind(source="images", argument="folder", spec="dcgan-images"),
    "sounds": DataKind(source="audio", argument="folder", spec="wavegan"),
    "a table": DataKind(source="table", argument="file", spec="tabular-iris"),
    "a series": DataKind(source="series", argument="file", spec="timegan-autoregressive"),
    "lines of text": DataKind(source="text", argument="file", spec="text-names"),
}
OF_TABLES = (KINDS["a table"], KINDS["a series"])
FILES = {".csv": "a table", ".tsv": "a table", ".txt": "lines of text"}
ARRAYS = frozenset({".npz", ".npy"})
OF_ARRAYS = "dcgan-paper-digits"
"""The spec to begin with for images in an array: its networks follow the size of the data."""
IMAGES_OF_A_CLASS = 20
"""At least so many in the smallest class, for a network that is asked for one; with fewer it would learn each by heart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """What lies at a path.

    count: of the examples, as far as names and lines tell it. classes: the sub-folders that all images lie in. order: of the lines of a
    table by time.
    """

    kind: DataKind
    path: Path
    count: int | None
    classes: tuple[str, ...] = ()
    order: TimeOrder | None = None

    @property
    def kinds(self) -> tuple[DataKind, ...]:
        """What it can be read as, the likeliest first."""
        return (self.kind, *((one for one in OF_TABLES if one != self.kind) if self.kind in OF_TABLES else ()))


class UnknownDataError(ValueError):
    """Data for which no spec of the zoo is meant; the message is for the user."""


def look_at(path: Path) -> OwnData:
    """The data at a path: what there is most of in a folder, or what a file's ending says. Raises UnknownDataError."""
    if path.is_dir():
        return _folder(path)
    if not path.is_file():
        raise UnknownDataError(f"there is no folder or file `{path}`")
    ending = path.suffix.lower()
    if ending in ARRAYS:
        written = f"source: {{{ending[1:]}: {{file: {path.name}}}}}"
        raise UnknownDataError(
            f"no spec of the zoo is begun for arrays by itself: take `--from {OF_ARRAYS}` instead of `--data`, and write `{written}` there"
        )
    if ending not in FILES:
        raise UnknownDataError(
            f"`{path.name}` is none of {', '.join(FILES)}, and no folder; `gancompile zoo` lists specs to begin with"
        )
    kind = KINDS[FILES[ending]]
    lines = sum(1 for line in path.read_bytes().splitlines() if line.strip())
    if kind not in OF_TABLES:
        return OwnData(kind=kind, path=path, count=lines)
    order = time_order(path)
    kind = KINDS["a series"] if order is not None and order.is_series else kind
    return OwnData(kind=kind, path=path, count=lines - 1, order=order)


def _folder(path: Path) -> OwnData:
    contents = {kind: look_below(path, suffixes) for kind, suffixes in (("images", IMAGES), ("sounds", SOUNDS))}
    most = max(contents, key=lambda one: len(contents[one].files))
    files = contents[most].files
    if not files:
        if any("ubyte" in one.name for one in path.iterdir()):
            written = f"source: {{mnist: {{folder: {path}}}}}"
            raise UnknownDataError(
                f"`{path}` holds files as MNIST has them: take `--from {OF_ARRAYS}`, and write `{written}` there"
            )
        there = f"; it has {listed_endings(contents[most].others)}" if contents[most].others else ""
        raise UnknownDataError(f"`{path}` holds no images and no .wav files{there}")
    if most == "sounds":
        return OwnData(kind=KINDS[most], path=path, count=None)
    folders = class_folders(files, path)
    classes = () if None in folders else class_names(folders)
    smallest = min(Counter(folders).values())
    labelled = len(classes) > 1 and smallest >= IMAGES_OF_A_CLASS
    return OwnData(kind=IMAGES_IN_CLASSES if labelled else KINDS[most], path=path, count=len(files), classes=classes)


def with_data(text: str, spec: ZooSpec, data: OwnData, folder: Path) -> str:
    """The text of a spec that reads the data. folder: of the spec, which the path is written relative to. Raises UnknownDataError.

    What the spec of the zoo says of its own data is left out: the header, the warnings that it allows, a batch larger than the data.
    """
    relative = os.path.relpath(data.path, folder)
    written = Path(relative if not relative.startswith("..") else data.path.absolute()).as_posix()
    quoted = written if PLAIN.fullmatch(written) else json.dumps(written, ensure_ascii=False)
    sources = "|".join(kind.source for kind in data.kinds)
    pattern = rf"(\b(?:{sources}): {{)(?:folder|file|builtin): [^,}}]+"
    changed, count = re.subn(pattern, lambda found: f"{found[1]}{data.kind.argument}: {quoted}", text)
    if not count:
        raise UnknownDataError(f"spec `{spec.name}` reads no source `{data.kind.source}`; `{data.kind.spec}` does")
    changed = re.sub(r"^allow:.*\n", "", changed, flags=re.MULTILINE)
    return _with_smaller_batch(_with_header(changed, spec), data.count)


def _with_header(text: str, spec: ZooSpec) -> str:
    """The text under a header of its own."""
    schema, _, rest = text.partition("\n")
    body = re.sub(r"\A(?:#.*\n)*", "", rest)
    header = f"# Begun from `{spec.name}` of the zoo, {spec.paper}: `gancompile zoo {spec.name}` says what differs from the paper."
    return f"{schema}\n{header}\n{body}"


def _with_smaller_batch(text: str, count: int | None) -> str:
    """The text with the batch halved until there are as many examples."""

    def smaller(found: re.Match[str]) -> str:
        batch = int(found[2])
        while count is not None and 1 < count < batch:
            batch //= 2
        return f"{found[1]}{max(batch, 1)}"

    return re.sub(r"^(  batch: )(\d+)", smaller, text, count=1, flags=re.MULTILINE)
