"""Metrics, one file each: `measure(context, **arguments)` gives the numbers that its row of the catalogue names."""
