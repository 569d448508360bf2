"""The SavedModel exporter: a model that TensorFlow alone loads, in Python and in C++."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tensorflow as tf

from gancompile.files import publish_version
from gancompile.runtime.export.contract import describe_export, write_contract
from gancompile.runtime.export.exporter import Exported
from gancompile.runtime.export.servable import Servable, signatures_of
from gancompile.runtime.export.unfinished_version import add_assets, unfinished_version
from gancompile.runtime.export.verification import verify_export
from gancompile.runtime.export.warm_up import write_warm_up
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program
from gancompile.runtime.sampling import describe_samples, write_description


def export(
    game: Game, program: Program, folder: Path, *,
    version: int = 1, assets: Sequence[Path] = (), quantize: str | None = None,
) -> Exported:  # fmt: skip
    """Writes `folder/VERSION` by one rename, after a check that the loaded model computes what the game computes.

    Its signatures are those of `signatures_of`; beside it lie its contract and warm-up records.
    assets: files to copy to `assets.extra`. Raises ExportError where the check fails.
    """
    with unfinished_version(folder) as temporary:
        signatures = signatures_of(game, program)
        contract = describe_export(program, signatures, version=version, round=game.rounds_played)
        servable = Servable(game, program, signatures)
        tf.saved_model.save(servable, str(temporary), signatures=dict(servable.functions))
        loaded = tf.saved_model.load(str(temporary))
        verify_export(game, program, loaded.signatures["serving_default"], kind="SavedModel")
        write_description(temporary, describe_samples(program, game.rounds_played))
        write_contract(temporary, contract)
        write_warm_up(temporary, program.name, signatures)
        add_assets(assets, temporary / "assets.extra")
        return Exported(path=publish_version(temporary, folder, version))
