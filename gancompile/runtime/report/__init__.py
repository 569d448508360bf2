"""The report of a build: pictures of progress, their animation, and an HTML page."""

from gancompile.runtime.report.animation import ANIMATION, write_animation
from gancompile.runtime.report.page import write_report
from gancompile.runtime.report.progress_picture import ProgressPicture

__all__ = ["ANIMATION", "ProgressPicture", "write_animation", "write_report"]
