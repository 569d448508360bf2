"""Exit codes."""

from enum import IntEnum


class Exit(IntEnum):
    FINE = 0
    SPEC_IS_WRONG = 1
    USAGE = 2
    MACHINE_OR_DATA = 3
    OUR_BUG = 70
    INTERRUPTED = 130
