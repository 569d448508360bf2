"""Which numbers share a plot, and their values over the rounds."""

from __future__ import annotations

import math

from gancompile.pages.plot import plots_of_one, plots_of_several

FIRST = {"phase": "a", "round": 1, "rounds": 9, "seconds": 0.1, "rounds_per_second": 3.0}


def test_numbers_of_a_kind_share_a_plot() -> None:
    numbers = ["g_loss", "g_fool", "g_extra_loss", "g_extra_cycle", "D(x)", "g_gradient_norm", "kid", "p"]
    plots = plots_of_one([FIRST | dict.fromkeys(numbers, 0.5)])
    assert [(plot.title, plot.names) for plot in plots] == [
        ("Losses", ("g_loss", "g_extra_loss")),
        ("Loss of g, by term", ("g_loss", "g_fool")),
        ("Loss of g_extra, by term", ("g_extra_loss", "g_extra_cycle")),
        ("Scores", ("D(x)",)),
        ("Gradient norms", ("g_gradient_norm",)),
        ("kid", ("kid",)),
        ("p", ("p",)),
    ]
    assert plots[1].columns == ((1,), (0.5,), (0.5,))


def test_a_number_that_only_some_records_have_leaves_gaps() -> None:
    records = [
        FIRST | {"a_loss": 1.0},
        FIRST | {"round": 2, "a_loss": math.nan, "b_loss": 3.0},
        FIRST | {"round": 3, "b_loss": 4.0, "c_loss": "none"},
    ]
    (plot,) = plots_of_one(records)
    assert plot.names == ("a_loss", "b_loss")
    assert plot.columns == ((1, 2, 3), (1.0, None, None), (None, 3.0, 4.0))


def test_several_trainings_share_the_plot_of_a_number() -> None:
    one = [FIRST | {"round": round, "a_loss": 1.0, "g_loss": 0.5} for round in (2, 4)]
    other = [FIRST | {"round": round, "g_loss": 0.25, "kid": 1.0} for round in (3, 4)]
    plots = plots_of_several({"one": one, "other": other, "empty": []})
    assert [(plot.title, plot.names) for plot in plots] == [
        ("g_loss", ("one", "other")),
        ("a_loss", ("one",)),
        ("kid", ("other",)),
    ]
    assert plots[0].columns == ((2, 3, 4), (0.5, None, 0.5), (None, 0.25, 0.25))
    assert [plot.colors for plot in plots] == [(0, 1), (0,), (1,)]
