"""The folder of a model's versions: the newest one is served, and exchanged while requests are answered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from gancompile.files import versions_in
from gancompile.runtime.serving.errors import NoVersionError, RequestError
from gancompile.runtime.serving.served_model import ServedModel

MODEL_FILES = ("saved_model.pb", "saved_model.pbtxt")


class ModelFolder:
    """Loads the newest version of a folder, warms it up, and takes a newer one into service once it is ready.

    report: called with a sentence for each version, and for each that cannot be loaded.
    """

    def __init__(self, folder: Path, report: Callable[[str], None]) -> None:
        """folder: a build's, that of its versions, or one version. Raises NoVersionError where none can be loaded."""
        self._folder = folder / "saved_model" if (folder / "saved_model").is_dir() else folder
        self._report = report
        self._refused: dict[int, float] = {}
        self._lock = threading.Lock()
        self.model = self._only() or self._newest()

    def refresh(self) -> bool:
        """Takes the newest version into service, where it is newer than the one that is. Returns: whether it was."""
        with self._lock:
            newest = max((one for one in self._versions() if self._is_worth_a_try(one)), default=0)
            if newest <= self.model.version or self._is_single():
                return False
            changed = self._changed(newest)
            try:
                self.model = self._loaded(self._folder / str(newest))
            except (NoVersionError, OSError) as error:
                # The server goes on with the version that it has.
                self._refused[newest] = changed
                self._report(f"{error}; version {self.model.version} stays in service")
                return False
            return True

    def _is_worth_a_try(self, version: int) -> bool:
        """Whether a version was not refused as it is: one that somebody is still copying here becomes another."""
        return version not in self._refused or self._refused[version] != self._changed(version)

    def _changed(self, version: int) -> float:
        """When a version was last changed."""
        return max((path.stat().st_mtime for path in (self._folder / str(version)).rglob("*")), default=0.0)

    def _versions(self) -> list[int]:
        """The versions that hold a model, or the beginning of one."""
        return [one for one in versions_in(self._folder) if self._holds_a_model(one)]

    def _is_single(self) -> bool:
        return any((self._folder / name).exists() for name in MODEL_FILES)

    def _only(self) -> ServedModel | None:
        return self._loaded(self._folder) if self._is_single() else None

    def _newest(self) -> ServedModel:
        found = self._versions()
        if not found:
            raise NoVersionError(f"`{self._folder}` holds no SavedModel; `gancompile build SPEC` makes one")
        return self._loaded(self._folder / str(found[-1]))

    def _holds_a_model(self, version: int) -> bool:
        return any((self._folder / str(version) / name).exists() for name in MODEL_FILES)

    def _loaded(self, folder: Path) -> ServedModel:
        model = ServedModel(folder)
        try:
            answered = model.warm_up()
        except RequestError as error:
            raise NoVersionError(f"`{folder}` does not answer its own warm-up requests: {error}") from error
        self._report(f"version {model.version} of {model.name} is ready, after {answered} warm-up requests")
        return model
