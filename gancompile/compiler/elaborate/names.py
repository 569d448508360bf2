"""Names that become identifiers of the emitted source."""

from __future__ import annotations

import keyword

from gancompile.catalogue import ALL_FUNCTIONS
from gancompile.catalogue.value_rows import model_names
from gancompile.compiler.diagnostics import Report
from gancompile.compiler.syntax import Scalar

OF_LAYERS = frozenset({"input", "previous"})
OF_THE_SOURCE = frozenset(
    """
    Game Input Model batch batch_size config constraints cosine exponential initializers layers linear logs
    loss mean_of_pairs norm optimizers part parts range regularizers saving self slopes super tape tf
    """.split()
)


def check_name(key: Scalar, what: str, report: Report, *, inside: bool = False) -> bool:
    """Whether a name may stand in the emitted source; tells it where not.

    inside: it is of an input or a layer, of which formulas do not speak.
    """
    name = key.text
    taken = OF_THE_SOURCE | (OF_LAYERS if inside else ALL_FUNCTIONS | model_names())
    if name in taken or keyword.iskeyword(name) or name.startswith("_"):
        report.add(
            "GC0305",
            key.span,
            f"{what} cannot be called `{name}`: that word has a meaning of its own",
            help=f"try `{name.strip('_')}_1`",
        )
        return False
    return True
