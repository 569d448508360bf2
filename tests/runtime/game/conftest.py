"""The tests of games share `random_game`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
