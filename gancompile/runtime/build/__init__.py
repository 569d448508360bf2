"""A build: a compiled folder is trained, reported and exported."""

from gancompile.runtime.build.build import build_folder

__all__ = ["build_folder"]
