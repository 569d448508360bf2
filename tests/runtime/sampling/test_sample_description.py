"""What is known of samples beside their values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gancompile.runtime.program import read_program
from gancompile.runtime.sampling import describe_samples
from gancompile.runtime.sampling.sample_description import read_description, write_description


@pytest.mark.parametrize(
    ("overrides", "round", "share"),
    [((), 10, 0.0), (("game.average={decay: 0.9}",), 10, 0.9**10), (("game.average={decay: 0.9}",), 0, 1.0)],
)
def test_averages_remember_the_first_weights(
    overrides: tuple[str, ...],
    round: int,
    share: float,
    compile_to: Callable[..., Any],
    tiny: Callable[..., str],
    tmp_path: Path,
) -> None:
    description = describe_samples(read_program(compile_to(tiny(), *overrides)), round)
    assert description.initial_share == pytest.approx(share)
    write_description(tmp_path, description)
    assert read_description(tmp_path) == description
