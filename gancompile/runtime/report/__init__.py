"""The report of a build: records, pictures of progress, their animation, TensorBoard logs, and an HTML page."""

from gancompile.runtime.report.animation import ANIMATION, write_animation
from gancompile.runtime.report.page import write_report
from gancompile.runtime.report.progress_picture import ProgressPicture
from gancompile.runtime.report.records import RecordLog
from gancompile.runtime.report.tensorboard import TensorBoardLog

__all__ = ["ANIMATION", "ProgressPicture", "RecordLog", "TensorBoardLog", "write_animation", "write_report"]
