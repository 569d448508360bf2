"""What a build does with the folder that it finds: begin, go on, make only some things again, or stop before a byte is touched."""

from gancompile.continuation.decide import decide
from gancompile.continuation.decision import BuildStopped, Decision, Outcome, Wish
from gancompile.continuation.prepare import prepare

__all__ = ["BuildStopped", "Decision", "Outcome", "Wish", "decide", "prepare"]
