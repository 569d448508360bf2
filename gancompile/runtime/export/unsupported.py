"""Operations that a format lacks, as an error that says what they are for."""

from __future__ import annotations

from collections.abc import Iterable

from gancompile.runtime.export.errors import ExportError

PURPOSES = {
    "Random": "draws random numbers",
    "Bitcast": "reads numbers as bits",
    "Bitwise": "works on bits",
    "Shift": "works on bits",
    "FFT": "is a Fourier transform",
    "TensorList": "collects the steps of a loop",
    "Lookup": "looks words up in a table",
    "String": "works on texts",
    "Conv": "is a convolution over sizes that are not known here",
    "Assert": "checks values",
}
"""What an operation is for, by a part of its name."""


def unsupported_operations(function: str, format: str, operations: Iterable[tuple[str, str]]) -> ExportError:
    """The error of operations that a format lacks. operations: the kind of each, and the path of its layer, `` where unknown."""
    named = "; ".join(_named(kind, where) for kind, where in dict.fromkeys(operations))
    return ExportError(
        f"{format} cannot hold `{function}`: it has no {named}. Another format may (`gancompile export BUILD --format ...`), and the "
        "SavedModel always does; or let another layer do it"
    )


def _named(kind: str, where: str) -> str:
    purpose = next((text for part, text in PURPOSES.items() if part in kind), None)
    return f"`{kind}`" + (f", which {purpose}" if purpose else "") + (f", in `{where}`" if where else "")
