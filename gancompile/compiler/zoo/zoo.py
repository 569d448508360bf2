"""The zoo: specs of published GANs that come with gancompile, to begin one's own from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gancompile.compiler.diagnostics import InternalError, did_you_mean

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
PAPER = re.compile(r"[A-Z][\w-]+(?: et al\.| and [A-Z][\w-]+)? \d{4} \((?:arXiv \d{4}\.\d{4,5}|NeurIPS)\)")
SCHEMA = Path(".gancompile", "schema.json")
"""The editors' schema, relative to the spec. Beside it, because an editor needs a file of the very version of the language that the spec
is written in, offline and on each machine that the folder is moved to; hidden, because nobody edits it and `check FOLDER` passes by."""
PACKAGE = Path(__file__).parents[2]
FOLDERS = (PACKAGE / "zoo", PACKAGE.parent / "specs")
"""Of an installed wheel, and of the repository."""
FULL_SIZE = "full_size"
"""The folder in the zoo of specs with the networks of the papers at their size, on the data of the papers."""

THEORY = "theory"
"""The folder in the zoo of specs that play what papers prove, on distributions small enough to know the answer."""
WRITTEN_FILE = re.compile(r"""\bfile: (?:"([^"]+)"|([^\s,}]+))""")
PARAMETER = re.compile(r"\$\{[^}]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ZooSpec:
    """name: of the file, without its ending. folder: of the zoo in which it lies, "", `full_size` or `theory`. text: of the file."""

    name: str
    folder: str
    text: str
    path: Path

    @property
    def header(self) -> str:
        """The comment at its head, as one line."""
        comment = re.match(r"(?:#[^\n]*\n)*", self.text)
        return " ".join(line.lstrip("# ") for line in (comment[0] if comment else "").splitlines())

    @property
    def title(self) -> str:
        """The first sentence of the header."""
        return re.split(r"(?<=[a-z0-9)])[.;:] ", self.header, maxsplit=1)[0].rstrip(".")

    @property
    def paper(self) -> str:
        """The first paper of the header with its number, such as `Zhu et al. 2017 (arXiv 1703.10593)`, or its conference."""
        found = PAPER.search(self.header)
        return found[0] if found else ""

    @property
    def header_task(self) -> str | None:
        """The text of a header line `# Task: ...`, for a spec whose task does not follow from its networks and data."""
        found = re.search(r"^# Task: (.+)$", self.text, re.MULTILINE)
        return found[1] if found else None

    @property
    def data_files(self) -> tuple[Path, ...]:
        """The files of data beside it, for whatever values its parameters have."""
        written = (quoted or plain for quoted, plain in WRITTEN_FILE.findall(self.text))
        patterns = dict.fromkeys(PARAMETER.sub("*", one) for one in written)
        return tuple(dict.fromkeys(path for one in patterns for path in sorted(self.path.parent.glob(one))))


@cache
def zoo() -> Mapping[str, ZooSpec]:
    """All specs of the zoo, by name; those of full size and of the theory come last."""
    root = next((folder for folder in FOLDERS if folder.is_dir()), FOLDERS[0])
    return {
        path.stem: ZooSpec(name=path.stem, folder=folder, text=path.read_text(encoding="utf-8"), path=path)
        for folder in ("", FULL_SIZE, THEORY)
        for path in sorted((root / folder).glob("*.yaml"), key=lambda path: path.stem)
    }


def find(given: str) -> str | None:
    """The spec of the zoo that is meant: `dcgan` is `dcgan-digits`, and first words are the one name that begins so."""
    given = given.lower().removesuffix(".yaml")
    begun = [name for name in zoo() if name.startswith(f"{given}-")]
    return next((name for name in (given, f"{given}-digits") if name in zoo()), begun[0] if len(begun) == 1 else None)


def not_found(given: str) -> str:
    """The error message for a name that is not in the zoo."""
    alike = " or ".join(f"`{name}`" for name in zoo() if given.lower() in name)
    hint = f"did you mean {alike}?" if alike else did_you_mean(given, zoo())
    return f"there is no spec `{given}` in the zoo{f': {hint}' if hint else ''}\nthe zoo has {', '.join(zoo())}"


def scaffold(spec: ZooSpec, name: str, file: str) -> str:
    """The text of a spec of one's own: its name, the comments kept, and the line by which an editor finds the schema."""
    renamed, count = re.subn(r"^name:[^\n#]*?(?=\s*(?:#|$))", f"name: {name}", spec.text, count=1, flags=re.MULTILINE)
    if count != 1:
        raise InternalError(f"zoo spec `{spec.name}` has no line `name:`")
    own = renamed.replace(Path("specs", spec.folder, f"{spec.name}.yaml").as_posix(), file)
    return f"# yaml-language-server: $schema={SCHEMA.as_posix()}\n{own}"
