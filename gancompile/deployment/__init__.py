"""What other servers need to serve an export: files made from its contract. A target is a folder of templates."""

from gancompile.deployment.configuration import Configuration, DeploymentError, configure
from gancompile.deployment.exported_model import ExportedModel, read_exported_model
from gancompile.deployment.layout import BYTES, CONTRACT_FILE, OWN_SIGNATURES, PNG, PNG_CHANNELS, WARM_UP_FILE
from gancompile.deployment.target import Target, target_names, targets

__all__ = [
    "BYTES",
    "CONTRACT_FILE",
    "Configuration",
    "DeploymentError",
    "ExportedModel",
    "OWN_SIGNATURES",
    "PNG",
    "PNG_CHANNELS",
    "Target",
    "WARM_UP_FILE",
    "configure",
    "read_exported_model",
    "target_names",
    "targets",
]
