"""The craft's own knowledge as warnings: what compiles and is known to train badly, each with its source."""

from gancompile.compiler.craft.check import check_craft
from gancompile.compiler.craft.whole import Whole, critics_of

__all__ = ["Whole", "check_craft", "critics_of"]
