"""Consistency of the game: parts that are valid alone and do not fit together."""

from __future__ import annotations

from collections.abc import Sequence

from gancompile.compiler.diagnostics import Mark, Report
from gancompile.compiler.elaborate.label_sizes import check_label_sizes
from gancompile.compiler.elaborate.stage import Stages
from gancompile.compiler.ir.game import Game
from gancompile.compiler.ir.network import LayerNode, Network, contained
from gancompile.compiler.ir.program import DataPlan
from gancompile.compiler.ir.target_field import target_field
from gancompile.compiler.ir.value import Apply, Gradient, Pack, walk

NORMALIZES_BATCHES = frozenset({"batch_normalization", "conditional_batch_normalization"})
BOUNDED: dict[str, tuple[float, float | None]] = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0), "relu": (0.0, None)}


def check_consistency(stages: Stages, report: Report) -> Stages:
    """Reports errors and warnings that only the parts together show; the stages stay as they are."""
    for stage in stages.stages:
        if stage.game is not None and stage.networks is not None and stage.data is not None:
            _check_game(tuple(stage.networks.values()), stage.game, stage.data, stage.generator, report)
    return stages


def _check_game(networks: Sequence[Network], game: Game, data: DataPlan, generator: str | None, report: Report) -> None:
    found = {network.name: network for network in networks}
    if generator is not None:
        _check_range(found[generator], game, data, report)
    check_label_sizes(networks, game, data, report)
    _check_penalties(found, game, report)
    _check_packs(game, data, report)
    moved = {part for player in game.players for name in player.networks for part in contained(name, found)}
    for network in networks:
        if network.name not in moved and not network.frozen and network.parameters:
            message = f"network `{network.name}` is moved by no player: it stays as it was initialized"
            report.add("GW0504", network.span, message, help="list it under `networks` of a player")


def _check_range(generator: Network, game: Game, data: DataPlan, report: Report) -> None:
    """The generator's last activation must be able to reach every value of the data."""
    bounds, name = BOUNDED.get(generator.final), target_field(generator, game, data.facts)
    if bounds is None or name is None:
        return
    field = data.facts.fields[name]
    if field.low is None or field.high is None:
        return
    low, high = bounds
    if field.low >= 0 > low or field.low < low or (high is not None and field.high > high):
        top = "infinity" if high is None else f"{high:g}"
        report.add(
            "GW0501",
            generator.end,
            f"`{generator.name}` ends in {generator.final}, from {low:g} to {top}, "
            f"but `{name}` goes from {field.low:g} to {field.high:g}",
            help="change the activation"
            if field.encoding
            else f"write `range: [{low:g}, {1 if high is None else high:g}]` under `data`, or change the activation",
        )


def _check_penalties(networks: dict[str, Network], game: Game, report: Report) -> None:
    """A penalty on each example's gradient is undefined where a layer mixes the examples."""
    for player in game.players:
        for term in (term for term in player.terms if term.is_penalty):
            inside = [g for g in walk(term.value) if isinstance(g, Gradient)]
            judges = {v.network for g in inside for v in walk(g.of) if isinstance(v, Apply) and g.by in v.inputs}
            for name in sorted(judges):
                layer = _batch_normalization(name, networks)
                if layer is None:
                    continue
                report.add(
                    "GW0502",
                    layer.span,
                    f"`{name}` normalizes over the batch, but `{term.name}` takes its slope at each example alone",
                    marks=(Mark(span=term.span, label="the penalty stands here"),),
                    help="use layer_normalization instead (Gulrajani et al. 2017, section 4)",
                )


def _check_packs(game: Game, data: DataPlan, report: Report) -> None:
    """A batch is whole packs."""
    terms = [term.value for player in game.players for term in (*player.terms, *player.watch)]
    packs = dict.fromkeys(part for value in terms for part in walk(value) if isinstance(part, Pack))
    for pack in packs:
        if data.batch % pack.number:
            message = f"packs of {pack.number} examples do not fill a batch of {data.batch}"
            help = f"write `batch: {-(-data.batch // pack.number) * pack.number}`"
            report.add("GC0518", pack.span, message, help=help)
            return


def _batch_normalization(name: str, networks: dict[str, Network]) -> LayerNode | None:
    """The first layer of a network, or of those within it, that normalizes over the batch.

    Deviations over groups of a batch mix examples as well, and stand beside gradient penalties in their papers (Karras et al. 2018).
    """
    for layer in networks[name].layers:
        if layer.kind in NORMALIZES_BATCHES:
            return layer
        inner = _batch_normalization(layer.network, networks) if layer.network else None
        if inner is not None:
            return inner
    return None
