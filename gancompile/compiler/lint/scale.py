"""Precision and micro-batches: where they cost more than they save."""

from __future__ import annotations

from collections.abc import Iterator

from gancompile.catalogue import layer_rows
from gancompile.catalogue.precision import computes_in_16_bits, computes_in_float16, is_mixed
from gancompile.compiler.diagnostics import Diagnostic, Mark, Span
from gancompile.compiler.ir.network import Network, moved_with
from gancompile.compiler.ir.value import Apply, walk
from gancompile.compiler.lint.context import LintContext, warning
from gancompile.compiler.syntax import Mapping, Node


def short_weights(context: LintContext) -> Iterator[Diagnostic]:
    """GW0419: weights in 16 bits lose updates below their own precision (Micikevicius et al. 2018, section 3.1)."""
    seen: list[Span] = []
    for network in context.networks.values():
        if computes_in_16_bits(network.dtype) and not is_mixed(network.dtype) and network.like is None:
            span = _precision_of(network, context)
            if span in seen:
                continue
            seen.append(span)
            least = "0.05 %" if computes_in_float16(network.dtype) else "0.4 %"
            lost = " and gradients below 6e-8 are 0" if computes_in_float16(network.dtype) else ""
            yield warning(
                "GW0419", span, f"weights of {network.dtype} keep no update of less than {least} of them{lost}",
                help=f"write `mixed_{network.dtype}`: it computes in {network.dtype} and keeps weights in float32",
            )  # fmt: skip
    for _, _, layer in context.layers():
        own = layer.argument("dtype")
        if isinstance(own, str) and computes_in_16_bits(own) and not is_mixed(own) and layer.parameters:
            yield warning(
                "GW0419", layer.span_of("dtype"), f"weights of {own} lose small updates",
                help=f"write `mixed_{own}`: it computes in {own} and keeps weights in float32",
            )  # fmt: skip


def unclamped_float16(context: LintContext) -> Iterator[Diagnostic]:
    """GW0420: modulated convolutions overflow float16 unless they are clamped (Karras et al. 2020, StyleGAN2-ADA, code: `conv_clamp`)."""
    for network, index, layer in context.layers():
        if (
            layer.kind != "modulated_conv2d"
            or not computes_in_float16(network.dtype)
            or layer.argument("dtype") == "float32"
        ):
            continue
        if layer in (network.node(output.index) for output in network.outputs):
            continue
        if not any(reader.kind == "clamp" for reader in context.readers(network, index)):
            yield warning(
                "GW0420", layer.span, "a modulated convolution in float16 has no bound, and ends at 65,504",
                help="put `- clamp: 256` behind each, or take `precision: mixed_bfloat16`",
            )  # fmt: skip
            return


def normalized_micro_batches(context: LintContext) -> Iterator[Diagnostic]:
    """GW0521: micro-batches are normalized each by itself (Ioffe and Szegedy 2015, Algorithm 1, is over the whole mini-batch)."""
    for player in context.game.players:
        if player.accumulate == 1:
            continue
        applied = {part.network for term in player.terms for part in walk(term.value) if isinstance(part, Apply)}
        for network, _, layer in context.layers():
            is_used = applied & moved_with([network.name], context.networks)
            if layer_rows()[layer.kind].mixes_examples and is_used:
                size = context.data.batch // player.accumulate
                does = "normalizes over" if layer.kind.endswith("normalization") else "compares the examples of"
                yield warning(
                    "GW0521", layer.span, f"`{network.name}` {does} each micro-batch of {size}, not of the batch",
                    marks=(Mark(span=player.span, label=f"`{player.name}` accumulates {player.accumulate} of them"),),
                    help="use a layer that sees each example alone, such as `group_normalization`, or fewer micro-batches",
                )  # fmt: skip
                return


def _precision_of(network: Network, context: LintContext) -> Span:
    """Where the precision of a network is written."""
    networks = context.root.get("networks")
    section = networks.get(network.name) if isinstance(networks, Mapping) else None
    own: Node | None = section.get("dtype") if isinstance(section, Mapping) else None
    node = own or context.root.get("precision")
    return node.span if node is not None else network.span


RULES = (short_weights, unclamped_float16, normalized_micro_batches)
"""In the order of their codes."""
