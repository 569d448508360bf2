"""Where shards are: a folder of this machine, or one of a store that `tf.io.gfile` opens."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from gancompile.files import is_remote, sync


def place_at(path: str) -> Place:
    """A folder by its path. Raises ImportError where it is remote and there is no TensorFlow."""
    return RemoteFolder(folder=path.rstrip("/"), files=_gfile()) if is_remote(path) else LocalFolder(folder=Path(path))


class Place(Protocol):
    """A folder with files. All but `read_at` are for names below it with `/`. What cannot be read or written raises OSError."""

    def names(self, folder: str = "") -> list[str]:
        """The names in a folder below this one; none where there is no such folder."""
        ...

    def size(self, name: str) -> int | None:
        """The size of a file in bytes; None where there is none."""
        ...

    def read(self, name: str) -> bytes:
        """The content of a file."""
        ...

    def read_at(self, name: str, offset: int, size: int) -> bytes:
        """A part of a file, shorter where the file ends."""
        ...

    def publish(self, name: str, pieces: Iterable[bytes]) -> None:
        """Writes a file piece by piece; a reader sees the old file or the whole new one."""
        ...

    def remove(self, name: str) -> None:
        """Removes a file, where there is one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFolder:
    """A folder of this machine."""

    folder: Path

    def names(self, folder: str = "") -> list[str]:
        """The names in a folder below this one."""
        with suppress(FileNotFoundError):
            return sorted(os.listdir(self.folder / folder))
        return []

    def size(self, name: str) -> int | None:
        """The size of a file."""
        with suppress(FileNotFoundError):
            return (self.folder / name).stat().st_size
        return None

    def read(self, name: str) -> bytes:
        """The content of a file."""
        return (self.folder / name).read_bytes()

    def read_at(self, name: str, offset: int, size: int) -> bytes:
        """A part of a file."""
        with open(self.folder / name, "rb", buffering=0) as file:
            file.seek(offset)
            return file.read(size)

    def publish(self, name: str, pieces: Iterable[bytes]) -> None:
        """Writes a file under another name, syncs it to the disk, and renames it."""
        path = self.folder / name
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
            sync(path.parent)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise

    def remove(self, name: str) -> None:
        """Removes a file."""
        (self.folder / name).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFolder:
    """A folder of a store. files: TensorFlow's `tf.io.gfile`."""

    folder: str
    files: Any

    def names(self, folder: str = "") -> list[str]:
        """The names in a folder below this one."""
        with _as_os_errors(folder):
            path = self._path(folder)
            return sorted(name.rstrip("/") for name in self.files.listdir(path)) if self.files.isdir(path) else []

    def size(self, name: str) -> int | None:
        """The size of a file."""
        with _as_os_errors(name):
            path = self._path(name)
            return int(self.files.stat(path).length) if self.files.exists(path) else None

    def read(self, name: str) -> bytes:
        """The content of a file."""
        with _as_os_errors(name), self.files.GFile(self._path(name), "rb") as file:
            return bytes(file.read())

    def read_at(self, name: str, offset: int, size: int) -> bytes:
        """A part of a file."""
        with _as_os_errors(name), self.files.GFile(self._path(name), "rb") as file:
            file.seek(offset)
            return bytes(file.read(size))

    def publish(self, name: str, pieces: Iterable[bytes]) -> None:
        """Writes a file under another name, and renames it."""
        path = self._path(name)
        temporary = f"{path}.{os.getpid()}.tmp"
        with _as_os_errors(name):
            self.files.makedirs(path.rpartition("/")[0])
            try:
                with self.files.GFile(temporary, "wb") as file:
                    file.write(b"")  # a file of no pieces is written, too
                    for piece in pieces:
                        file.write(piece)
                self.files.rename(temporary, path, overwrite=True)
            finally:
                if self.files.exists(temporary):
                    self.files.remove(temporary)

    def remove(self, name: str) -> None:
        """Removes a file."""
        with _as_os_errors(name):
            if self.files.exists(self._path(name)):
                self.files.remove(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self.folder}/{name}" if name else self.folder


def _gfile() -> Any:
    from tensorflow.io import gfile

    return gfile


@contextmanager
def _as_os_errors(name: str) -> Iterator[None]:
    """The errors of TensorFlow's file systems as those of Python's."""
    from tensorflow.errors import OpError

    try:
        yield
    except OpError as error:
        reason = str(error.message).partition("\n")[0] or "it cannot be opened"
        raise OSError(0, reason, name) from error
