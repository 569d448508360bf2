"""`gancompile new NAME --from SPEC`: a spec of your own, begun from one of the zoo, which an editor completes and checks."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gancompile.cli.common import Verbs
from gancompile.cli.exit_codes import Exit


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("new", help="begin a spec from one of the zoo", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("name", nargs="?", metavar="NAME", help="what the spec and its build will be called")
    what.add_argument("--list", action="store_true", help="list the zoo")
    parser.add_argument("--from", dest="origin", metavar="SPEC", help="a spec of the zoo, such as gan-ring or dcgan")
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help="where to write it (NAME.yaml)")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    from gancompile.compiler.zoo import zoo

    if parsed.list:
        width = max(map(len, zoo()))
        for name, spec in zoo().items():
            print(f"{name:<{width}}  {spec.title}")
        return Exit.FINE
    origin = _origin(parsed.origin or "")
    problem = _problem(parsed, origin)
    if origin is None or problem:
        print(f"error: {problem}", file=sys.stderr)
        return Exit.USAGE
    _write(parsed.name, origin, _out(parsed))
    return Exit.FINE


def _out(parsed: argparse.Namespace) -> Path:
    return parsed.out if parsed.out is not None else Path(f"{parsed.name}.yaml")


def _origin(given: str) -> str | None:
    """The spec of the zoo that is meant: `dcgan` is `dcgan-digits`, and first words are the one name that begins so."""
    from gancompile.compiler.zoo import zoo

    given = given.lower().removesuffix(".yaml")
    begun = [name for name in zoo() if name.startswith(f"{given}-")]
    return next((name for name in (given, f"{given}-digits") if name in zoo()), begun[0] if len(begun) == 1 else None)


def _problem(parsed: argparse.Namespace, origin: str | None) -> str | None:
    """Why nothing can be written, if so."""
    from gancompile.compiler.diagnostics import did_you_mean
    from gancompile.compiler.zoo import NAME, zoo

    known = f"the zoo has {', '.join(zoo())}"
    if not NAME.fullmatch(parsed.name):
        return f"`{parsed.name}` is no name: letters from a to z, digits, `-` and `_`, a letter first, 64 at most"
    if parsed.origin is None:
        return f"`--from SPEC` is wanted; {known}"
    if origin is None:
        alike = " or ".join(f"`{name}`" for name in zoo() if parsed.origin.lower() in name)
        hint = f"did you mean {alike}?" if alike else did_you_mean(parsed.origin, zoo())
        return f"there is no spec `{parsed.origin}` in the zoo{f': {hint}' if hint else ''}\n{known}"
    if _out(parsed).exists():
        return f"`{_out(parsed)}` is there already, and is not overwritten; `-o FILE` writes elsewhere"
    return None


def _write(name: str, origin: str, path: Path) -> None:
    from gancompile.compiler.schema.schema_text import schema_text
    from gancompile.compiler.zoo import SCHEMA, scaffold, zoo
    from gancompile.files import write_atomically

    write_atomically(path, scaffold(zoo()[origin], name, path.name))
    write_atomically(path.parent / SCHEMA, schema_text())
    print(f"{path} is begun; its schema for editors is {path.parent / SCHEMA}")
    print(f"next: gancompile check {path}")
