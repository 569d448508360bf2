"""Data and labels: what the examples are, against what is made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gancompile.catalogue.sources import FieldFacts
from gancompile.catalogue.sources.folder_file import listed_endings
from gancompile.compiler.diagnostics import Diagnostic, Mark, Span
from gancompile.compiler.elaborate.data import sets_of
from gancompile.compiler.ir.program import DataSet
from gancompile.compiler.ir.value import CrossEntropy, Draw, OneHot, Value, children, walk
from gancompile.compiler.lint.context import LintContext, warning
from gancompile.compiler.syntax import Mapping

FEW = 1000
NAMED = 3
"""Files that are named, where there are more of them."""


def few_examples(context: LintContext) -> Iterator[Diagnostic]:
    """GW0701: a discriminator learns few examples by heart (Karras et al. 2020, section 2: below some thousand)."""
    for one in context.data.sets:
        count = one.facts.count
        if count is not None and count < FEW and context.data.batch <= count:
            yield warning(
                "GW0701", place_of(context, one, "source"),
                f"{_name(one)} has {count:,} examples, which a discriminator soon knows by heart",
                help="add examples, or a strong penalty such as `r1: {weight: 10}`",
            )  # fmt: skip


def larger_batch(context: LintContext) -> Iterator[Diagnostic]:
    """GW0702: a batch larger than the data holds examples twice (Goodfellow et al. 2014, Algorithm 1: m samples of p_data)."""
    for one in context.data.sets:
        count = one.facts.count
        if count is not None and context.data.batch > count:
            yield warning(
                "GW0702", place_of(context, one, "batch"), 
                f"a batch of {context.data.batch} is larger than {_name(one)}, which has {count} examples",
                help=f"write `batch: {count}` or less",
            )  # fmt: skip


def mirrored_digits(context: LintContext) -> Iterator[Diagnostic]:
    """GW0703: a mirrored digit is no digit (Shorten and Khoshgoftaar 2019, section "Flipping": not label-preserving)."""
    for one in context.data.sets:
        if not one.facts.mirrorable and any("flip" in step for step in one.steps):
            yield warning(
                "GW0703", place_of(context, one, "flip"), "the examples are digits, and a mirrored digit is none",
                help="take `flip` out",
            )  # fmt: skip


def wide_range(context: LintContext) -> Iterator[Diagnostic]:
    """GW0704: inputs far from zero slow every layer down (LeCun et al. 1998, Efficient BackProp, section 4.3)."""
    for one, step in [(each, step) for each in context.data.sets for step in each.steps]:
        bounds = step.get("range")
        if isinstance(bounds, list) and max(abs(float(bound)) for bound in bounds) > 10:
            yield warning(
                "GW0704", place_of(context, one, "range"), f"values from {bounds[0]:g} to {bounds[1]:g} are far from zero",
                help="write `range: [-1, 1]`",
            )  # fmt: skip


def passed_over_files(context: LintContext) -> Iterator[Diagnostic]:
    """GW0706: files beside those that are read (Gebru et al. 2021, Datasheets for Datasets, section 3.2: is information missing?)."""
    for one in context.data.sets:
        if one.native.passed_over:
            several = sum(one.native.passed_over.values()) > 1
            read = f"{'s are' if several else ' is'} passed over: the source `{one.source}` does not read {'them' if several else 'it'}"
            yield warning(
                "GW0706", place_of(context, one, "source"), f"{listed_endings(one.native.passed_over)} file{read}",
                help="convert them, or move them elsewhere",
            )  # fmt: skip


def transparent_images(context: LintContext) -> Iterator[Diagnostic]:
    """GW0707: what lies under transparent pixels is trained (Porter and Duff 1984, section 4.3: `over` a background)."""
    for one, name, native in native_fields(context):
        if native.transparent:
            yield warning(
                "GW0707", place_of(context, one, "source"), 
                f"some images of `{one.prefix}{name}` have transparent pixels, which are laid over white",
                help="write `background: white` or another colour in the source, or `channels: 4` to train transparency as well",
            )  # fmt: skip


def cut_colours(context: LintContext) -> Iterator[Diagnostic]:
    """GW0708: of colours of 16 bits, 8 are read (PNG specification, third edition, section 13.12: scaling of sample depths)."""
    for one, name, native in native_fields(context):
        if native.cut:
            yield warning(
                "GW0708", place_of(context, one, "source"), 
                f"some images of `{one.prefix}{name}` have more than 8 bits a channel, of which 8 are kept",
                help="grey images keep all of theirs with `channels: 1`; arrays in an .npz file keep them for colours, too",
            )  # fmt: skip


def left_out_examples(context: LintContext) -> Iterator[Diagnostic]:
    """GW0711: examples that cannot be read and are left out (Gebru et al. 2021, section 3.2: is any information missing?)."""
    for one in context.data.sets:
        if one.native.skipped:
            count = len(one.native.skipped)
            yield warning(
                "GW0711", place_of(context, one, "source"),
                f"{count:,} example{'s' * (count > 1)} cannot be read and {'are' if count > 1 else 'is'} left out: "
                f"{_listed(one.native.skipped)}",
                help="mend or remove the files; without `on_bad: skip` the reasons are told",
            )  # fmt: skip


def images_beside_classes(context: LintContext) -> Iterator[Diagnostic]:
    """GW0712: some images outside of the sub-folders, so that none has a class (Gebru et al. 2021, section 3.2: is there a label?)."""
    for one in context.data.sets:
        if one.native.unclassed:
            several = len(one.native.unclassed) > 1
            yield warning(
                "GW0712", place_of(context, one, "source"),
                f"{_listed(one.native.unclassed)} {'lie' if several else 'lies'} in no sub-folder, so that the sub-folders of the other "
                "images are no classes",
                help=f"move {'them' if several else 'it'} into one, or write `labels: partial` in the source to train without "
                f"{'their labels' if several else 'its label'}, or `labels: none` where the sub-folders mean nothing",
            )  # fmt: skip


def empty_classes(context: LintContext) -> Iterator[Diagnostic]:
    """GW0713: classes of which there is no example, so that nothing is learned of them (Mirza and Osindero 2014, section 3.1)."""
    asked = {node.data_field for network in context.networks.values() for node in network.inputs}
    for one in context.data.sets:
        for name, facts in one.facts.fields.items():
            if f"{one.prefix}{name}" not in asked or facts.values is None or facts.classes is None:
                continue
            empty = sorted({*range(facts.classes)} - {*facts.values})
            if empty:
                yield warning(
                    "GW0713", place_of(context, one, "source"),
                    f"`{one.prefix}{name}` has labels up to {facts.classes - 1}, but no example with {_listed(list(map(str, empty)))}",
                    help="write `renumber: true` under `data`, which numbers the labels that there are from 0 on",
                )  # fmt: skip


def label_columns_beside(context: LintContext) -> Iterator[Diagnostic]:
    """GW0714: a column of a table that is taken out as a label, and that no sample gets back (Xu et al. 2019, section 4.3)."""
    given = {node.data_field for node in context.networks[context.generator].inputs}
    for one in context.data.sets:
        row = one.native.fields.get("row")
        columns = row.encoding["columns"] if row is not None and row.encoding is not None else ()
        for column in (column for column in columns if column["kind"] == "label"):
            field = f"{one.prefix}{column['field']}"
            if field not in given:
                yield warning(
                    "GW0714", place_of(context, one, "source"),
                    f"column `{column['name']}` is a label, which `{context.generator}` is not given: samples have no such column",
                    help=f"give it an input, `inputs: {{..., y: data.{field}}}`, or leave `label` out, so that it stays in the row",
                )  # fmt: skip


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(f"`{name}`" for name in names[:NAMED]) + more


def remarks_of_the_source(context: LintContext) -> Iterator[Diagnostic]:
    """GW0710: a column that names rows, which samples only repeat or invent (Xu et al. 2019, section 3: columns are random variables)."""
    for one in context.data.sets:
        for remark in one.native.remarks:
            yield warning("GW0710", place_of(context, one, "source"), remark.message, help=remark.help or "")


def unjudged_labels(context: LintContext) -> Iterator[Diagnostic]:
    """GW0519: labels that only the generator sees, so that nothing makes it heed them (Mirza and Osindero 2014, eq. 2)."""
    generator = context.networks[context.generator]
    labels = [node for node in generator.inputs if node.data_field and not node.shape]
    seen = {node.data_field for name in context.critics for node in context.networks[name].inputs}
    others = [n for n in context.networks.values() if n.name != context.generator and n.name not in context.critics]
    for node in labels:
        heeded = any(_is_read(term.value, node.data_field) for player in context.game.players for term in player.terms)
        if node.data_field not in seen and not others and not heeded:
            yield warning(
                "GW0519", node.span, f"`{generator.name}` is given `{node.data_field}`, but nothing that judges it is",
                help=f"give it to the discriminator as well: `inputs: {{..., {node.name}: data.{node.data_field}}}`",
            )  # fmt: skip


def _is_read(value: Value, field: str | None) -> bool:
    """Whether a formula compares something with the labels of a field."""
    return any(
        isinstance(one, CrossEntropy | OneHot)
        and any(isinstance(part, Draw) and part.data_field == field for part in children(one))
        for one in walk(value)
    )


def spare_rows(context: LintContext) -> Iterator[Diagnostic]:
    """GW0520: an embedding with rows for labels that there are not (Mirza and Osindero 2014, section 4: a label is one of the classes)."""
    for network, _, layer in context.layers():
        source = network.node(layer.inputs[0]) if layer.kind == "embedding" else None
        field = getattr(source, "data_field", None)
        classes = context.data.facts.fields[field].classes if field else None
        rows = layer.argument("input_dim")
        if source is not None and classes is not None and isinstance(rows, int) and rows > classes:
            yield warning(
                "GW0520", layer.span_of("input_dim"), f"this embedding has {rows} rows, but `{field}` has {classes} classes",
                marks=(Mark(span=source.span, label=f"this holds {classes} classes"),),
                help=f"write `input_dim: {classes}`, or `input_dim: auto`",
            )  # fmt: skip


def native_fields(context: LintContext) -> Iterator[tuple[DataSet, str, FieldFacts]]:
    """The fields of all sets as their sources give them, each with its set and its name."""
    for one in context.data.sets:
        for name, native in one.native.fields.items():
            yield one, name, native


def _name(one: DataSet) -> str:
    return f"set `{one.name}`" if one.name else "the data"


def place_of(context: LintContext, one: DataSet, key: str) -> Span:
    """The span of a key of a set, or of the key for all sets."""
    data = context.root.get("data")
    sections = (dict(sets_of(data))[one.name], data) if isinstance(data, Mapping) else ()
    found = next((place for section in sections if (place := section.key(key)) is not None), None)
    return found.span if found is not None else context.root.span


RULES = (
    few_examples,
    larger_batch,
    mirrored_digits,
    wide_range,
    passed_over_files,
    transparent_images,
    cut_colours,
    unjudged_labels,
    spare_rows,
    remarks_of_the_source,
    left_out_examples,
    images_beside_classes,
    empty_classes,
    label_columns_beside,
)
