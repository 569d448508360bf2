"""The exporters that there are."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from gancompile.runtime.export import exporters, formats


def test_exporters_have_one_signature_and_stand_in_order() -> None:
    found = exporters()
    assert list(found) == sorted(found)
    assert "saved_model" in found
    for name, export in found.items():
        assert name.isidentifier()
        assert list(inspect.signature(export).parameters) == [
            "game", "program", "folder", "version", "assets", "quantize",
        ]  # fmt: skip


def test_a_module_among_the_formats_is_an_exporter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weights_alone.py").write_text(
        "def export(game, program, folder, *, version=1, assets=(), quantize=None):\n    return folder\n"
    )
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(tmp_path)])
    assert exporters()["weights_alone"](None, None, tmp_path) == tmp_path  # type: ignore[arg-type]
