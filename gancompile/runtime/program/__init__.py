"""A compiled folder as the runtime reads it: `program.json`, and the game of its `model.py`."""

from gancompile.runtime.program.errors import FolderError
from gancompile.runtime.program.evaluation import Evaluation
from gancompile.runtime.program.make_game import make_game
from gancompile.runtime.program.phase import Phase, Until
from gancompile.runtime.program.program import Program
from gancompile.runtime.program.read_program import read_program
from gancompile.runtime.program.served_network import NetworkInput, ServedNetwork, ServedSignature

__all__ = [
    "Evaluation",
    "FolderError",
    "NetworkInput",
    "Phase",
    "Program",
    "ServedNetwork",
    "ServedSignature",
    "Until",
    "make_game",
    "read_program",
]
