"""The digest of a spec: what decides on the weights that training gives."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gancompile.catalogue.sources import source_rows
from gancompile.compiler.ir.program import DataPlan


def digest_of_stages(digests: Sequence[str]) -> str:
    """One SHA-256 for those of all stages."""
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256(" ".join(digests).encode()).hexdigest()


def digest(resolved: Mapping[str, Any], plan: DataPlan | None = None) -> str:
    """SHA-256 of a resolved spec without the places of its files, the warnings it allows and where it reports.

    Of files it loads, the bytes count. How the examples of the plan become numbers counts, too: weights that were trained for other
    columns are others.
    """
    data = dict(resolved["data"])
    if "sets" in data:
        data["sets"] = {name: _of_no_place(one) for name, one in data["sets"].items()}
    else:
        data = _of_no_place(data)
    networks = {name: _without_place(network) for name, network in resolved["networks"].items()}
    message = {**resolved, "data": data, "networks": networks}
    for key in ("allow", "report"):
        message.pop(key, None)
    encodings = (
        [field.encoding for one in plan.sets for field in one.native.fields.values() if field.encoding] if plan else []
    )
    if encodings:
        message["encodings"] = encodings
    return hashlib.sha256(json.dumps(message, sort_keys=True).encode()).hexdigest()


def _of_no_place(section: dict[str, Any]) -> dict[str, Any]:
    """A source with its steps, whose files may lie anywhere."""
    ((kind, arguments),) = section["source"].items()
    paths = source_rows()[kind].paths
    message = {k: v for k, v in arguments.items() if k not in paths}
    # Of folders by field, the fields are no place.
    fields = {k: list(v) for k, v in arguments.items() if k in paths and isinstance(v, dict)}
    return {**section, "source": {kind: message | fields}}


def _without_place(network: dict[str, Any]) -> dict[str, Any]:
    if "load" not in network:
        return network
    content = hashlib.sha256(Path(network["load"]["keras"]).read_bytes()).hexdigest()
    return {**network, "load": {**network["load"], "keras": content}}
