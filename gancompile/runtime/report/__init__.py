"""Pictures, TensorBoard logs, and the page that a person opens."""

from gancompile.runtime.report.encoded import draw_encoded
from gancompile.runtime.report.page import write_report
from gancompile.runtime.report.pictures import draw_samples
from gancompile.runtime.report.records import RecordLog
from gancompile.runtime.report.tensorboard import TensorBoardLog

__all__ = ["RecordLog", "TensorBoardLog", "draw_encoded", "draw_samples", "write_report"]
