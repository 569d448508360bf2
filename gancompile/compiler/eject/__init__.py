"""Programs as one file that needs no gancompile: text in, text out; the runtime is read, not imported."""

from gancompile.compiler.eject.file import eject
from gancompile.compiler.eject.stages import files_of, prefixes_of

__all__ = ["eject", "files_of", "prefixes_of"]
