"""Verification of an export: its outputs against those of the game."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gancompile.runtime.export import ExportError
from gancompile.runtime.export.network_signature import network_signature
from gancompile.runtime.export.verification import verify_export
from gancompile.runtime.program import make_game, read_program


def test_an_export_of_other_weights_is_an_error(compile_to: Callable[..., Any], tiny: Callable[..., str]) -> None:
    program = read_program(compile_to(tiny()))
    game = make_game(program)
    serve = network_signature("serving_default", game.network("generator"), program.generator, program).function
    verify_export(game, program, serve, kind="SavedModel")

    def other(**inputs: Any) -> dict[str, Any]:
        return {name: value + 0.25 for name, value in serve(**inputs).items()}

    with pytest.raises(ExportError, match=r"the SavedModel of `tiny` differs from the game by 0\.25"):
        verify_export(game, program, other, kind="SavedModel")
