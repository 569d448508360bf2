"""`evaluate`: what is measured of the samples, held against what they are."""
