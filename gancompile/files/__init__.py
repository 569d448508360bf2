"""Files and folders that are written completely or not at all, and files that are read up to a limit."""

from gancompile.files.atomic_write import write_atomically, write_json
from gancompile.files.read_bounded import read_bounded
from gancompile.files.replace_folder import replace_folder
from gancompile.files.sync import sync

__all__ = ["read_bounded", "replace_folder", "sync", "write_atomically", "write_json"]
