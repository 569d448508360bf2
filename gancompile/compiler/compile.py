"""The compiler from end to end: one spec in; diagnostics, and where there is no error among them a program, out."""

from __future__ import annotations

from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gancompile.compiler.craft import Whole, check_craft, critics_of
from gancompile.compiler.diagnostics import Diagnostic, Report, Severity, Source, Span
from gancompile.compiler.elaborate import (
    check_settings,
    elaborate_game,
    elaborate_networks,
    elaborate_schedule,
    fill_places,
    read_demands,
)
from gancompile.compiler.elaborate.data import chosen
from gancompile.compiler.elaborate.demand import Demands, size_of_data
from gancompile.compiler.elaborate.hold import tell_unknown_states, with_states_for_holds
from gancompile.compiler.elaborate.network_builder import NetworkContext
from gancompile.compiler.elaborate.places import Filled
from gancompile.compiler.elaborate.roles import ROLES, names_for
from gancompile.compiler.emit import emit_model, emit_program, file_of
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import Network
from gancompile.compiler.ir.program import DataPlan, Phase, Program
from gancompile.compiler.lock import lock_text
from gancompile.compiler.passes import (
    check_game,
    desugar_game,
    imitated_field,
    see_through_activation,
    stabilize,
)
from gancompile.compiler.resolved import digest, digest_of_stages, resolved_spec, staged_spec
from gancompile.compiler.schema import validate
from gancompile.compiler.shortened import shortened
from gancompile.compiler.stages import around, carried_networks, stages_of, timed
from gancompile.compiler.syntax import Mapping, Node, Scalar, Sequence, apply_override, extended, read_source, read_yaml
from gancompile.compiler.timing import Timing
from gancompile.compiler.unfinished import tell_no_export, tell_of_names, tell_of_rest

MAX_PARAMETERS = 2_000_000_000
"""Of all networks together, unless `--max-parameters` says otherwise: eight gigabytes of weights, before any optimizer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compilation:
    """What came of a spec. programs and specs, the resolved ones, are there where no diagnostic is an error: one for each stage.

    written: where there are several stages, the spec that they come of.
    """

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    programs: tuple[Program, ...] = ()
    specs: tuple[dict[str, Any], ...] = ()
    written: dict[str, Any] | None = None

    @property
    def program(self) -> Program | None:
        """What is trained at last and exported; None where the spec is wrong."""
        return self.programs[-1] if self.programs else None

    @property
    def resolved(self) -> dict[str, Any] | None:
        """The resolved spec of that."""
        return self.specs[-1] if self.specs else None

    @property
    def failed(self) -> bool:
        """Whether the spec is wrong."""
        return self.program is None

    def model_source(self) -> str:
        """The text of `model.py`, which trains at last and is exported."""
        assert self.program is not None
        return emit_model(self.program)

    def program_json(self) -> str:
        """The text of `program.json`."""
        assert self.program is not None
        return emit_program(self.program, earlier=self.earlier)

    @property
    def earlier(self) -> tuple[str, ...]:
        """The folders of the stages before the last, where phases set parameters; relative to the compiled folder."""
        return tuple(f"stages/{number}" for number in range(1, len(self.programs)))

    def stages(self) -> dict[str, tuple[str, str]]:
        """The texts of `model.py` and `program.json` of those, by folder."""
        return {
            folder: (emit_model(program), emit_program(program))
            for folder, program in zip(self.earlier, self.programs[:-1], strict=True)
        }

    def files(self) -> dict[str, Path]:
        """What belongs into the compiled folder beside the texts: the networks that are loaded, by the name that each `model.py` uses."""
        places = [*(f"{folder}/" for folder in self.earlier), ""]
        return {
            f"{place}{file_of(network)}": Path(network.loads)
            for place, program in zip(places, self.programs, strict=True)
            for network in program.networks
            if network.loads
        }

    def lock(self) -> str:
        """The text of `spec.lock.yaml`, from which the same build comes."""
        assert self.resolved is not None
        if self.written is not None:
            return lock_text(self.written, self.source.name, filled=False)
        return lock_text(self.resolved, self.source.name)


def compile_file(
    path: Path,
    *,
    overrides: SequenceOf[str] = (),
    seed: int | None = None,
    max_parameters: int = MAX_PARAMETERS,
    steps: int | None = None,
) -> Compilation:
    """Compiles the spec at a path. overrides: `KEY=VALUE` texts of `--set`. steps: rounds of each phase, in the place of its own.

    A file that cannot be read is a diagnostic, too.
    """
    source = read_source(path)
    if isinstance(source, str):
        empty = Source(name=str(path), text="", folder=path.parent)
        at = Span(source=empty, line=0, column=0, end_line=0, end_column=0)
        told = Diagnostic(code="GC0100", message=f"cannot read `{path}`: {source}", span=at)
        return Compilation(source=empty, diagnostics=(told,))
    return compile_source(source, overrides=overrides, seed=seed, max_parameters=max_parameters, steps=steps)


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
    return compile_source(source, overrides=overrides, seed=seed)


def compile_source(
    source: Source,
    *,
    overrides: SequenceOf[str] = (),
    seed: int | None = None,
    max_parameters: int = MAX_PARAMETERS,
    steps: int | None = None,
) -> Compilation:
    """Compiles a spec that has been read. max_parameters: of all networks together. steps: see `compile_file`."""
    report = Report()
    root = _tree(source, overrides if seed is None else (*overrides, f"seed={seed}"), report)
    if root is not None and steps is not None:
        root = shortened(root, steps)
    made = _programs(root, source, max_parameters, report) if root is not None else None
    assert made is not None or report.failed, "a spec was refused and no one was told why"
    if made is None or report.failed:
        return Compilation(source=source, diagnostics=_told(report, root))
    return Compilation(
        source=source, diagnostics=_told(report, root), programs=made.programs, specs=made.specs, written=made.written
    )


def _told(report: Report, root: Mapping | None) -> tuple[Diagnostic, ...]:
    """Errors and warnings by place, but for warnings that the spec allows; one says nothing useful while its own line is in error."""
    wrong = {(d.span.source.name, d.span.line) for d in report.diagnostics if d.severity is Severity.ERROR}
    listed = root.get("allow") if root is not None else None
    allowed = (
        {item.text for item in listed.items if isinstance(item, Scalar)} if isinstance(listed, Sequence) else set()
    )
    return tuple(
        d
        for d in report.sorted()
        if d.severity is Severity.ERROR or (d.code not in allowed and (d.span.source.name, d.span.line) not in wrong)
    )


def _tree(source: Source, overrides: SequenceOf[str], report: Report) -> Mapping | None:
    """The spec's tree over its bases, with its overrides in place."""
    root = read_yaml(source, report)
    if root is None:
        return None
    if not isinstance(root, Mapping):
        report.add("GC0202", root.span, "a spec is a mapping of sections", help="begin with `gancompile: 1`")
        return None
    whole = extended(root, report)
    for assignment in overrides if whole is not None else ():
        assert whole is not None
        whole = apply_override(whole, assignment, report)
    return whole


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    programs: tuple[Program, ...]
    specs: tuple[dict[str, Any], ...]
    written: dict[str, Any] | None = None


def _programs(root: Mapping, source: Source, max_parameters: int, report: Report) -> _Made | None:
    """The programs of all stages, and their resolved specs."""
    stages = stages_of(root, report)
    if len(stages) == 1:
        only = _program(root, source, max_parameters, report)
        return _Made(programs=(only[0],), specs=(only[1],)) if only is not None else None
    # How long a phase is counts for the curves of all stages, so the second pass knows what the first has counted.
    trials = [Report() for _ in stages]
    tried = [_program(s.root, source, max_parameters, trial) for s, trial in zip(stages, trials, strict=True)]
    first = [one[0] for one in tried if one is not None]
    if len(first) < len(stages) or report.failed:
        for trial in trials:
            report.take(trial)
        return None
    again = [
        _program(spec, source, max_parameters, report, *around(first, index))
        for index, spec in enumerate(timed(stages, first))
    ]
    done = [one for one in again if one is not None]
    if len(done) < len(stages):
        return None
    whole = digest_of_stages([program.digest for program, _ in done])
    programs: list[Program] = []
    for program, _ in done:
        before = programs[-1] if programs else None
        programs.append(replace(program, digest=whole, carried=carried_networks(before, program)))
    specs = tuple(spec for _, spec in done)
    return _Made(programs=tuple(programs), specs=specs, written=staged_spec(root, specs[0]))


def _program(
    root: Mapping,
    source: Source,
    max_parameters: int,
    report: Report,
    before: tuple[Phase, ...] = (),
    after: tuple[Phase, ...] = (),
) -> tuple[Program, dict[str, Any]] | None:
    """From the tree to the program. A part that is broken is left out, and so is what would only follow from it.

    before, after: the phases of the stages around.
    """
    broken = validate(root, report)
    if any(told.code == "GC0103" for told in report.diagnostics):
        return None  # which of two values is meant is not known, and so is nothing that would follow
    filled = fill_places(with_states_for_holds(root), broken, report)
    data = filled.data
    networks = _networks(filled, report)
    game_node = filled.root.get("game")
    if data is None or networks is None or not isinstance(game_node, Mapping) or not filled.sound("game"):
        tell_of_rest(filled, report)
        tell_of_names(filled, report)
        return None
    _check_size(networks, max_parameters, report)
    game_key = filled.root.key("game")
    assert game_key is not None
    long_form = desugar_game(game_key, game_node, networks, data.facts, report)
    schedule = filled.root.get("schedule")
    if long_form is not None and filled.sound("schedule"):
        check_settings(schedule, long_form, report)
    game = elaborate_game(long_form, networks, data.facts, report) if long_form is not None else None
    if game is None or long_form is None:
        tell_of_rest(filled, report)
        return None
    tell_unknown_states(filled.root, [state.name for state in game.states], report)
    phases = (
        elaborate_schedule(schedule, game, networks, data, report)
        if schedule is None or filled.sound("schedule")
        else None
    )
    roles = _roles(filled.root.get("export"), game_node, networks, report)
    check_game(tuple(networks.values()), game, data, roles[0] if roles else None, report)
    if phases is None or roles is None or report.failed:
        return None
    done = Timing(
        long_form=long_form, networks=networks, data=data, schedule=schedule, report=report,
        phases=(*before, *phases, *after), first=len(before),
    ).timed(game)  # fmt: skip
    if done is None or report.failed:
        return None
    game, networks = done
    named = game_node.get("objective")
    check_craft(
        Whole(
            root=filled.root, written=root, networks=networks, game=game, data=data, generator=roles[0],
            phases=(*before, *phases, *after),
            objective=chosen(named)[0] if named is not None else None,
            critics=critics_of(networks, game, roles[0]),
        ),
        report,
    )  # fmt: skip
    program, resolved = _finished(filled.root, source, data, networks, game, phases, roles, long_form)
    return replace(program, before=before, after=after), resolved


def _networks(filled: Filled, report: Report) -> dict[str, Network] | None:
    """All networks, or None where one of them is broken; every one of them is looked at."""
    section, game, blocks = (filled.root.get(name) for name in ("networks", "game", "blocks"))
    if not isinstance(section, Mapping):
        return None
    data = filled.root.get("data")
    demands: Demands = {}
    if isinstance(game, Mapping) and isinstance(data, Mapping) and filled.data is not None:
        demands = read_demands(section, game, data, filled.data.facts)
    context = NetworkContext(
        facts=filled.data.facts if filled.data else None,
        constants=filled.constants,
        blocks=_blocks(blocks, filled),
        networks={},
        report=report,
        size_of_data=size_of_data(data) if isinstance(data, Mapping) else (),
        names=frozenset(key for key, _ in section),
    )
    return elaborate_networks(section, lambda name: filled.sound("networks", name), demands, context)


def _blocks(section: Node | None, filled: Filled) -> dict[str, Mapping | None]:
    """The blocks by name; None in the place of one that is broken, so that its use is not told as well."""
    if not isinstance(section, Mapping):
        return {}
    return {key: node if isinstance(node, Mapping) and filled.sound("blocks", key) else None for key, node in section}


def _check_size(networks: dict[str, Network], most: int, report: Report) -> None:
    total = sum(network.parameters for network in networks.values())
    if total > most:
        largest = max(networks.values(), key=lambda network: network.parameters)
        layer = max(largest.layers, key=lambda layer: layer.parameters)
        report.add(
            "GC0433", layer.span, f"the networks have {total:,} weights, more than {most:,}",
            label=f"{layer.parameters:,} of them are here",
            help="make its layers smaller, or allow more with `--max-parameters`",
        )  # fmt: skip


def _roles(
    export: Node | None, game: Mapping, networks: dict[str, Network], report: Report
) -> tuple[str, str | None] | None:
    """Which network is sampled and served, and which judges at serving: as `export` or the game says, or by name."""
    picked: list[str | None] = []
    for role in ROLES:
        said = next(
            (node for part in (export, game) if isinstance(part, Mapping) and (node := part.get(role)) is not None),
            None,
        )
        wanted = names_for(role, said)
        picked.append(next((name for name in wanted if name in networks), None))
        if picked[-1] is None and (said is not None or role == "generator"):
            at = said.span if said is not None else game.span
            tell_no_export(at, wanted, role, list(networks), report)
    generator = picked[0]
    return (generator, picked[1]) if generator is not None else None


def _finished(
    root: Mapping, source: Source, data: DataPlan, networks: dict[str, Network], game: Game, phases: tuple[Phase, ...],
    roles: tuple[str, str | None], long_form: Mapping,
) -> tuple[Program, dict[str, Any]]:  # fmt: skip
    """The passes in their order, and the resolved spec."""
    resolved = resolved_spec(root, long_form, data, tuple(networks.values()))
    trained, game = see_through_activation(tuple(networks.values()), game, roles[0])
    game = _stable(game)
    seed, name = root.get("seed"), root.get("name")
    program = Program(
        name=name.text if isinstance(name, Scalar) else "",
        spec_name=Path(source.name).name,
        seed=int(seed.value or 0) if isinstance(seed, Scalar) and isinstance(seed.value, int) else 0,
        digest=digest(resolved, data),
        networks=trained,
        game=game,
        phases=phases,
        data=data,
        generator=roles[0],
        discriminator=roles[1],
        example=imitated_field(networks[roles[0]], game, data.facts),
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
