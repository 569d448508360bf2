"""Names that become identifiers of the emitted source."""

from __future__ import annotations

from gancompile.catalogue.emitted_names import Kind, free_suggestion, meaning_of
from gancompile.compiler.diagnostics import Report
from gancompile.compiler.syntax import Scalar


def check_name(key: Scalar, kind: Kind, report: Report, *, full: str | None = None, taken: str | None = None) -> bool:
    """Whether the emitted source can have a name; reports one that it cannot.

    full: the name with the prefix of its block. taken: a further name of the source, the class of the game.
    """
    name = full or key.text
    reason = meaning_of(name, kind) or meaning_of(key.text, kind)
    if name == taken:
        reason = "the class of the game has that name, from the name of the spec"
    if reason is None:
        return True
    report.add(
        "GC0305",
        key.span,
        f"{kind.value} cannot be called `{name}`: {reason}",
        help=f"try `{free_suggestion(key.text)}`",
    )
    return False
