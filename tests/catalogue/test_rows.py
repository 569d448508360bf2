"""What the rows name exists: functions and methods of the runtime, TensorFlow's functions, policies."""

from __future__ import annotations

from functools import reduce

import pytest
import tensorflow as tf

from gancompile import runtime
from gancompile.catalogue import function_rows
from gancompile.catalogue.curve_rows import curve_rows, ramps
from gancompile.catalogue.draw_rows import draw_rows, draw_settings
from gancompile.catalogue.emitted_names import GAME, imported_names, runtime_functions
from gancompile.catalogue.policy_rows import policy_groups, policy_rows
from gancompile.runtime import layers
from gancompile.runtime.game.draw import DISTRIBUTIONS


def test_the_runtime_exports_what_emitted_lines_call() -> None:
    assert set(runtime.__all__) == {GAME, *runtime_functions()}
    assert set(layers.__all__) < imported_names()


@pytest.mark.parametrize("key", function_rows())
def test_functions(key: str) -> None:
    row = function_rows()[key]
    least, most = row.arguments
    assert row.written.startswith(key)
    assert least >= 1
    assert most is None or most == least
    assert (row.kind == "elementwise") == bool(row.emitted)
    if row.emitted.startswith("tf."):
        assert callable(reduce(getattr, row.emitted.split(".")[1:], tf))
    elif row.emitted or row.kind in {"statistic", "weights"}:
        assert row.runtime == key


def test_the_number_of_arguments_follows_from_the_written_form() -> None:
    found = {key: function_rows()[key].arguments for key in ("E", "clip", "augment", "log_mean_exp", "mix")}
    assert found == {"E": (1, 1), "clip": (3, 3), "augment": (2, None), "log_mean_exp": (1, None), "mix": (2, 2)}


def test_groups_of_policies() -> None:
    assert all(set(policies) <= set(policy_rows()) for policies in policy_groups().values())


def test_curves() -> None:
    assert ramps() == ("cosine", "exponential", "linear")
    for row in curve_rows().values():
        assert row.form in {"ramp", "steps", "pieces", "hold", "state"}
        assert set(row.runtime) <= set(runtime_functions())


def test_draws() -> None:
    used = {setting.name for row in draw_rows().values() for setting in row.settings}
    assert set(draw_settings()) == used | {"fresh"}
    for key, row in draw_rows().items():
        assert key == "data" or key in DISTRIBUTIONS or hasattr(runtime.Game, row.method or "")
