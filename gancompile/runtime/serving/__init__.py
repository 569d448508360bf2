"""The desk server: an export behind the protocols of TensorFlow Serving and KServe."""

from gancompile.runtime.serving.application import make_application
from gancompile.runtime.serving.desk import Settings
from gancompile.runtime.serving.errors import NoVersionError, RequestError
from gancompile.runtime.serving.model_folder import ModelFolder
from gancompile.runtime.serving.served_model import ServedModel

__all__ = ["ModelFolder", "NoVersionError", "RequestError", "ServedModel", "Settings", "make_application"]
