"""Numbers that are not finite: the one that says most is named, with its player and the round."""

from __future__ import annotations

import math

import pytest

from gancompile.runtime.training import NotFiniteError
from gancompile.runtime.training.finite import require_finite_logs

PLAYERS = ("discriminator", "generator")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (("discriminator_loss", "discriminator_r1", "discriminator_gradient_norm"), "`discriminator_r1`, of player `discriminator`,"),
        (("generator_gradient_norm", "generator_loss"), "`generator_loss`, of player `generator`,"),
        (("D(x)", "generator_gradient_norm"), "`generator_gradient_norm`, of player `generator`,"),
        (("D(x)",), "`D(x)` is nan"),
    ],
)  # fmt: skip
def test_a_term_is_named_before_the_loss_and_that_before_the_gradient(wrong: tuple[str, ...], named: str) -> None:
    logs = {"generator_other": 1.0, **dict.fromkeys(wrong, math.nan)}
    with pytest.raises(NotFiniteError, match="after round 1,234") as found:
        require_finite_logs(logs, PLAYERS, 1234)
    assert named in str(found.value)
    assert found.value.round == 1234


def test_finite_numbers_pass() -> None:
    require_finite_logs({"generator_loss": 1e30, "D(x)": -3.0}, PLAYERS, 1)
