"""The verifier is content with every spec after every pass, and names what is broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gancompile.compiler.diagnostics import InternalError
from gancompile.compiler.ir import Program, Programs
from gancompile.compiler.ir.curve import Phased
from gancompile.compiler.ir.distribution import Distribution
from gancompile.compiler.ir.pair_side import PairSide
from gancompile.compiler.ir.value import Draw, Expectation, Logged, Number, Side
from gancompile.compiler.ir.verify import verify
from gancompile.compiler.pipeline import compile_file

ROOT = Path(__file__).parents[3]
SPECS = [
    *(path for path in sorted((ROOT / "specs").glob("*-digits.yaml"))),
    *(ROOT / "specs" / f"{name}.yaml" for name in ("gan-ring", "gan-grid", "tabular-iris", "text-names")),
    *sorted((ROOT / "tests" / "golden").glob("*/spec.yaml")),
]


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.parent.name if path.stem == "spec" else path.stem)
def test_every_spec_after_every_pass(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANCOMPILE_VERIFY", "1")
    assert not compile_file(path).failed


@pytest.fixture(scope="module")
def program() -> Program:
    return compile_file(ROOT / "specs" / "wgan-gp-digits.yaml").program


def with_term(program: Program, value: object) -> Program:
    player = program.game.players[0]
    term = replace(player.terms[0], value=value)
    players = (replace(player, terms=(term,)), *program.game.players[1:])
    return replace(program, game=replace(program.game, players=players))


BROKEN: dict[str, tuple[Callable[[Program], Program], str]] = {
    "a draw that the game does not have": (
        lambda p: with_term(p, Expectation(of=Draw(name="w", shape=(), distribution=Distribution.NORMAL))),
        "uses the draw w",
    ),
    "a term for each example": (lambda p: with_term(p, p.game.draws[0]), "is no single number"),
    "a logged number in a term": (lambda p: with_term(p, Logged(name="seen")), "reads a logged number"),
    "a pair without P": (lambda p: with_term(p, Side(which=PairSide.FIRST, of=Number(value=1))), "outside of P"),
    "a player without its network": (
        lambda p: replace(
            p, game=replace(p.game, players=(replace(p.game.players[0], networks=("judge",)), *p.game.players[1:]))
        ),
        "moves judge, which is no network",
    ),
    "two networks of one name": (lambda p: replace(p, networks=(*p.networks, p.networks[0])), "one name"),
    "a turn of nobody": (
        lambda p: replace(p, phases=(replace(p.phases[0], turns=(replace(p.phases[0].turns[0], player="eve"),)),)),
        "has a turn of eve",
    ),
    "an output of another shape": (
        lambda p: replace(
            p,
            networks=(
                replace(p.networks[0], outputs=(replace(p.networks[0].outputs[0], shape=(3,)),)),
                *p.networks[1:],
            ),
        ),
        "has another shape",
    ),
    "a layer that reads what comes after it": (
        lambda p: replace(
            p,
            networks=(
                replace(
                    p.networks[0], layers=(replace(p.networks[0].layers[0], inputs=(5,)), *p.networks[0].layers[1:])
                ),
                *p.networks[1:],
            ),
        ),
        "reads what comes after it",
    ),
    "a number that phases set": (
        lambda p: replace(
            p,
            game=replace(
                p.game,
                players=(
                    replace(
                        p.game.players[0],
                        optimizer=replace(
                            p.game.players[0].optimizer,
                            arguments=(("learning_rate", Phased(base=1.0, settings=((0, 2.0),))),),
                        ),
                    ),
                    *p.game.players[1:],
                ),
            ),
        ),
        "has no rounds",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_law_is_named(name: str, program: Program) -> None:
    change, expected = BROKEN[name]
    with pytest.raises(InternalError, match="after stable_form") as found:
        verify(Programs(stages=(change(program),)), "stable_form")
    assert expected in str(found.value)
    assert "program wgan-gp-digits" in str(found.value)
