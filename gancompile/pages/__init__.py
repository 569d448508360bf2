"""HTML pages that open offline, as one file without a request: curves, pictures of samples, the comparison of builds."""

from gancompile.pages.build_files import BuildFiles, NoBuildError, read_build
from gancompile.pages.comparison import Cell, Comparison, comparison_page
from gancompile.pages.duration import duration_text
from gancompile.pages.generator_page import NoPageError, page_files, page_model
from gancompile.pages.number import deviation_text, number_text
from gancompile.pages.picture import ABOUT, picture_files, read_pictures
from gancompile.pages.plot import as_data, plots_of_one
from gancompile.pages.records import read_records
from gancompile.pages.render import render
from gancompile.pages.sweep_page import SweepBuild, SweepRow, sweep_page

__all__ = [
    "ABOUT",
    "BuildFiles",
    "Cell",
    "Comparison",
    "NoBuildError",
    "NoPageError",
    "SweepBuild",
    "SweepRow",
    "as_data",
    "comparison_page",
    "deviation_text",
    "duration_text",
    "number_text",
    "page_files",
    "page_model",
    "picture_files",
    "plots_of_one",
    "read_build",
    "read_pictures",
    "read_records",
    "render",
    "sweep_page",
]
