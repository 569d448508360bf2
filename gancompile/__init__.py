"""gancompile: a compiler for generative adversarial networks.

`import gancompile` costs nothing: TensorFlow is imported by `Spec.compile` and `Spec.build` alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gancompile.version import __version__

if TYPE_CHECKING:
    from gancompile.continuation import BuildStopped, Wish
    from gancompile.spec import Spec, SpecError, load

__all__ = ["BuildStopped", "Spec", "SpecError", "Wish", "__version__", "load"]


def __getattr__(name: str) -> Any:
    """The door is opened on first use: a compiled folder that imports `gancompile.runtime` never meets the compiler."""
    if name in {"Spec", "SpecError", "load"}:
        from gancompile import spec

        return getattr(spec, name)
    if name in {"BuildStopped", "Wish"}:
        from gancompile import continuation

        return getattr(continuation, name)
    raise AttributeError(f"module 'gancompile' has no attribute {name!r}")
