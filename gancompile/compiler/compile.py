"""The compiler from end to end: one spec in; diagnostics, and where there is no error among them a program, out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gancompile.compiler.diagnostics import Diagnostic, Report, Severity, Source, Span
from gancompile.compiler.elaborate import elaborate_data, elaborate_game, elaborate_network, elaborate_schedule
from gancompile.compiler.elaborate.data import PATHS
from gancompile.compiler.emit import emit_model, emit_program
from gancompile.compiler.ir.game import Game, Optimizer, Player, Ramp
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.program import DataPlan, Phase, Program
from gancompile.compiler.lock import lock_text
from gancompile.compiler.passes import check_game, desugar_game, see_through_sigmoid, stabilize
from gancompile.compiler.schema import validate
from gancompile.compiler.syntax import Mapping, Node, Scalar, apply_override, interpolate, read_yaml, to_plain
from gancompile.compiler.syntax.tree import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Compilation:
    """What came of a spec. program and resolved are there where no diagnostic is an error."""

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    program: Program | None = None
    resolved: dict[str, Any] | None = None

    @property
    def failed(self) -> bool:
        """Whether the spec is wrong."""
        return self.program is None

    def model_source(self) -> str:
        """The text of `model.py`."""
        assert self.program is not None
        return emit_model(self.program)

    def program_json(self) -> str:
        """The text of `program.json`."""
        assert self.program is not None
        return emit_program(self.program)

    def lock(self) -> str:
        """The text of `spec.lock.yaml`, from which the same build comes."""
        assert self.resolved is not None
        return lock_text(self.resolved, self.source.name)


def compile_file(path: Path, *, overrides: SequenceOf[str] = (), seed: int | None = None) -> Compilation:
    """Compiles the spec at a path. overrides: `KEY=VALUE` texts of `--set`. A file that cannot be read is a diagnostic, too."""
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        source = Source(name=str(path), text="", folder=path.parent)
        at = Span(source=source, line=0, column=0, end_line=0, end_column=0)
        return Compilation(
            source=source, diagnostics=(Diagnostic(code="GC0100", message=f"cannot read `{path}`: {reason}", span=at),)
        )
    return compile_text(text, name=str(path), folder=path.parent, overrides=overrides, seed=seed)


def compile_text(
    text: str,
    *,
    name: str = "spec.yaml",
    folder: Path | None = None,
    overrides: SequenceOf[str] = (),
    seed: int | None = None,
) -> Compilation:
    """Compiles the text of a spec. name: what diagnostics call it. folder: what the paths in it are relative to."""
    source = Source(name=name, text=text, folder=folder or Path())
    report = Report()
    root = _tree(source, overrides if seed is None else (*overrides, f"seed={seed}"), report)
    made = _program(root, source, report) if root is not None else None
    assert made is not None or report.failed, "a spec was refused and no one was told why"
    if made is None or report.failed:
        return Compilation(source=source, diagnostics=_told(report))
    return Compilation(source=source, diagnostics=_told(report), program=made[0], resolved=made[1])


def _told(report: Report) -> tuple[Diagnostic, ...]:
    """Errors and warnings by place; a warning says nothing useful while its own line is in error."""
    wrong = {(d.span.source.name, d.span.line) for d in report.diagnostics if d.severity is Severity.ERROR}
    return tuple(
        d for d in report.sorted() if d.severity is Severity.ERROR or (d.span.source.name, d.span.line) not in wrong
    )


def _tree(source: Source, overrides: SequenceOf[str], report: Report) -> Mapping | None:
    """The spec's tree with its overrides and parameters in place."""
    root = read_yaml(source, report)
    if root is None:
        return None
    if not isinstance(root, Mapping):
        report.add("GC0202", root.span, "a spec is a mapping of sections", help="begin with `gancompile: 1`")
        return None
    for assignment in overrides:
        root = apply_override(root, assignment, report)
    return interpolate(root, report)


def _program(root: Mapping, source: Source, report: Report) -> tuple[Program, dict[str, Any]] | None:
    """From the tree to the program. A part that is broken is left out, and so is what would only follow from it."""
    interpolated = not report.failed
    broken = validate(root, report)

    def sound(*path: str) -> bool:
        return interpolated and root.get(path[0]) is not None and not any(p[: len(path)] == path for p in broken)

    data_node = root.get("data")
    data = elaborate_data(data_node, report) if isinstance(data_node, Mapping) and sound("data") else None
    networks = _networks(root.get("networks"), sound, data, report)
    game_node = root.get("game")
    if data is None or networks is None or not isinstance(game_node, Mapping) or not sound("game"):
        return None
    long_form = desugar_game(game_node, networks, data.facts, report)
    game = elaborate_game(long_form, networks, data.facts, report) if long_form is not None else None
    if game is None or long_form is None:
        return None
    phases = (
        elaborate_schedule(root.get("schedule"), game, data, report)
        if sound("schedule") or root.get("schedule") is None
        else None
    )
    roles = _roles(root.get("export"), game_node, networks, report)
    check_game(tuple(networks.values()), game, data, roles[0] if roles else None, report)
    if phases is None or roles is None or report.failed:
        return None
    return _finished(root, source, data, networks, game, phases, roles, long_form)


def _networks(node: Node | None, sound: Any, data: DataPlan | None, report: Report) -> dict[str, Network] | None:
    """All networks, or None where one of them is broken; every one of them is looked at."""
    if not isinstance(node, Mapping):
        return None
    found: dict[str, Network] = {}
    for entry in node.entries:
        if not sound("networks", entry.key.text) or not isinstance(entry.value, Mapping):
            continue
        network = elaborate_network(entry.key, entry.value, data.facts if data else None, report)
        if network is not None:
            found[entry.key.text] = network
    return found if len(found) == len(node.entries) else None


def _roles(
    export: Node | None, game: Mapping, networks: dict[str, Network], report: Report
) -> tuple[str, str | None] | None:
    """Which network is sampled and served, and which judges at serving: as `export` or the game says, or by name."""
    picked: list[str | None] = []
    for role, names in (("generator", ("generator",)), ("discriminator", ("discriminator", "critic"))):
        said = next(
            (node for part in (export, game) if isinstance(part, Mapping) and (node := part.get(role)) is not None),
            None,
        )
        wanted = (said.text,) if isinstance(said, Scalar) else names
        picked.append(next((name for name in wanted if name in networks), None))
        if picked[-1] is None and (said is not None or role == "generator"):
            at = said.span if said is not None else game.span
            report.add(
                "GC0801",
                at,
                f"there is no network {' or '.join(f'`{n}`' for n in wanted)} to export as the {role}",
                help=f"say which it is: `export: {{{role}: NAME}}`, one of {', '.join(networks)}",
            )
    generator = picked[0]
    return (generator, picked[1]) if generator is not None else None


def _finished(
    root: Mapping, source: Source, data: DataPlan, networks: dict[str, Network], game: Game, phases: tuple[Phase, ...],
    roles: tuple[str, str | None], long_form: Mapping,
) -> tuple[Program, dict[str, Any]]:  # fmt: skip
    """The passes in their order, and the resolved spec."""
    resolved = _resolved(root, long_form, data)
    trained, game = see_through_sigmoid(tuple(networks.values()), game)
    game = _stable(game)
    game = _with_rounds(game, sum(phase.rounds for phase in phases))
    seed, name = root.get("seed"), root.get("name")
    program = Program(
        name=name.text if isinstance(name, Scalar) else "",
        spec_name=Path(source.name).name,
        seed=int(seed.value or 0) if isinstance(seed, Scalar) and isinstance(seed.value, int) else 0,
        digest=_digest(resolved),
        networks=trained,
        game=game,
        phases=phases,
        data=data,
        generator=roles[0],
        discriminator=roles[1],
    )
    return program, resolved


def _stable(game: Game) -> Game:
    """Every formula in stable form; each player keeps the identities that its own formula took."""
    players = []
    for player in game.players:
        done = [(term, *stabilize(term.value)) for term in player.terms]
        watched = tuple(replace(term, value=stabilize(term.value)[0]) for term in player.watch)
        identities = tuple(dict.fromkeys(identity for _, _, used in done for identity in used))
        terms = tuple(replace(term, value=value) for term, value, _ in done)
        players.append(replace(player, terms=terms, watch=watched, identities=identities))
    lets = tuple(replace(let, value=stabilize(let.value)[0]) for let in game.lets)
    return replace(game, lets=lets, players=tuple(players))


def _with_rounds(game: Game, rounds: int) -> Game:
    """Every ramp stretched over the whole schedule."""

    def stretched(player: Player) -> Player:
        settings = tuple(
            (k, replace(v, over_rounds=rounds) if isinstance(v, Ramp) else v) for k, v in player.optimizer.arguments
        )
        return replace(player, optimizer=Optimizer(keras=player.optimizer.keras, arguments=settings))

    return replace(game, players=tuple(stretched(player) for player in game.players))


def _resolved(root: Mapping, long_form: Mapping, data: DataPlan) -> dict[str, Any]:
    """The spec as it was understood: parameters put in, the game in its long form, places of files absolute."""
    entries = [
        Entry(key=e.key, value=long_form if e.key.text == "game" else e.value)
        for e in root.entries
        if e.key.text != "params"
    ]
    plain = to_plain(Mapping(entries=tuple(entries)))
    assert isinstance(plain, dict)
    plain["data"]["source"] = {data.source: dict(data.arguments)}
    return plain


def _digest(resolved: dict[str, Any]) -> str:
    """SHA-256 of the resolved spec without the places of its files, which are not part of what it says."""
    data = dict(resolved["data"])
    ((kind, arguments),) = data["source"].items()
    data["source"] = {kind: {k: v for k, v in arguments.items() if k not in PATHS}}
    return hashlib.sha256(json.dumps({**resolved, "data": data}, sort_keys=True).encode()).hexdigest()
