"""The table of exporters."""

from __future__ import annotations

import inspect

from gancompile.runtime.export import EXPORTERS


def test_exporters_have_one_signature_and_stand_in_order() -> None:
    assert list(EXPORTERS) == sorted(EXPORTERS)
    for name, export in EXPORTERS.items():
        assert name.isidentifier()
        assert list(inspect.signature(export).parameters) == ["game", "program", "folder", "assets"]
