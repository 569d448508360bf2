"""Names that become identifiers of the emitted source."""

from __future__ import annotations

import keyword

from gancompile.compiler.catalogue import FUNCTIONS
from gancompile.compiler.catalogue.functions import REDUCTIONS
from gancompile.compiler.diagnostics import Report
from gancompile.compiler.syntax import Scalar

OF_THE_LANGUAGE = frozenset({"E", "P", "grad", "mix", "stop", "previous", *FUNCTIONS, *REDUCTIONS})
OF_THE_SOURCE = frozenset(
    """
    Game Input Model batch batch_size config constraints cosine exponential h initializers layers linear logs
    loss norm optimizers part parts range regularizers saving self slopes super tape tf
    """.split()
)
OF_THE_MODEL = frozenset(
    """
    add_loss add_metric add_player add_weight autocast build built call clip compile compiled compute_dtype
    compute_loss compute_mask compute_metrics count_params dtype dtype_policy evaluate examples export fields
    finish_round fit follow get_config get_layer get_weights input input_spec inputs layers load_own_variables
    load_weights losses make_train_function metrics metrics_names mix move name networks normal optimizer output
    outputs path phases play players predict quantize ready round run_eagerly sample save save_weights seed
    set_weights split state stateless_call stop_training summary supports_jit symbolic_call train_step trainable
    trainable_variables trainable_weights uniform updates variable_dtype variables weights
    """.split()
)


def check_name(key: Scalar, what: str, report: Report) -> bool:
    """Whether a name may stand in the emitted source; tells it where not."""
    name = key.text
    if name in OF_THE_LANGUAGE | OF_THE_SOURCE | OF_THE_MODEL or keyword.iskeyword(name) or name.startswith("_"):
        report.add(
            "GC0305",
            key.span,
            f"{what} cannot be called `{name}`: that word has a meaning of its own",
            help=f"try `{name.strip('_')}_1`",
        )
        return False
    return True
