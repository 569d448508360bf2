"""The `networks` section: every network, each after those that it refers to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import replace
from math import prod

from gancompile.catalogue.emitted_names import Kind, game_class
from gancompile.catalogue.precision import FULL
from gancompile.compiler.diagnostics import InternalError, Report, Span, did_you_mean, nearest
from gancompile.compiler.elaborate.names import check_name
from gancompile.compiler.elaborate.networks.block import Blocks
from gancompile.compiler.elaborate.networks.loaded import elaborate_loaded
from gancompile.compiler.elaborate.networks.network import elaborate_network
from gancompile.compiler.elaborate.networks.network_builder import NetworkContext
from gancompile.compiler.elaborate.networks.required_shapes import (
    RequiredShapes,
    of_network,
    required_shapes,
    size_of_data,
)
from gancompile.compiler.elaborate.stage import Stage, Stages
from gancompile.compiler.ir.network import Network
from gancompile.compiler.schema import spec_schema
from gancompile.compiler.shapes import print_shape
from gancompile.compiler.spec.spec_tree import StageTree
from gancompile.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence
from gancompile.compiler.syntax.interpolation import constant_of

MAX_OUTPUT = 250_000_000
"""Numbers that a layer may give for an example: a gigabyte in float32."""


def elaborate_networks(stages: Stages, report: Report) -> Stages:
    """Each stage with its networks."""
    return replace(stages, stages=tuple(_stage(stage, stages.text.max_parameters, report) for stage in stages.stages))


def _stage(stage: Stage, max_parameters: int, report: Report) -> Stage:
    tree = stage.tree
    section, game, data, name = (tree.root.get(key) for key in ("networks", "game", "data", "name"))
    if not isinstance(section, Mapping):
        return stage
    required: RequiredShapes = {}
    if isinstance(game, Mapping) and isinstance(data, Mapping) and stage.data is not None:
        required = required_shapes(section, game, data, stage.data.facts)
    context = NetworkContext(
        facts=stage.data.facts if stage.data else None,
        constants=tree.constants,
        blocks=_blocks(tree),
        networks={},
        report=report,
        size_of_data=size_of_data(data) if isinstance(data, Mapping) else (),
        names=frozenset(key for key, _ in section),
        game_class=game_class(name.text) if isinstance(name, Scalar) else None,
        copies=tree.copies,
    )
    networks = _networks(section, lambda name: tree.is_valid("networks", name), required, context)
    networks = _in_their_precision(networks, section, tree.root.get("precision")) if networks is not None else None
    if networks is not None:
        _check_size(networks, max_parameters, report)
        _check_outputs(networks, report)
    return replace(stage, networks=networks, undecided=tuple(context.undecided))


def _in_their_precision(networks: dict[str, Network], section: Mapping, game: Node | None) -> dict[str, Network]:
    """The networks with what they compute in: what they say themselves, or the spec for all; a loaded one stays as it was saved."""
    usual = game.text if isinstance(game, Scalar) else FULL
    found = {}
    for name, network in networks.items():
        written = section.get(network.like or name)
        own = written.get("dtype") if isinstance(written, Mapping) else None
        dtype = own.text if isinstance(own, Scalar) else usual
        found[name] = replace(network, dtype=dtype) if network.loads is None else network
    return found


def _blocks(tree: StageTree) -> Blocks:
    """The blocks by name; a broken one is known and has no layers, so that its use is not reported as well."""
    section = tree.root.get("blocks")
    if not isinstance(section, Mapping):
        return Blocks(by_name={}, all_known=not _is_misspelt("blocks", tree))
    return Blocks(
        by_name={
            key: node if isinstance(node, Mapping) and tree.is_valid("blocks", key) else None for key, node in section
        }
    )


def _is_misspelt(section: str, tree: StageTree) -> bool:
    """Whether a key of the spec that is no section was meant for this one."""
    known = tuple(spec_schema()["properties"])
    return any(key not in known and nearest(key, known) == section for key, _ in tree.root)


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


def _check_outputs(networks: dict[str, Network], report: Report) -> None:
    """Reports the layer of each network that gives more numbers for an example than a machine can hold."""
    for network in networks.values():
        sizes = [prod(size or 0 for size in layer.shape) for layer in network.layers]
        largest = max(range(len(sizes)), key=sizes.__getitem__, default=None)
        if largest is not None and sizes[largest] > MAX_OUTPUT:
            report.add(
                "GC0434", network.layers[largest].span,
                f"this layer gives {sizes[largest]:,} numbers for an example, more than {MAX_OUTPUT:,}",
                help=f"its shape is {print_shape(network.layers[largest].shape)}: make it smaller",
            )  # fmt: skip


def _networks(
    section: Mapping, is_valid: Callable[[str], bool], required: RequiredShapes, context: NetworkContext
) -> dict[str, Network] | None:
    """All networks by name, in the order written, or None where one of them is broken; every one of them is looked at.

    is_valid: whether the schema had nothing to say against a network.
    """
    entries = {entry.key.text: entry for entry in section.entries}
    refused = {name for name, entry in entries.items() if is_valid(name) and not _may_be_called(entry.key, context)}
    order, circling = _in_order(entries, refused, context)
    broken = refused | circling
    for name in order:
        if name in broken:
            continue
        entry = entries[name]
        network = None
        if (
            is_valid(name)
            and isinstance(entry.value, Mapping)
            and not broken & set(_spoken(entry.value, entries, context))
        ):
            network = _elaborated(entry, entry.value, entries, required, context)
        if network is None:
            broken.add(name)
        else:
            context.networks[name] = network
    if broken and not context.report.failed and not context.undecided:
        # A size that the images do not have was asked for, and no input takes its shape from them.
        message = "the images of the data have different sizes, and a network asks for one"
        context.report.add("GC0401", section.span, message, help="add `resize: [64, 64]` under `data`")
    return {name: context.networks[name] for name in entries} if not broken else None


def _may_be_called(name: Scalar, context: NetworkContext) -> bool:
    return check_name(name, Kind.NETWORK, context.report, taken=context.game_class)


def _elaborated(
    entry: Entry, section: Mapping, entries: dict[str, Entry], required: RequiredShapes, context: NetworkContext
) -> Network | None:
    wanted = of_network(required, entry.key.text)
    like = section.get("like")
    if isinstance(like, Scalar):
        return _like(entry.key, like, entries, required, context)
    if section.get("load") is not None:
        return elaborate_loaded(entry.key, section, context)
    copied = context.copies.get(entry.key.text)
    if copied is None:
        return elaborate_network(entry.key, section, wanted, _with_params(section, context))
    with context.report.within(copied.span, copied.label):
        return elaborate_network(entry.key, section, wanted, _with_params(section, context))


def _with_params(section: Mapping, context: NetworkContext) -> NetworkContext:
    """The context with the network's own parameters among the constants."""
    params = section.get("params")
    found = {key: constant_of(node) for key, node in params} if isinstance(params, Mapping) else {}
    own = {key: value for key, value in found.items() if value is not None}
    return replace(context, constants={**context.constants, **own}) if own else context


def _like(
    key: Scalar, like: Scalar, entries: dict[str, Entry], required: RequiredShapes, context: NetworkContext
) -> Network | None:
    """The same layers once more. Sizes that are solved may come out otherwise, and it is then a network of its own."""
    original = context.networks.get(like.text)
    if original is None:
        _report_unknown(like, entries, context)
        return None
    if original.loads is not None:
        message = f"network `{like.text}` is loaded from a file, and has no layers to be like"
        context.report.add("GC0315", like.span, message, help="load the file twice")
        return None
    model = entries[original.like or original.name].value
    if not isinstance(model, Mapping):
        raise InternalError(f"network `{original.name}` was built, but is no mapping")
    wanted = of_network(required, key.text) or of_network(required, original.like or original.name)
    made = elaborate_network(key, model, wanted, _with_params(model, context))
    if made is None:
        return None
    same = replace(made, name=original.name, like=original.like, outputs=original.outputs) == original
    return replace(made, like=original.like or original.name) if same else made


def _in_order(entries: dict[str, Entry], refused: Set[str], context: NetworkContext) -> tuple[list[str], set[str]]:
    """The names in topological order, and those in a cycle, which is reported. refused: those that cannot be called so."""
    spoken = {
        name: _spoken(entry.value, entries, context) if name not in refused else {} for name, entry in entries.items()
    }
    done: dict[str, None] = {}
    circling: set[str] = set()
    for first in entries:
        path: dict[str, None] = {first: None} if first not in done else {}
        # A stack of its own: a long chain of networks must not reach the limit of Python's recursion.
        waiting = [iter(spoken[name]) for name in path]
        while waiting:
            name = next(reversed(path))
            following = next(waiting[-1], None)
            if following is None:
                waiting.pop()
                path.pop(name)
                done[name] = None
            elif following in path:
                names = list(path)
                circle = names[names.index(following) :]
                if not circling & set(circle):
                    _report_circle([*circle, following], spoken[name][following], context)
                circling.update(circle)
            elif following not in done:
                path[following] = None
                waiting.append(iter(spoken[following]))
    return list(done), circling


def _report_circle(circle: list[str], span: Span, context: NetworkContext) -> None:
    """span: the reference from the last of them to the first."""
    if len(circle) == 2:
        message = f"network `{circle[0]}` is made of itself"
    else:
        message = f"networks are made of each other in a circle: {' -> '.join(circle)}"
    context.report.add("GC0314", span, message, help="one of them must stand on its own")


def _spoken(node: Node, entries: dict[str, Entry], context: NetworkContext) -> dict[str, Span]:
    """The other networks that a network refers to, with spans: in `like`, inputs, layers, shared layers and blocks."""
    found: dict[str, Span] = {}
    blocks: set[str] = set()
    waiting = [node]
    while waiting:
        for key, scalar in _texts(waiting.pop()):
            head = scalar.text.partition(".")[0]
            speaks = key in {"like", "network", "inputs"} or (key == "share" and "." in scalar.text)
            if speaks and head in entries:
                found.setdefault(head, scalar.span)
            block = context.blocks.get(scalar.text) if key == "use" else None
            if block is not None and scalar.text not in blocks:
                blocks.add(scalar.text)
                waiting.append(block)
    return found


def _texts(node: Node, key: str = "") -> Iterable[tuple[str, Scalar]]:
    """Every text with the key that it stands under; those below `inputs` and `load` count as standing under these."""
    match node:
        case Scalar(value=str()):
            yield key, node
        case Sequence(items=items):
            for item in items:
                yield from _texts(item, key)
        case Mapping(entries=entries):
            for entry in entries:
                inner = key if key in {"inputs", "load"} else entry.key.text
                yield from _texts(entry.value, inner)


def _report_unknown(like: Scalar, entries: dict[str, Entry], context: NetworkContext) -> None:
    if like.text in entries:
        # It exists and is broken, which has been reported.
        return
    hint = did_you_mean(like.text, entries)
    help = None if hint else f"`networks` has {', '.join(entries)}"
    context.report.add("GC0315", like.span, f"there is no network `{like.text}`", label=hint, help=help)
