"""`gancompile new NAME --from SPEC`: a spec of your own, begun from one of the zoo, which an editor completes and checks."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gancompile.cli.common import Verbs, path_argument
from gancompile.cli.exit_codes import Exit

ORDER = 20


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("new", help="begin a spec from one of the zoo", description=__doc__)
    parser.add_argument("name", metavar="NAME", help="what the spec and its build will be called")
    parser.add_argument("--from", dest="origin", metavar="SPEC", help="a spec of the zoo, such as gan-ring or dcgan")
    parser.add_argument("-o", "--out", type=path_argument, metavar="FILE", help="where to write it (NAME.yaml)")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    from gancompile.compiler.zoo.zoo import find

    origin = find(parsed.origin or "")
    problem = _problem(parsed, origin)
    if origin is None or problem:
        print(f"error: {problem}", file=sys.stderr)
        return Exit.USAGE
    _write(parsed.name, origin, _out(parsed))
    return Exit.FINE


def _out(parsed: argparse.Namespace) -> Path:
    return parsed.out if parsed.out is not None else Path(f"{parsed.name}.yaml")


def _problem(parsed: argparse.Namespace, origin: str | None) -> str | None:
    """Why nothing can be written, if so."""
    from gancompile.compiler.zoo.zoo import NAME, not_found, zoo

    if not NAME.fullmatch(parsed.name):
        return f"`{parsed.name}` is no name: letters from a to z, digits, `-` and `_`, a letter first, 64 at most"
    if parsed.origin is None:
        return f"`--from SPEC` is wanted; the zoo has {', '.join(zoo())}"
    if origin is None:
        return not_found(parsed.origin)
    if _out(parsed).exists():
        return f"`{_out(parsed)}` is there already, and is not overwritten; `-o FILE` writes elsewhere"
    return None


def _write(name: str, origin: str, path: Path) -> None:
    from gancompile.compiler.schema.schema_text import schema_text
    from gancompile.compiler.zoo.zoo import SCHEMA, scaffold, zoo
    from gancompile.files import write_atomically

    write_atomically(path, scaffold(zoo()[origin], name, path.name))
    write_atomically(path.parent / SCHEMA, schema_text())
    print(f"{path} is begun; its schema for editors is {path.parent / SCHEMA}")
    print(f"next: gancompile check {path}")
