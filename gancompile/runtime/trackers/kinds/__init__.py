"""The kinds of trackers, one file each, named as in the catalogue: a function `begin(run, **arguments)` that returns a Tracker."""
