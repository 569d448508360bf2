"""A build's folder: what it remembers, the checkpoints in it, and who is at work in it. Nothing of TensorFlow is imported."""

from gancompile.folder.checkpoint_files import (
    CheckpointFiles,
    DamagedCheckpoint,
    NoCheckpointError,
    list_checkpoints,
    newest_whole,
)
from gancompile.folder.fingerprint import DataChange, DataFingerprint, compare_fingerprints, take_fingerprint
from gancompile.folder.folder_lock import FolderInUse, folder_lock
from gancompile.folder.full_disk import FullDisk, full_disk
from gancompile.folder.memory import Leg, Memory, read_memory, write_memory
from gancompile.folder.move_run import move_run

__all__ = [
    "CheckpointFiles",
    "DamagedCheckpoint",
    "DataChange",
    "DataFingerprint",
    "FolderInUse",
    "FullDisk",
    "Leg",
    "Memory",
    "NoCheckpointError",
    "compare_fingerprints",
    "folder_lock",
    "full_disk",
    "list_checkpoints",
    "move_run",
    "newest_whole",
    "read_memory",
    "take_fingerprint",
    "write_memory",
]
