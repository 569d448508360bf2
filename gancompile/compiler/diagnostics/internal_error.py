"""A broken invariant of the compiler: a bug of ours and no mistake of the author's."""

from __future__ import annotations


class InternalError(Exception):
    """Ends a compilation with exit code 70. The message names the step, and prints the IR where there is one."""
