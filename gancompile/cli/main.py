"""`gancompile VERB ...`: finds the verb, and turns whatever ends it into an exit code and a sentence."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence

from gancompile.cli.exit_codes import Exit
from gancompile.cli.verbs import verb_modules
from gancompile.version import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code. A verb that judges leaves its `verdict` in the namespace before it prints."""
    parsed = _parser().parse_args(arguments)
    try:
        code = int(parsed.run(parsed))
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (`gancompile emit SPEC | head`); what Python would flush at exit goes nowhere, too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(parsed.verdict)
    except OSError as error:
        print(f"error: {error.strerror or error}{f': {error.filename}' if error.filename else ''}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    except Exception:
        print("error: a bug of gancompile, not of yours. Please report it with what follows.\n", file=sys.stderr)
        print(f"gancompile {__version__}, Python {sys.version.split()[0]}, {' '.join(sys.argv[1:])}\n", file=sys.stderr)
        traceback.print_exc()
        return Exit.OUR_BUG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gancompile",
        description="Compiles a YAML spec of a generative adversarial network, trains it, and exports a SavedModel.",
    )
    parser.add_argument("--version", action="version", version=f"gancompile {__version__}")
    parser.set_defaults(verdict=Exit.FINE)
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for module in verb_modules():
        module.add_verb(verbs)
    return parser
