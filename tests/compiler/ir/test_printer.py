"""The printed IR of six specs of different kind, and what the passes make of it on the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gancompile.compiler.ir.printer import print_programs
from gancompile.compiler.pipeline import compile_file

ROOT = Path(__file__).parents[3]
SPECS = [
    "dcgan-digits",
    "wgan-gp-digits",
    "cyclegan-digits",
    "infogan-digits",
    "stylegan2-digits",
    "progressive-digits",
]


@pytest.mark.parametrize("name", SPECS)
def test_the_printed_ir(name: str, golden: Callable[[str, Path], None]) -> None:
    ir = compile_file(ROOT / "specs" / f"{name}.yaml").ir
    assert ir is not None
    golden(print_programs(ir), ROOT / "tests" / "golden" / name / "ir.txt")


def test_each_step_of_a_spec_in_stages(golden: Callable[[str, Path], None]) -> None:
    """The lines that each pass changes, of the last stage."""
    path, parts, before = ROOT / "specs" / "progressive-digits.yaml", [], list[str]()
    for step in ("assemble_programs", "phase_durations", "curve_durations", "stable_form", "carried_weights"):
        ir = compile_file(path, after=step).ir
        assert ir is not None
        lines = print_programs(ir).splitlines()
        parts += [f"after {step}", *(f"  {line.strip()}" for line in lines if before and line not in before)]
        before = lines
    golden("\n".join(parts) + "\n", ROOT / "tests" / "golden" / "progressive-digits" / "passes.txt")
