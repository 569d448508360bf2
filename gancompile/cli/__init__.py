"""The command line: one verb, one file, one job."""

from gancompile.cli.main import main

__all__ = ["main"]
