"""Running means of logged numbers."""

from __future__ import annotations

import json

from gancompile.runtime.training.running_mean import RunningMean


def test_means_are_weighted_by_rounds_and_start_again() -> None:
    mean = RunningMean()
    mean.add({"loss": 3.0}, 3)
    mean.add({"loss": 5.0}, 1)
    assert mean.take() == {"loss": 2.0}
    mean.add({"loss": 14.0}, 2)
    assert mean.means() == {"loss": 7.0}
    assert mean.take() == {"loss": 7.0}


def test_notes_of_a_checkpoint_restore_it() -> None:
    mean = RunningMean()
    mean.add({"loss": 3.0}, 3)
    notes = {"other": 1, **json.loads(json.dumps(mean.notes()))}
    again = RunningMean.restored(notes)
    again.add({"loss": 5.0}, 1)
    assert again.take() == {"loss": 2.0}
    assert notes == {"other": 1}
