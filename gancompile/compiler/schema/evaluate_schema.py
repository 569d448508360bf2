"""The schema of `evaluate`: what is measured, by what, and when, from the rows of the catalogue."""

from __future__ import annotations

from gancompile.catalogue.feature_network_rows import feature_network_rows
from gancompile.catalogue.metric_rows import DEFAULTS, metric_numbers, metric_rows
from gancompile.catalogue.rows import ArgumentRow
from gancompile.compiler.schema.fragments import COUNT, POSITIVE, Schema, arguments, choice, section, substitutable


def evaluate_schema() -> Schema:
    """The section `evaluate`."""
    metrics = {
        key: {**arguments(f"metric `{key}`", _arguments(row.arguments), (), None), "description": f"{row.title}. {row.help}"}
        for key, row in metric_rows().items()
    }  # fmt: skip
    features = {
        key: {
            **arguments(f"feature network `{key}`", _arguments(row.arguments), _required(row.arguments), None),
            "description": row.help,
        }
        for key, row in feature_network_rows().items()
    }
    bare = [key for key, row in feature_network_rows().items() if not _required(row.arguments)]
    return section(
        "`evaluate`",
        {
            "every": {**_every(), "description": "how often while training; at the end alone, where it is left out"},
            "metrics": {
                "type": "array",
                "items": choice("metric", metrics, bare=metrics),
                "minItems": 1,
                "description": "what is measured",
                "examples": [["fid", "kid", {"precision_recall": {"neighbours": 3}}]],
            },
            "features": {
                **choice("feature network", features, bare=bare),
                "description": "what turns examples into the vectors that metrics compare",
                "examples": ["classifier"],
            },
            "best": {
                "type": "string",
                "description": f"the number by which the best checkpoint is chosen, which is kept: {', '.join(metric_numbers())}",
                "examples": ["fid"],
            },
            "samples": {**_number(DEFAULTS["samples"], 2), "description": "how many samples are drawn"},
            "reals": {**_number(None, 2), "description": "how many real examples; all up to 50,000, where it is left out"},
            "repeats": {
                **_number(DEFAULTS["repeats"], 1, 1000),
                "description": "how often samples are drawn anew at the end, for the spread; while training, once",
            },
            "seed": {
                **substitutable({"type": "integer", "minimum": 0, "maximum": 2**31 - 1}),
                "default": DEFAULTS["seed"],
                "description": "of the samples, and of which real examples are taken",
            },
            "weights": {
                **substitutable({"enum": ["averaged", "raw"], "x-noun": "kind of weights"}),
                "default": DEFAULTS["weights"],
                "description": "the moving averages, where there are any, which are what is exported; or those that training moves",
            },
            "truncation": {**POSITIVE, "description": "draw normal latents within so many standard deviations"},
            "share": {
                **substitutable({"type": "number", "exclusiveMinimum": 0, "maximum": 1}),
                "default": DEFAULTS["share"],
                "description": "of the time of training, which evaluations on the way stay under: those that would not are left out",
            },
            "set": {"type": "string", "description": "the set of the data that samples are compared with"},
            "held_out": {"type": "string", "description": "a set of the data that training does not see, for `memorization`"},
            "statistics": {
                "type": "string",
                "minLength": 1,
                "description": "an .npz file with `mu` and `sigma` of the data's features, for `fid` instead of those of the data",
            },
        },
    )  # fmt: skip


def _every() -> Schema:
    lengths = {
        "rounds": {**COUNT, "description": "so many rounds"},
        "steps": {**COUNT, "description": "the same as `rounds`"},
        "images": {**POSITIVE, "description": "so many examples of the data"},
        "epochs": {**POSITIVE, "description": "so many times all examples of the data"},
    }
    made = {**section("`every`", lengths), "minProperties": 1, "maxProperties": 1}
    return {**made, "examples": [{"rounds": 1000}]}


def _number(default: int | None, least: int, most: int = 1_000_000) -> Schema:
    made = substitutable({"type": "integer", "minimum": least, "maximum": most})
    return {**made, **({} if default is None else {"default": default})}


def _arguments(rows: tuple[ArgumentRow, ...]) -> dict[str, Schema]:
    return {
        row.name: {
            **substitutable(dict(row.schema)),
            "description": row.help,
            **({} if row.default is None else {"default": row.default}),
        }
        for row in rows
    }


def _required(rows: tuple[ArgumentRow, ...]) -> list[str]:
    return [row.name for row in rows if row.required]
