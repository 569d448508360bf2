"""A program as one file that needs no gancompile: text in, text out; the runtime is read, not imported."""

from gancompile.compiler.eject.file import eject

__all__ = ["eject"]
