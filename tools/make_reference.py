"""Makes the pages of `docs/reference/` from the catalogue. A test holds them to it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gancompile.catalogue import (
    function_rows,
    functions_of,
    layer_rows,
    objective_rows,
    optimizer_rows,
    penalty_rows,
)
from gancompile.catalogue.feature_network_rows import feature_network_rows
from gancompile.catalogue.metric_rows import listed, metric_rows
from gancompile.catalogue.rows import ArgumentRow
from gancompile.catalogue.sources import source_rows
from gancompile.catalogue.steps import step_rows
from gancompile.catalogue.tracker_rows import tracker_rows
from gancompile.compiler.syntax.flow_text import flow_text

ROOT = Path(__file__).parent.parent
WRITTEN = {
    "always": "Always written",
    "by_default": "On, unless the spec says `false`",
    "on_request": "Off, unless the spec says `true` or gives arguments",
}
MADE = "<!-- Made by tools/make_reference.py from the catalogue: edit that. -->\n"


def pages() -> dict[str, str]:
    """The text of every page by its file's name."""
    return {
        "layers.md": layers(),
        "objectives.md": objectives(),
        "optimizers.md": optimizers(),
        "data.md": data(),
        "metrics.md": metrics(),
        "trackers.md": trackers(),
    }


def layers() -> str:
    parts = [
        f"# Layers\n\n{MADE}\nArguments are Keras's own. The one that a shorthand sets is **bold**: `dense: 1` is `dense: {{units: 1}}`. "
        "Where *auto* is said, a size can be left to be solved.\n"
    ]
    rows = layer_rows().values()
    ours = [row for row in rows if row.module != "keras.layers" and row.kind == "layer"]
    theirs = [row for row in rows if row.module == "keras.layers" and row.kind == "layer"]
    wrappers = [row for row in rows if row.kind == "wrapper"]
    for title, found in (
        ("Layers that GANs need", ours),
        ("Wrappers, for `wrap`", wrappers),
        ("Layers of Keras", theirs),
    ):
        parts.append(f"# {title}\n")
        for row in found:
            parts.append(
                f"## `{row.key}`\n\n{row.help} (`{row.module}.{row.keras}`)\n\n{_arguments(row.arguments, row.positional)}"
            )
    return "\n".join(parts)


def objectives() -> str:
    parts = [f"# Objectives and penalties\n\n{MADE}"]
    for row in objective_rows().values():
        senses = [
            f"- {player}: {_formula(side)}"
            for player, side in (("discriminator", row.discriminator), ("generator", row.generator))
        ]
        taken = "a probability" if row.takes_probability else "a score"
        numbers = "".join(f" `{name}`: {value}." for name, value in row.parameters.items())
        parts.append(
            f"## `{row.key}`: {row.title}\n\n{_source(row)} {row.use}\n\nD is {taken}.{numbers}\n\n"
            + "\n".join(senses)
            + "\n"
        )
    parts.append("# Penalties\n")
    for penalty in penalty_rows().values():
        where = "".join(f", where {name} = `{text}`" for name, text in penalty.let.items())
        numbers = "".join(f" `{name}`: {value}." for name, value in penalty.parameters.items())
        parts.append(
            f"## `{penalty.key}`: {penalty.title}\n\n{_source(penalty)} {penalty.use}\n\nweight * `{penalty.value}`{where}.{numbers}\n"
        )
    rows = [f"| `{f.key}` | {f.arguments[0]} | {f.help} |" for f in functions_of("elementwise").values()]
    parts.append(
        "# Functions of a formula\n\n| element-wise | arguments | |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n"
    )
    others = [f"| `{f.written}` | {f.help} |" for f in function_rows().values() if f.kind != "elementwise"]
    parts.append("| others | |\n| --- | --- |\n" + "\n".join(others) + "\n")
    return "\n".join(parts)


def optimizers() -> str:
    parts = [
        f"# Optimizers\n\n{MADE}\n`learning_rate` may be a curve: `{{cosine: {{from: 1e-3, to: 0}}}}`, `linear`, `exponential`.\n"
    ]
    for row in optimizer_rows().values():
        parts.append(f"## `{row.key}`\n\n{row.help}\n\n{_arguments(row.arguments, None)}")
    return "\n".join(parts)


def data() -> str:
    parts = [f"# Data\n\n{MADE}\n# Sources\n"]
    for key, row in source_rows().items():
        rows = [
            f"| `{name}` | {'required' if one.required else one.default} | {one.help} |"
            for name, one in row.arguments.items()
        ]
        table = "| argument | default | |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n" if rows else ""
        example = f"For example `source: {flow_text({key: row.example})}`.\n\n" if row.example is not None else ""
        parts.append(f"## `{key}`\n\n{row.help[0].upper()}{row.help[1:]}.\n\n{example}{table}")
    steps = [f"- `{key}`: {step.help}, such as `{key}: {flow_text(step.example)}`" for key, step in step_rows().items()]
    parts.append("# Steps, in the order written\n\n" + "\n".join(steps) + "\n")
    return "\n".join(parts)


def metrics() -> str:
    parts = [
        f"# Metrics and feature networks\n\n{MADE}\nWhat `evaluate: {{metrics: [...], features: ...}}` knows; "
        "[evaluation.md](../evaluation.md) says how they are used.\n"
    ]
    for row in metric_rows().values():
        numbers = [
            f"- `{one.key}`{f', {one.better} is better' if one.better else ''}: {one.help}" for one in row.numbers
        ]
        arguments = f"\n{_arguments(row.arguments, None)}" if row.arguments else ""
        parts.append(
            f"## `{row.key}`: {row.title}\n\n{row.help} For {listed(row.samples)}. {row.source}.\n\n"
            + "\n".join(numbers)
            + f"\n{arguments}"
        )
    parts.append("# Feature networks\n")
    for network in feature_network_rows().values():
        usual = f" The usual one of {listed(network.default_for)}." if network.default_for else ""
        arguments = f"\n{_arguments(network.arguments, None)}" if network.arguments else ""
        parts.append(
            f"## `{network.key}`\n\n{network.help[0].upper()}{network.help[1:]}. For {listed(network.samples)}.{usual}\n{arguments}"
        )
    return "\n".join(parts)


def trackers() -> str:
    parts = [
        f"# Trackers\n\n{MADE}\nWhere the numbers and pictures of a training go: "
        "`report: {{csv: false, wandb: {{project: gans}}, mlflow: true}}`. "
        "They have no influence on the weights, and none is reached over a network unless a spec names it. A tracker that fails while "
        "a training runs is reported and dropped. A training that resumes continues in the same files and runs.\n"
    ]
    for row in tracker_rows().values():
        package = f" It needs `{row.install}`." if row.package else ""
        arguments = f"\n{_arguments(row.arguments, None)}" if row.arguments else ""
        parts.append(
            f"## `{row.key}`\n\n{row.help[0].upper()}{row.help[1:]}. {WRITTEN[row.written]}.{package}\n{arguments}"
        )
    return "\n".join(parts)


def _arguments(rows: Iterable[ArgumentRow], positional: str | None) -> str:
    lines = []
    for row in rows:
        name = f"**`{row.name}`**" if row.name == positional else f"`{row.name}`"
        default = "required" if row.required else f"`{json.dumps(row.default)}`"
        solved = " *auto*" if row.solvable else ""
        lines.append(f"| {name} | {default} | {row.help.replace('|', '/')}{solved} |")
    return "| argument | default | |\n| --- | --- | --- |\n" + "\n".join(lines) + "\n" if lines else "No arguments.\n"


def _formula(side: Any) -> str:
    sense = "maximize" if "maximize" in side else "minimize"
    more = "".join(f"; {key}: `{json.dumps(side[key])}`" for key in ("regularize", "constrain") if key in side)
    return f"{sense} `{side[sense]}`{more}"


def _source(row: Any) -> str:
    return f"{row.paper} ([arXiv {row.arxiv}](https://arxiv.org/abs/{row.arxiv}))." if row.arxiv else ""


def main() -> None:
    """Writes the pages."""
    for name, text in pages().items():
        (ROOT / "docs" / "reference" / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
