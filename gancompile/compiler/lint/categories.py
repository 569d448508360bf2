"""Data of categories, against what the generator ends in."""

from __future__ import annotations

from collections.abc import Iterator

from gancompile.catalogue.sources.table.width import parts_of_column
from gancompile.compiler.diagnostics import Diagnostic
from gancompile.compiler.ir.network import LayerNode
from gancompile.compiler.lint.context import LintContext, activation_of, warning

JOINING = frozenset({"concatenate", "table_head"})
"""Layers that join the columns of a table."""
CHOOSING = frozenset({"gumbel_softmax", "softmax"})


def unchosen_categories(context: LintContext) -> Iterator[Diagnostic]:
    """GW0709: real categories are one-hot, which a discriminator recognizes (Kusner and Hernandez-Lobato 2016, section 2)."""
    generator = context.networks[context.generator]
    name, field = next(iter(context.data.facts.fields.items()))
    end = generator.node(generator.output)
    if not field.encoding or generator.shape != field.shape or not isinstance(end, LayerNode) or end.network:
        return
    columns = [one["name"] for one in field.encoding.get("columns", ()) if max(parts_of_column(one), default=0) > 1]
    if field.encoding["kind"] == "text":
        what, help = "tokens", "end it with `gumbel_softmax: {hard: true}`"
        fits = end.kind in CHOOSING or activation_of(end) == "softmax"
    else:
        what, help = (
            f"categories, such as `{columns[0]}`" if columns else "",
            f"end it with `table_head: ${{data.{name}.sizes}}`",
        )
        fits = not columns or end.kind in JOINING
    if not fits:
        yield warning(
            "GW0709", end.span, f"`{generator.name}` ends in {end.kind}, but `{name}` holds {what}, which are one-hot",
            help=help,
        )  # fmt: skip
