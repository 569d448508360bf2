"""Games for the tests of exports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest


class Untrained(NamedTuple):
    """A game with initial weights, and its program."""

    game: Any
    program: Any


@pytest.fixture
def untrained(tmp_path: Path) -> Callable[..., Untrained]:
    """A function from a spec's file or text to its game, in which noise counts, as it does after a training."""
    from gancompile.compiler import compile_file, compile_text
    from gancompile.runtime.program import make_game, read_program
    from gancompile.spec import Spec

    def make(spec: Path | str, *overrides: str) -> Untrained:
        compile_it = compile_text if isinstance(spec, str) else compile_file
        compilation = compile_it(spec, overrides=overrides)  # type: ignore[operator]
        assert not compilation.failed, compilation.diagnostics
        program = read_program(Spec(compilation).write(tmp_path / "compiled"))
        game = make_game(program)
        for variable in game.variables:
            if variable.name == "strength":
                variable.assign(np.full(variable.shape, 0.5, np.float32))
        return Untrained(game, program)

    return make
