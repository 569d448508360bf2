"""The command line: one verb, one file, one job."""

from gancompile.cli import collector  # noqa: F401  # first: it speeds up the imports that follow
from gancompile.cli.main import main

__all__ = ["main"]
