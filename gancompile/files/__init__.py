"""Files that are written completely or not at all."""

from gancompile.files.atomic_write import replace_folder, write_atomically, write_json

__all__ = ["replace_folder", "write_atomically", "write_json"]
