"""The tags of logged numbers in dashboards."""

from __future__ import annotations

import pytest

from gancompile.runtime.trackers.dashboard_tag import dashboard_tag


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("generator_loss", "losses/generator_loss"),
        ("generator_gradient_norm", "gradient_norms/generator_gradient_norm"),
        ("generator_weight_norm", "weight_norms/generator_weight_norm"),
        ("generator_learning_rate", "learning_rates/generator_learning_rate"),
        ("D(G(z))", "scores/D(G(z))"),
        ("discriminator_r1", "terms/discriminator_r1"),
        ("k", "states/k"),
        ("least_loss", "states/least_loss"),
    ],
)
def test_tags(name: str, tag: str) -> None:
    assert dashboard_tag(name, {"k", "least_loss"}) == tag
