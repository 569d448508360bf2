"""The builder: a compiled folder is trained, reported and exported."""

from gancompile.runtime.builder.builder import build_folder

__all__ = ["build_folder"]
