"""Files and folders that are written completely or not at all, read up to a limit, or field by field."""

from gancompile.files.atomic_write import write_atomically, write_json
from gancompile.files.publish_version import publish_version, remove_old_versions, versions_in
from gancompile.files.read_bounded import read_bounded
from gancompile.files.replace_folder import replace_folder
from gancompile.files.sync import sync
from gancompile.files.wire_format import fields_of, message_field

__all__ = [
    "fields_of",
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
