"""Samples drawn as pictures: grids of images, scatter plots, histograms of tables, waveforms, lines of text."""

from gancompile.runtime.pictures.encoded import draw_encoded
from gancompile.runtime.pictures.samples import as_png, beside, draw_samples, drawing_rule, enlargement

__all__ = ["as_png", "beside", "draw_encoded", "draw_samples", "drawing_rule", "enlargement"]
