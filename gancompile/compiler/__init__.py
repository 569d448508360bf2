"""The compiler: a spec's text in, a checked program and its Keras source out. It never imports TensorFlow, Keras or the runtime."""

from gancompile.compiler.compile import Compilation, compile_file, compile_text
from gancompile.compiler.diagnostics import Diagnostic

__all__ = ["Compilation", "Diagnostic", "compile_file", "compile_text"]
