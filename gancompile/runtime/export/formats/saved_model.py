"""The SavedModel exporter: a model that TensorFlow alone loads, in Python and in C++."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import tensorflow as tf

from gancompile.files import replace_folder, sync
from gancompile.runtime.export.servable import Servable, signatures_of
from gancompile.runtime.export.verification import verify_export
from gancompile.runtime.game import Game
from gancompile.runtime.program import Program
from gancompile.runtime.sampling import describe_samples, write_description


def export(game: Game, program: Program, folder: Path, *, version: int = 1, assets: Sequence[Path] = ()) -> Path:
    """Writes `folder/VERSION` atomically, after a check that the loaded model computes what the game computes. Returns: its path.

    Signatures: `serving_default` (the generator's inputs to its output, float32), `generate` (num, seed, and the label of a
    conditional generator, to images [num, height, width, channels] uint8, float32 vectors, or the decoded data: for a table, each
    column by its name), `discriminate`.
    assets: files to copy to `assets.extra`. Raises ExportError where the check fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".saving-", dir=folder))
    try:
        signatures = signatures_of(game, program)
        servable = Servable(game, program, signatures)
        tf.saved_model.save(servable, str(temporary), signatures=dict(servable.functions))
        loaded = tf.saved_model.load(str(temporary))
        verify_export(game, program, loaded.signatures["serving_default"], kind="SavedModel")
        write_description(temporary, describe_samples(program))
        for asset in assets:
            (temporary / "assets.extra").mkdir(exist_ok=True)
            shutil.copy(asset, temporary / "assets.extra" / asset.name)
        temporary.chmod(0o755)
        for path in (path for path in temporary.rglob("*") if path.is_file()):
            sync(path)
        replace_folder(temporary, folder / str(version))
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder / str(version)
