"""The IR: a program between spec and source, as frozen values; positions do not count in equality."""

from gancompile.compiler.ir.game import Game, Player, Term
from gancompile.compiler.ir.network import LayerNode, Network
from gancompile.compiler.ir.program import DataPlan, DataSet, Phase, Program, Programs
from gancompile.compiler.ir.value import Value

__all__ = [
    "DataPlan",
    "DataSet",
    "Game",
    "LayerNode",
    "Network",
    "Phase",
    "Player",
    "Program",
    "Programs",
    "Term",
    "Value",
]
