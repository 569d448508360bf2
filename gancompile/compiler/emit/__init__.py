"""The program as Keras source that a person could have written, and as the JSON that the runtime reads."""

from gancompile.compiler.emit.compiled_files import CompiledFiles, emit_files, lock
from gancompile.compiler.emit.module import emit_model
from gancompile.compiler.emit.network import Called, file_of
from gancompile.compiler.emit.program_json import emit_program

__all__ = ["Called", "CompiledFiles", "emit_files", "emit_model", "emit_program", "file_of", "lock"]
