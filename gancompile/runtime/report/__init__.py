"""The report of a build: pictures of progress, and an HTML page."""

from gancompile.runtime.report.page import write_report
from gancompile.runtime.report.progress_picture import ProgressPicture
from gancompile.runtime.report.versions import versions

__all__ = ["ProgressPicture", "versions", "write_report"]
