"""The schema of `report`: the trackers that the spec turns off or asks for, from the rows of the catalogue."""

from __future__ import annotations

from gancompile.catalogue.tracker_rows import ALWAYS, BY_DEFAULT, TrackerRow, tracker_rows
from gancompile.compiler.schema.fragments import Schema, section, substitutable


def report_schema() -> Schema:
    """The section `report`: true, false, or arguments for each tracker that is not always written."""
    rows = {key: row for key, row in tracker_rows().items() if row.written != ALWAYS}
    return section("`report`", {key: _tracker(row) for key, row in rows.items()}, noun="tracker")


def _tracker(row: TrackerRow) -> Schema:
    switch: Schema = {"default": row.written == BY_DEFAULT, "description": row.help}
    if not row.arguments:
        return {**substitutable({"type": "boolean"}), **switch}
    arguments = section(
        f"tracker `{row.key}`",
        {one.name: {**substitutable(dict(one.schema)), "description": one.help} for one in row.arguments},
        noun="argument",
    )
    return {**substitutable({"type": ["boolean", "object"]}), **switch, "if": {"type": "object"}, "then": arguments}
