"""The tags of logged numbers in dashboards: `GROUP/NAME`, the name as it is in the records."""

from __future__ import annotations

from collections.abc import Collection

from gancompile.catalogue.metric_rows import metric_numbers

SPEED = "speed/rounds_per_second"
SUFFIXES = {
    "_loss": "losses",
    "_gradient_norm": "gradient_norms",
    "_weight_norm": "weight_norms",
    "_learning_rate": "learning_rates",
}


def dashboard_tag(name: str, states: Collection[str]) -> str:
    """The tag of a logged number: `losses/generator_loss`, `scores/D(x)`, `states/k`. states: the names of the game's states."""
    return f"{_group(name, states)}/{name}"


def _group(name: str, states: Collection[str]) -> str:
    if name in states:
        return "states"
    for suffix, group in SUFFIXES.items():
        if name.endswith(suffix):
            return group
    if name in metric_numbers():
        return "metrics"
    return "scores" if "(" in name else "terms"
