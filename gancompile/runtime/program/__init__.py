"""A compiled folder as the runtime reads it."""

from gancompile.runtime.program.program import (
    FolderError,
    NetworkInput,
    Phase,
    Program,
    ServedNetwork,
    Until,
    make_game,
    read_program,
)

__all__ = ["FolderError", "NetworkInput", "Phase", "Program", "ServedNetwork", "Until", "make_game", "read_program"]
