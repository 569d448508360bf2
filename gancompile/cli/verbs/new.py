"""`gancompile new NAME`: a spec of your own for your data, or from one of the zoo, which an editor completes and checks."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gancompile.cli.common import Verbs, path_argument
from gancompile.cli.exit_codes import Exit

if TYPE_CHECKING:
    from gancompile.compiler.zoo.data_path import OwnData
    from gancompile.compiler.zoo.time_order import TimeOrder
    from gancompile.compiler.zoo.zoo import ZooSpec

ORDER = 20
LISTED = 6


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("new", help="begin a spec for your data, or from one of the zoo", description=__doc__)
    parser.add_argument("name", metavar="NAME", help="what the spec and its build will be called")
    parser.add_argument(
        "--data",
        type=path_argument,
        metavar="PATH",
        help="a folder of images or sounds, a .csv or .tsv of rows or of a time series, or a .txt of lines: the spec begins with one of "
        "the zoo that suits it",
    )
    parser.add_argument("--from", dest="origin", metavar="SPEC", help="a spec of the zoo, such as gan-ring or dcgan")
    parser.add_argument("-o", "--out", type=path_argument, metavar="FILE", help="where to write it (NAME.yaml)")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    from gancompile.compiler.zoo.data_path import UnknownDataError, look_at
    from gancompile.compiler.zoo.zoo import find

    try:
        data = look_at(parsed.data) if parsed.data else None
        wanted = parsed.origin or (data.kind.spec if data else "")
        origin = find(wanted)
        problem = _problem(parsed, wanted, origin)
        if origin is None or problem:
            print(f"error: {problem}", file=sys.stderr)
            return Exit.USAGE
        _write(parsed, origin, data)
    except UnknownDataError as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.USAGE
    return Exit.FINE


def _out(parsed: argparse.Namespace) -> Path:
    return parsed.out if parsed.out is not None else Path(f"{parsed.name}.yaml")


def _problem(parsed: argparse.Namespace, wanted: str, origin: str | None) -> str | None:
    """Why nothing can be written, if so. wanted: the name of a spec of the zoo; origin: the spec of that name."""
    from gancompile.compiler.zoo.zoo import NAME, not_found, zoo

    if not NAME.fullmatch(parsed.name):
        return f"`{parsed.name}` is no name: letters from a to z, digits, `-` and `_`, a letter first, 64 at most"
    if not wanted:
        return f"`--data PATH` or `--from SPEC` is wanted; the zoo has {', '.join(zoo())}"
    if origin is None:
        return not_found(wanted)
    if _out(parsed).exists():
        return f"`{_out(parsed)}` is there already, and is not overwritten; `-o FILE` writes elsewhere"
    return None


def _write(parsed: argparse.Namespace, origin: str, data: OwnData | None) -> None:
    from gancompile.compiler.schema.schema_text import schema_text
    from gancompile.compiler.zoo.data_path import with_data
    from gancompile.compiler.zoo.zoo import SCHEMA, scaffold, zoo
    from gancompile.files import write_atomically

    path, spec = _out(parsed), zoo()[origin]
    text = scaffold(spec, parsed.name, path.name)
    write_atomically(path, with_data(text, spec, data, path.parent) if data else text)
    write_atomically(path.parent / SCHEMA, schema_text())
    if not data:
        _put_data(zoo()[origin], path.parent)
    begun = f"{path} is begun from `{origin}`" if data else f"{path} is begun"
    print(f"{begun}; its schema for editors is {path.parent / SCHEMA}")
    if data and data.classes:
        print(_of_classes(data, origin))
    if data and data.order:
        print(_of_order(data.order, origin))
    print(f"next: gancompile check {path}")


def _put_data(spec: ZooSpec, folder: Path) -> None:
    """The files of data that lie beside a spec of the zoo, copied; a file of that name which is there already stays as it is."""
    from gancompile.files import write_atomically

    for file in spec.data_files:
        copy = folder / file.relative_to(spec.path.parent)
        if not copy.exists():
            write_atomically(copy, file.read_bytes())


def _of_order(order: TimeOrder, origin: str) -> str:
    """The line that says whether the new spec takes the lines of a table one by one, or windows of them. origin: as below."""
    from gancompile.compiler.zoo.data_path import KINDS

    table, series = KINDS["a table"].spec, KINDS["a series"].spec
    found = f"its lines follow `{order.column}`"
    if origin == series:
        return f"{found}, and examples are windows of them; `--from {table}` takes each line by itself"
    return f"{found}, which `{origin}` does not ask for; `--from {series}` takes windows of a series, one for each word of a column `by`"


def _of_classes(data: OwnData, origin: str) -> str:
    """The line that says whether the new spec uses the classes. origin: the spec of the zoo that it is a copy of."""
    from gancompile.compiler.zoo.data_path import IMAGES_IN_CLASSES, KINDS

    listed = ", ".join(data.classes[:LISTED]) + (", ..." if len(data.classes) > LISTED else "")
    found = f"its sub-folders are {len(data.classes)} classes ({listed})"
    if origin == IMAGES_IN_CLASSES.spec:
        return f"{found}, and samples are of one that is asked for; `--from {KINDS['images'].spec}` leaves them aside"
    return f"{found}, which `{origin}` does not ask for; `--from {IMAGES_IN_CLASSES.spec}` does"
