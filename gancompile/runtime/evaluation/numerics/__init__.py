"""The arithmetic of metrics over arrays of features: NumPy alone, in float64 where sums are long, a block at a time."""
