"""Names that become identifiers of the emitted source."""

from __future__ import annotations

import keyword

from gancompile.compiler.catalogue import FUNCTIONS
from gancompile.compiler.catalogue.functions import REDUCTIONS
from gancompile.compiler.catalogue.value_rows import model_names
from gancompile.compiler.diagnostics import Report
from gancompile.compiler.syntax import Scalar

OF_THE_LANGUAGE = frozenset({"E", "P", "grad", "mix", "stop", "previous", *FUNCTIONS, *REDUCTIONS})
OF_THE_SOURCE = frozenset(
    """
    Game Input Model batch batch_size config constraints cosine exponential initializers layers linear logs
    loss norm optimizers part parts range regularizers saving self slopes super tape tf
    """.split()
)


def check_name(key: Scalar, what: str, report: Report) -> bool:
    """Whether a name may stand in the emitted source; tells it where not."""
    name = key.text
    if name in OF_THE_LANGUAGE | OF_THE_SOURCE | model_names() or keyword.iskeyword(name) or name.startswith("_"):
        report.add(
            "GC0305",
            key.span,
            f"{what} cannot be called `{name}`: that word has a meaning of its own",
            help=f"try `{name.strip('_')}_1`",
        )
        return False
    return True
