"""Stages under elaboration: the tree of each, and what has come of it so far."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass

from gancompile.compiler.diagnostics import Diagnostic
from gancompile.compiler.ir.evaluation import Evaluation
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.program import DataPlan, Phase
from gancompile.compiler.ir.signature import Signature
from gancompile.compiler.spec.spec_text import SpecText
from gancompile.compiler.spec.spec_tree import StageTree
from gancompile.compiler.syntax import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage. A part is None until it is elaborated, and where it has an error, which has been reported.

    long_form: the `game` section with draws, values and players spelt out; phased: the same with the numbers that phases set.
    undecided: sizes that nothing decides, as diagnostics. generator: the network that is sampled and exported; discriminator: the one
    that judges at serving, if any. signatures: those that the spec writes. evaluation: what is measured, None where samples imitate
    no field of the data.
    """

    tree: StageTree
    data: DataPlan | None = None
    networks: Dict[str, Network] | None = None
    undecided: tuple[Diagnostic, ...] = ()
    long_form: Mapping | None = None
    phased: Mapping | None = None
    game: Game | None = None
    phases: tuple[Phase, ...] | None = None
    generator: str | None = None
    discriminator: str | None = None
    signatures: tuple[Signature, ...] = ()
    evaluation: Evaluation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """All stages of a spec. root: its tree before it was cut into stages."""

    text: SpecText
    root: Mapping
    stages: tuple[Stage, ...]
