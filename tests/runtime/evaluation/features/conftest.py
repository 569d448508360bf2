"""The tests of features share `torch_bytes`, and one network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def inception() -> Any:
    """The Inception network with random weights."""
    from gancompile.runtime.evaluation.features.inception_network import inception_network

    return inception_network()
