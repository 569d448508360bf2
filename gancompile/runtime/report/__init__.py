"""The report of a build: records, TensorBoard logs, and an HTML page."""

from gancompile.runtime.report.page import write_report
from gancompile.runtime.report.records import RecordLog
from gancompile.runtime.report.tensorboard import TensorBoardLog

__all__ = ["RecordLog", "TensorBoardLog", "write_report"]
