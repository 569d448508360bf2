"""The theory's specs: clean under the strict check, and what they reach is the closed form, as `benchmarks/theory.py` compares them."""

from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from gancompile import load

pytest.importorskip("scipy")
ROOT = Path(__file__).parent.parent
SPECS = sorted((ROOT / "specs" / "theory").glob("*.yaml"))
sys.path.insert(0, str(ROOT / "benchmarks"))
try:
    import theory
finally:
    sys.path.remove(str(ROOT / "benchmarks"))


def assert_held(*rows: Any) -> None:
    missed = [row for row in rows if not row.held]
    assert not missed, missed


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_the_strict_check_reports_nothing(path: Path) -> None:
    assert not load(path).warnings


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_the_header_says_what_is_shown_and_by_whom(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    header = text[: text.index("gancompile: 1")]
    assert all(line.startswith("#") and len(line) <= 140 for line in header.splitlines())
    assert all(words in header for words in ("arXiv", "Differs", f"gancompile build specs/theory/{path.name}"))
    assert yaml.safe_load(text)["name"] == path.stem


def test_dice_are_thrown_equally_often() -> None:
    """So that a batch of 60 is the whole file of each."""
    for path in (ROOT / "specs" / "theory" / "dice").iterdir():
        rows = theory.rows_of(f"dice/{path.stem}")
        assert rows.shape == (60, 6), path
        assert (rows.sum(axis=1) == 1).all(), path


def test_closed_forms_of_what_is_known() -> None:
    fair, odd, even = map(theory.density, ("fair", "odd", "even"))
    assert theory.jsd(fair, fair) == 0
    assert theory.jsd(odd, even) == pytest.approx(np.log(2))
    assert theory.kl(odd, fair) == pytest.approx(np.log(2))


def test_no_divergence_could_be_taken_for_another() -> None:
    p, q = theory.density("low"), theory.density("loaded")
    found = {name: float(np.sum(q * f(p / q))) for name, f in theory.DIVERGENCES.items()}
    found["f_pearson, the other way round"] = float(np.sum(p * (q / p - 1) ** 2))
    close = [(a, b) for a, b in combinations(found, 2) if abs(found[a] - found[b]) < 4 * theory.F_NAT]
    assert not close, found


def test_every_divergence_of_the_catalogue_is_compared() -> None:
    objectives = yaml.safe_load((ROOT / "gancompile" / "catalogue" / "objectives.yaml").read_text(encoding="utf-8"))
    assert sorted(theory.DIVERGENCES) == sorted(name for name in objectives if name.startswith("f_"))


@pytest.mark.parametrize(("here", "held"), [(1.0, True), (1.01, True), (1.2, False), (float("nan"), False)])
def test_a_bar_is_held_by_numbers_within_it(here: float, held: bool) -> None:
    assert theory.Row(what="it", here=here, closed=1.0, bar=0.02).held is held


@pytest.mark.slow
@pytest.mark.parametrize(("p_data", "p_g"), theory.PAIRS, ids=["-".join(pair) for pair in theory.PAIRS])
def test_the_best_discriminator_and_its_value(p_data: str, p_g: str) -> None:
    """Goodfellow et al. 2014, proposition 1 and theorem 1, to 1e-3."""
    assert_held(*theory.best_discriminator(p_data, p_g))


@pytest.mark.slow
@pytest.mark.parametrize("name", theory.DIVERGENCES)
def test_an_f_divergence_is_its_own(name: str) -> None:
    """Nowozin et al. 2016, to 1e-2."""
    assert_held(theory.f_divergence(name))


@pytest.mark.slow
def test_the_critic_measures_the_distance_of_the_earth_mover() -> None:
    """Arjovsky et al. 2017, eq. 2, to 2 %."""
    assert_held(*theory.earth_mover())


@pytest.mark.slow
def test_algorithm_1_goes_to_the_density_of_the_data() -> None:
    """Goodfellow et al. 2014, proposition 2."""
    assert_held(theory.convergence(seed=0))


@pytest.mark.slow
def test_the_dirac_gan_converges_with_a_penalty_alone() -> None:
    assert all(agrees for _, _, _, agrees in theory.dirac_gan())
