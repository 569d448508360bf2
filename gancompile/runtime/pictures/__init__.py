"""Samples drawn as pictures: grids of images, films, scatter plots, histograms of tables, waveforms, lines of text."""

from gancompile.runtime.pictures.encoded import draw_encoded
from gancompile.runtime.pictures.film import FilmError, check_film, write_film
from gancompile.runtime.pictures.samples import as_png, beside, draw_samples, drawing_rule, enlargement

__all__ = [
    "FilmError",
    "as_png",
    "beside",
    "check_film",
    "draw_encoded",
    "draw_samples",
    "drawing_rule",
    "enlargement",
    "write_film",
]
