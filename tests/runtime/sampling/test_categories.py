"""Tables whose generator is asked for categories: row by row as well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gancompile.cli import main


@pytest.mark.slow
def test_rows_of_a_category_by_truncated_latents(
    exported: Callable[[str], Path], specs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = exported((specs / "ctgan-penguins.yaml").read_text())
    arguments = ["sample", str(folder), "-n", "3"]
    for more in (["--truncation", "0.5"], ["--signature", "sample"], ["--label", "island=Dream", "--truncation", "1"]):
        assert main([*arguments, *more, "-o", str(tmp_path / "a.csv")]) == 0
        assert len((tmp_path / "a.csv").read_text().splitlines()) == 4
    assert main([*arguments, "-o", f"{tmp_path}/f/"]) == 2
    assert "belong into one file" in capsys.readouterr().err
