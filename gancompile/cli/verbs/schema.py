"""`gancompile schema`: the JSON Schema of a spec (draft 2020-12), by which an editor completes, explains and checks while one writes."""

from __future__ import annotations

import argparse

from gancompile.cli.common import Verbs, path_argument
from gancompile.cli.exit_codes import Exit

ORDER = 120


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("schema", help="print the JSON Schema for editors", description=__doc__)
    parser.add_argument("--write", type=path_argument, metavar="FILE", help="write it there instead")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    from gancompile.compiler.schema.schema_text import schema_text
    from gancompile.files import write_atomically

    if parsed.write is None:
        print(schema_text(), end="")
        return Exit.FINE
    write_atomically(parsed.write, schema_text())
    print(f"the schema is in {parsed.write}; the first line of a spec names it, relative to the spec:")
    print(f"# yaml-language-server: $schema={parsed.write.name}")
    return Exit.FINE
