"""Files and folders that are written completely or not at all."""

from gancompile.files.atomic_write import write_atomically, write_json
from gancompile.files.replace_folder import replace_folder

__all__ = ["replace_folder", "write_atomically", "write_json"]
