"""The environment of a process that trains: variables that TensorFlow reads when it is imported."""

from gancompile.environment.onednn import VARIABLE, choose_onednn, onednn

__all__ = ["VARIABLE", "choose_onednn", "onednn"]
