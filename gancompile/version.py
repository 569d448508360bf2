"""The version, alone in a file: read by the packaging, the emitter and the manifest without an import of anything else."""

__version__ = "0.1.0"
