"""The zoo: specs of published GANs that come with gancompile, to begin one's own from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
SCHEMA = Path(".gancompile", "schema.json")
"""The editors' schema, relative to the spec. Beside it, because an editor needs a file of the very version of the language that the spec
is written in, offline and on each machine that the folder is moved to; hidden, because nobody edits it and `check FOLDER` passes by."""
PACKAGE = Path(__file__).parents[1]
FOLDERS = (PACKAGE / "zoo", PACKAGE.parent / "specs")
"""Of an installed wheel, and of the repository."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZooSpec:
    """name: of the file, without its ending. text: of the file."""

    name: str
    text: str

    @property
    def title(self) -> str:
        """The first sentence of the comment at its head."""
        comment = re.match(r"(?:#[^\n]*\n)*", self.text)
        words = " ".join(line.lstrip("# ") for line in (comment[0] if comment else "").splitlines())
        return re.split(r"(?<=[a-z0-9)])[.;:] ", words, maxsplit=1)[0].rstrip(".")


@cache
def zoo() -> Mapping[str, ZooSpec]:
    """All specs of the zoo, by name."""
    folder = next((folder for folder in FOLDERS if folder.is_dir()), FOLDERS[0])
    return {
        path.stem: ZooSpec(name=path.stem, text=path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.yaml"))
    }


def scaffold(spec: ZooSpec, name: str, file: str) -> str:
    """The text of a spec of one's own: its name, the comments kept, and the line by which an editor finds the schema."""
    renamed, count = re.subn(r"^name:[^\n#]*?(?=\s*(?:#|$))", f"name: {name}", spec.text, count=1, flags=re.MULTILINE)
    assert count == 1, spec.name
    own = renamed.replace(f"specs/{spec.name}.yaml", file)
    return f"# yaml-language-server: $schema={SCHEMA.as_posix()}\n{own}"
