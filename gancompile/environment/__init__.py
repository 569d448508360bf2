"""The environment of a process that trains: variables that TensorFlow reads when it is imported, versions of packages."""

from gancompile.environment.onednn import VARIABLE, choose_onednn, onednn
from gancompile.environment.versions import versions

__all__ = ["VARIABLE", "choose_onednn", "onednn", "versions"]
