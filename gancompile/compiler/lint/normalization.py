"""Normalizations: over what, and of how much."""

from __future__ import annotations

from collections.abc import Iterator

from gancompile.catalogue import layer_rows
from gancompile.compiler.diagnostics import Diagnostic, Mark
from gancompile.compiler.ir.game import ConstraintKind
from gancompile.compiler.lint.context import LintContext, argument, warning

SMALL_BATCH = 8


def normalized_output(context: LintContext) -> Iterator[Diagnostic]:
    """GW0403: batch normalization right at the generator's output makes it oscillate (Radford et al. 2016, section 3)."""
    generator = context.networks[context.generator]
    end = generator.node(generator.output)
    for index, layer in enumerate(generator.layers, len(generator.inputs)):
        if layer.kind != "batch_normalization":
            continue
        readers = context.readers(generator, index)
        before_end = bool(readers) and all(one is end and one.kind in {"activation", "reshape"} for one in readers)
        if layer is end or before_end:
            yield warning(
                "GW0403", layer.span, f"`{generator.name}` normalizes its own output over the batch",
                help="leave batch normalization out of the generator's last layer",
            )  # fmt: skip


def small_batch(context: LintContext) -> Iterator[Diagnostic]:
    """GW0415: batch normalization over fewer than 8 examples estimates its moments badly (Wu and He 2018, section 1)."""
    if context.data.batch >= SMALL_BATCH:
        return
    for network, _, layer in context.layers():
        if layer.kind in {"batch_normalization", "conditional_batch_normalization"}:
            yield warning(
                "GW0415", layer.span, f"`{network.name}` normalizes over a batch of {context.data.batch}",
                help="use `group_normalization`, or instance normalization: `group_normalization: {groups: -1}`",
            )  # fmt: skip
            return


def nothing_to_normalize(context: LintContext) -> Iterator[Diagnostic]:
    """GW0416: a normalization over a single number gives its offset, whatever goes in (Ulyanov et al. 2016, eq. 2)."""
    for network, _, layer in context.layers():
        shape = network.node(layer.inputs[0]).shape
        instance = layer.kind == "group_normalization" and argument(layer, "groups") == -1
        alone = layer.kind in {"layer_normalization", "rms_normalization"} and shape[-1:] == (1,)
        alone = alone or (instance and all(size == 1 for size in shape[:-1]))
        if alone and argument(layer, "axis") in (-1, [-1], (-1,)):
            yield warning(
                "GW0416", layer.span, "this normalizes single numbers, of which nothing is left",
                help="take it out, or put it where there is more than one number to normalize over",
            )  # fmt: skip


def uneven_groups(context: LintContext) -> Iterator[Diagnostic]:
    """GW0417: a batch that minibatch statistics cannot cut into their groups (Karras et al. 2018, section 3).

    The groups, of 4 examples, are those of the paper's own implementation.
    """
    for _, _, layer in context.layers():
        size = argument(layer, "group_size") if layer.kind == "minibatch_standard_deviation" else None
        if isinstance(size, int) and size > 0 and context.data.batch % size:
            yield warning(
                "GW0417", layer.span_of("group_size"),
                f"a batch of {context.data.batch} cannot be cut into groups of {size}, so smaller groups will be taken",
                help=f"make the batch a multiple of {size}",
            )  # fmt: skip


def twice_bounded(context: LintContext) -> Iterator[Diagnostic]:
    """GW0511: spectral normalization already bounds the gradient that a gradient penalty would bound (Miyato et al. 2018, section 3)."""
    for player in context.game.players:
        penalty = next((term for term in player.terms if term.is_penalty and "gradient_penalty" in term.name), None)
        if penalty is None:
            continue
        for name in player.networks:
            for layer in context.networks[name].layers:
                if any(wrap.kind == "spectral_normalization" for wrap in layer.wraps):
                    yield warning(
                        "GW0511", layer.span, f"`{name}` is held to slope 1 twice: by its weights and by `{penalty.name}`",
                        marks=(Mark(span=penalty.span, label="the penalty stands here"),), help="keep one of the two",
                    )  # fmt: skip
                    return


def clipped_normalization(context: LintContext) -> Iterator[Diagnostic]:
    """GW0512: weight clipping puts the gains of a normalization between its limits too (Arjovsky et al. 2017, Algorithm 1)."""
    rows = layer_rows()
    for player in context.game.players:
        if player.constrain is None or player.constrain.how is not ConstraintKind.CLIP:
            continue
        for name in player.networks:
            for layer in context.networks[name].layers:
                if not layer.network and rows[layer.kind].key.endswith("normalization") and argument(layer, "scale"):
                    yield warning(
                        "GW0512", layer.span,
                        f"the gains of this layer start at 1 and are clipped to {player.constrain.limit} after each update",
                        help="write `scale: false`, or take another way to bound the critic",
                    )  # fmt: skip


RULES = (normalized_output, small_batch, nothing_to_normalize, uneven_groups, twice_bounded, clipped_normalization)
