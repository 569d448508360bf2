"""Versions of gancompile, Python and the packages that a build depends on."""

from __future__ import annotations

import importlib.metadata
import platform

from gancompile.version import __version__

PACKAGES = ("tensorflow", "keras", "numpy")


def versions() -> dict[str, str]:
    """The versions by name."""
    found = {"gancompile": __version__, "Python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            # `tensorflow-cpu` and similar distributions hold the same package under another name.
            found[package] = str(getattr(__import__(package), "__version__", "unknown"))
    return found
