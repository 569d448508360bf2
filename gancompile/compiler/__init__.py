"""The compiler: the text of a spec in, a checked program and its Keras source out. It never imports TensorFlow, Keras or the runtime."""

from gancompile.compiler.compilation import Compilation
from gancompile.compiler.diagnostics import Diagnostic
from gancompile.compiler.pipeline import compile_file, compile_text, compiled_files, compiled_plans

__all__ = ["Compilation", "Diagnostic", "compile_file", "compile_text", "compiled_files", "compiled_plans"]
