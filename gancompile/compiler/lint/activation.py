"""Activations: what is lost, and what does nothing."""

from __future__ import annotations

from collections.abc import Iterator

from gancompile.compiler.diagnostics import Diagnostic, Mark
from gancompile.compiler.ir.network import LayerNode, Network
from gancompile.compiler.ir.value import Apply, Elementwise, walk
from gancompile.compiler.lint.context import (
    ACTIVATIONS,
    CONVOLUTIONS,
    LINEAR,
    LintContext,
    activation_of,
    argument,
    node_before,
    warning,
)


def dead_critic(context: LintContext) -> Iterator[Diagnostic]:
    """GW0408: a convolutional discriminator with ReLU passes no gradient where it is negative (Radford et al. 2016, section 3).

    Residual ones are left alone: their gradient goes around (Miyato et al. 2018, table 4; Brock et al. 2019, appendix B).
    """
    convolving = [name for name in context.critics if _convolves_in_a_chain(context.networks[name])]
    for network, _, layer in context.layers():
        if network.name in convolving and activation_of(layer) == "relu":
            yield warning(
                "GW0408", layer.span_of("activation"),
                f"`{network.name}` judges through relu, which hands the generator no gradient where it is negative",
                help="use `leaky_relu: 0.2`",
            )  # fmt: skip


def _convolves_in_a_chain(network: Network) -> bool:
    """Whether a network has convolutions, and no branches whose sum it goes on with."""
    kinds = {layer.kind for layer in network.layers}
    return bool(kinds & CONVOLUTIONS) and "add" not in kinds


def collapsing_layers(context: LintContext) -> Iterator[Diagnostic]:
    """GW0409: two dense layers without an activation between them are one (Goodfellow et al. 2016, Deep Learning, section 6.3)."""
    for network, _, layer in context.layers():
        before = node_before(network, layer) if layer.kind == "dense" else None
        if not isinstance(before, LayerNode) or before.kind != "dense" or activation_of(before) != "linear":
            continue
        if len(context.readers(network, layer.inputs[0])) > 1:
            continue
        yield warning(
            "GW0409", layer.span, "two dense layers without an activation between them compute no more than one",
            marks=(Mark(span=before.span, label="this one ends linearly"),), help="put `leaky_relu` between them",
        )  # fmt: skip


def doubled_activation(context: LintContext) -> Iterator[Diagnostic]:
    """GW0410: an activation right behind another one (relu after relu changes nothing; Nair and Hinton 2010)."""
    for network, _, layer in context.layers():
        if layer.kind not in ACTIVATIONS or activation_of(layer) == "linear":
            continue
        before = node_before(network, layer)
        if isinstance(before, LayerNode) and not before.network and activation_of(before) not in {"linear", "softmax"}:
            yield warning(
                "GW0410", layer.span, f"`{activation_of(layer)}` stands right behind `{activation_of(before)}`",
                marks=(Mark(span=before.span_of("activation"), label="the first activation"),), help="keep one of them",
            )  # fmt: skip


def certain_softmax(context: LintContext) -> Iterator[Diagnostic]:
    """GW0411: a softmax over one unit is 1, whatever goes in (Bridle 1990, eq. 6)."""
    for _, _, layer in context.layers():
        if activation_of(layer) == "softmax" and layer.shape and layer.shape[-1] == 1:
            yield warning(
                "GW0411", layer.span_of("activation"), "a softmax over one unit is 1, whatever goes in",
                help="use a sigmoid, or leave the activation out and let the objective take the logit",
            )  # fmt: skip


def no_leak(context: LintContext) -> Iterator[Diagnostic]:
    """GW0412: a leaky ReLU with slope 1 is the identity, and above 1 it is none (Maas et al. 2013, section 2)."""
    for _, _, layer in context.layers():
        slope = argument(layer, "negative_slope") if layer.kind == "leaky_relu" else 0
        if isinstance(slope, int | float) and slope >= 1:
            what = "lets all through: this bends nothing" if slope == 1 else "is steeper than above it"
            yield warning(
                "GW0412", layer.span_of("negative_slope"), f"a slope of {slope} below zero {what}",
                help="write a slope such as 0.2",
            )  # fmt: skip


def heavy_dropout(context: LintContext) -> Iterator[Diagnostic]:
    """GW0413: a dropout that takes more than 4 of 5 away (Srivastava et al. 2014, section 7: 0.2 to 0.5)."""
    for _, _, layer in context.layers():
        rate = argument(layer, "rate") if "dropout" in layer.kind else 0
        if isinstance(rate, int | float) and rate > 0.8:
            yield warning(
                "GW0413", layer.span_of("rate"), f"a dropout of {rate} leaves {1 - rate:.0%} of what comes in",
                help="`rate` is the share that is dropped: 0.2 to 0.5 is usual",
            )  # fmt: skip


def huge_dense(context: LintContext) -> Iterator[Diagnostic]:
    """GW0414: a dense layer on a flattened map holds most of the weights (Lin et al. 2014, section 3.2: pool globally)."""
    for network, _, layer in context.layers():
        before = node_before(network, layer) if layer.kind == "dense" else None
        if isinstance(before, LayerNode) and before.kind == "flatten" and layer.parameters > 50_000_000:
            yield warning(
                "GW0414", layer.span, f"this layer holds {layer.parameters:,} weights, since a context map is flattened into it",
                marks=(Mark(span=before.span, label="flattened here"),), help="convolve with strides or pool globally first",
            )  # fmt: skip


def large_seed(context: LintContext) -> Iterator[Diagnostic]:
    """GW0418: a seed that could not be made small, and a dense layer in front of it (Radford et al. 2016, section 3: 4x4)."""
    for network, index, layer in context.layers():
        if layer.kind != "dense" or layer.parameters < 20_000_000:
            continue
        place = index - len(network.inputs)
        seed = next((one for one in network.layers[place + 1 : place + 9] if one.kind == "reshape"), None)
        if seed is not None and len(seed.shape) == 3 and min(size or 0 for size in seed.shape[:2]) > 8:
            yield warning(
                "GW0418", layer.span,
                f"this layer holds {layer.parameters:,} weights, since the seed that it makes is {seed.shape[0]}x{seed.shape[1]}",
                marks=(Mark(span=seed.span, label="the seed"),),
                help="images whose sides can be halved more often have a small seed: multiples of 16 or 32",
            )  # fmt: skip


def wasted_bias(context: LintContext) -> Iterator[Diagnostic]:
    """GW0402: a bias before batch normalization is subtracted again (Ioffe and Szegedy 2015, section 3.2)."""
    for network, _, layer in context.layers():
        if layer.kind != "batch_normalization":
            continue
        before = node_before(network, layer)
        if not isinstance(before, LayerNode) or before.kind not in LINEAR or activation_of(before) != "linear":
            continue
        if argument(before, "use_bias") is not False and len(context.readers(network, layer.inputs[0])) == 1:
            yield warning(
                "GW0402", before.span, "the bias of this layer is taken away again by the normalization behind it",
                marks=(Mark(span=layer.span, label="normalized here"),), help="write `use_bias: false`",
            )  # fmt: skip


def doubled_sigmoid(context: LintContext) -> Iterator[Diagnostic]:
    """GW0514: a sigmoid of a network that ends in one is from 0.5 to 0.73, and no probability (Goodfellow et al. 2014, section 3)."""
    for player in context.game.players:
        for term in (*player.terms, *player.watch):
            for value in walk(term.value):
                if not isinstance(value, Elementwise) or value.function != "sigmoid":
                    continue
                inner = value.of[0]
                if isinstance(inner, Apply) and context.networks[inner.network].final == "sigmoid":
                    network = context.networks[inner.network]
                    yield warning(
                        "GW0514", network.end, f"`{network.name}` ends in a sigmoid, and a formula takes the sigmoid of it again",
                        marks=(Mark(span=term.span, label="in this formula"),) if term.span.line else (),
                        help="leave one of the two out",
                    )  # fmt: skip


RULES = (
    dead_critic, collapsing_layers, doubled_activation, certain_softmax, no_leak, heavy_dropout, huge_dense, large_seed, wasted_bias,
    doubled_sigmoid,
)  # fmt: skip
