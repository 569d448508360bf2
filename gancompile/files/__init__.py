"""Files and folders that are written completely or not at all, read up to a limit, or field by field; the forms of sizes and paths."""

from gancompile.files.atomic_write import write_atomically, write_json
from gancompile.files.byte_size import BYTE_SIZE, byte_size
from gancompile.files.publish_version import publish_version, remove_old_versions, versions_in
from gancompile.files.read_bounded import read_bounded
from gancompile.files.remote_path import is_remote
from gancompile.files.replace_folder import replace_folder
from gancompile.files.sync import sync
from gancompile.files.wire_format import fields_of, message_field

__all__ = [
    "BYTE_SIZE",
    "byte_size",
    "fields_of",
    "is_remote",
    "message_field",
    "publish_version",
    "read_bounded",
    "remove_old_versions",
    "replace_folder",
    "sync",
    "versions_in",
    "write_atomically",
    "write_json",
]
