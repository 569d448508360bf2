"""Names that become identifiers of the emitted source."""

from __future__ import annotations

from gancompile.catalogue.emitted_names import Kind, free_suggestion, may_be_used
from gancompile.compiler.diagnostics import Report
from gancompile.compiler.syntax import Scalar

OWN_MEANING = "that word has a meaning of its own"


def check_name(key: Scalar, kind: Kind, report: Report, *, full: str | None = None, taken: str | None = None) -> bool:
    """Whether the emitted source can have a name; reports one that it cannot.

    full: the name with the prefix of its block. taken: a further name of the source, the class of the game.
    """
    name = full or key.text
    if may_be_used(name, kind) and may_be_used(key.text, kind) and name != taken:
        return True
    reason = "the class of the game has that name, from the name of the spec" if name == taken else OWN_MEANING
    report.add(
        "GC0305",
        key.span,
        f"{kind.value} cannot be called `{name}`: {reason}",
        help=f"try `{free_suggestion(key.text)}`",
    )
    return False
