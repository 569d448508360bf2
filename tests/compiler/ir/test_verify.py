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
from gancompile.compiler.ir.network import Argument
from gancompile.compiler.ir.pair_side import PairSide
from gancompile.compiler.ir.reduction_kind import ReductionKind
from gancompile.compiler.ir.value import (
    Arithmetic,
    Draw,
    Elementwise,
    Expectation,
    Logged,
    Number,
    Reduction,
    Side,
    Value,
)
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


def with_player(program: Program, **changes: object) -> Program:
    first, *others = program.game.players
    return replace(program, game=replace(program.game, players=(replace(first, **changes), *others)))  # type: ignore[arg-type]


def with_layer(program: Program, **changes: object) -> Program:
    """The first layer of the first network changed."""
    network, *others = program.networks
    layers = (replace(network.layers[0], **changes), *network.layers[1:])  # type: ignore[arg-type]
    return replace(program, networks=(replace(network, layers=layers), *others))


def with_input(program: Program, **changes: object) -> Program:
    """The input of the second network, the critic, changed."""
    first, critic, *others = program.networks
    inputs = (replace(critic.inputs[0], **changes),)  # type: ignore[arg-type]
    return replace(program, networks=(first, replace(critic, inputs=inputs), *others))


def drawn(program: Program, name: str) -> Value:
    return next(draw for draw in program.game.draws if draw.name == name)


BROKEN: dict[str, tuple[Callable[[Program], Program], str]] = {
    "a network that nobody moves": (lambda p: with_player(p, networks=()), "critic is applied, and no player moves it"),
    "a network that two move": (lambda p: with_player(p, networks=("critic", "generator")), "2 players move generator"),
    "two players of one name": (lambda p: with_player(p, name="generator"), "2 players are called generator"),
    "an optimizer that there is not": (
        lambda p: with_player(p, optimizer=replace(p.game.players[0].optimizer, keras="Nope")),
        "moves by Nope",
    ),
    "a hidden layer of another shape": (lambda p: with_layer(p, shape=(3, 3, 3)), "and its rule gives"),
    "a layer of no kind": (lambda p: with_layer(p, kind="nosuch"), "of kind nosuch"),
    "an argument that makes another shape": (
        lambda p: with_layer(p, arguments=(Argument(name="units", value=3),)),
        "and its rule gives [3]",
    ),
    "numbers for labels": (lambda p: with_input(p, dtype="int32"), "which is int32"),
    "a mean of images": (lambda p: with_term(p, Expectation(of=drawn(p, "x"))), "which is not one number per example"),
    "a sum of images and latents": (
        lambda p: with_term(
            p,
            Expectation(
                of=Reduction(
                    how=ReductionKind.SUM, of=Arithmetic(operator="+", left=drawn(p, "x"), right=drawn(p, "z"))
                )
            ),
        ),
        "joins values of shapes",
    ),
    "a function that there is not": (
        lambda p: with_term(p, Elementwise(function="nosuch", of=(Number(value=1),))),
        "calls nosuch",
    ),
    "a frozen network that there is not": (
        lambda p: replace(p, phases=(replace(p.phases[0], frozen=("nosuch",)),)),
        "freezes nosuch",
    ),
    "a field that the data does not have": (lambda p: replace(p, example="nosuch"), "no field nosuch"),
    "a draw that the game does not have": (
        lambda p: with_term(p, Expectation(of=Draw(name="w", shape=(), distribution=Distribution.NORMAL))),
        "uses the draw w",
    ),
    "a term for each example": (lambda p: with_term(p, p.game.draws[0]), "is no single number"),
    "a logged number in a term": (lambda p: with_term(p, Logged(name="seen")), "reads a logged number"),
    "a pair without P": (lambda p: with_term(p, Side(which=PairSide.FIRST, of=Number(value=1))), "outside of P[...]"),
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
