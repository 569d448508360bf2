"""`gancompile eject SPEC -o FILE`: one Python file that trains the spec with TensorFlow and Keras alone, without gancompile."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.cli.common import Verbs, add_spec_arguments, compiled, path_argument
from gancompile.cli.exit_codes import Exit
from gancompile.compiler import Compilation, compiled_plans

ORDER = 90


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("eject", help="write one Python file that needs no gancompile", description=__doc__)
    add_spec_arguments(parser)
    parser.add_argument(
        "-o", "--out", type=path_argument, required=True, metavar="FILE", help="where to write it, such as my_gan.py"
    )
    parser.add_argument(
        "--with-data",
        type=path_argument,
        metavar="FILE.npz",
        help="also write the spec's examples, after all steps that are not random, for the `--data` of the file",
    )
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    compilation = compiled(parsed)
    if compilation.failed:
        return Exit.SPEC_IS_WRONG
    from gancompile.compiler.eject import files_of

    beside = {parsed.out.parent / name: path for name, path in files_of(compiled_plans(compilation)).items()}
    paths = [parsed.out, *beside, *([parsed.with_data] if parsed.with_data else [])]
    if there := next((path for path in paths if path.exists()), None):
        print(f"error: `{there}` is there already, and is not overwritten; write elsewhere", file=sys.stderr)
        return Exit.USAGE
    code = _write_examples(compilation, parsed.with_data) if parsed.with_data else Exit.FINE
    if code is Exit.FINE:
        _write(compilation, parsed, beside)
    return code


def _write_examples(compilation: Compilation, path: Path) -> Exit:
    from gancompile.cli.quiet import quiet

    quiet()
    from gancompile.catalogue.sources.data_error import DataError

    try:
        arrays = examples_of(compilation)
    except DataError as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    if not arrays:
        print("error: the data of this spec are made anew for each batch, by the ejected file too", file=sys.stderr)
        return Exit.USAGE
    _write_npz(path, arrays)
    print(f"{path} holds {', '.join(f'{name} {list(array.shape)}' for name, array in arrays.items())}")
    return Exit.FINE


def examples_of(compilation: Compilation) -> dict[str, Any]:
    """The examples of all stages, by what the ejected file calls them; of what several stages have, once."""
    import json

    from gancompile.compiler.eject import prefixes_of
    from gancompile.compiler.emit import emit_program
    from gancompile.runtime.data import examples

    arrays: dict[str, Any] = {}
    done: set[tuple[str, str]] = set()
    for plan, prefixes in zip(compiled_plans(compilation), prefixes_of(compilation.programs), strict=True):
        data_json = json.loads(emit_program(plan))["data"]
        for name, one in data_json["sets"].items():
            if (prefixes[name], name) in done:
                continue
            done.add((prefixes[name], name))
            prefix = f"{prefixes[name]}/" if prefixes[name] else ""
            made = examples({**data_json, "sets": {name: one}}, seed=plan.program.seed)
            arrays |= {f"{prefix}{key}": array for key, array in made.items()}
    return arrays


def _write_npz(path: Path, arrays: Mapping[str, Any]) -> None:
    import io

    import numpy as np

    from gancompile.files import write_atomically

    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    write_atomically(path, buffer.getvalue())


def _write(compilation: Compilation, parsed: argparse.Namespace, beside: Mapping[Path, Path]) -> None:
    from gancompile.compiler.eject import eject
    from gancompile.files import write_atomically

    for copy, path in beside.items():
        write_atomically(copy, path.read_bytes())
        print(f"{copy} is a network that it loads, and stays beside it")
    write_atomically(parsed.out, eject(compiled_plans(compilation), parsed.out.name))
    print(f"{parsed.out} trains {compilation.program.name} with tensorflow and keras alone")
    data = f" --data {parsed.with_data}" if parsed.with_data else ""
    print(f"next: python {parsed.out}{data} --rounds 100 --out weights   (--help describes its data)")
