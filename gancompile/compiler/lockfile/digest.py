"""The digest of a spec: what decides on the weights that training gives."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gancompile.catalogue.metric_rows import metric_numbers
from gancompile.catalogue.sources import source_rows
from gancompile.compiler.ir.program import DataPlan
from gancompile.compiler.lockfile.network_digest import network_digest


def digest_of_stages(digests: Sequence[str]) -> str:
    """One SHA-256 for those of all stages."""
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256(" ".join(digests).encode()).hexdigest()


WORDS = ("name", "description", "allow", "checkpoints", "on_nan", "reproducible", "devices")
"""What is said of a spec, and how its training is looked after: no weight depends on it."""
NOTES = ("watch", "source")
"""The same, of a player."""


def digests_of_parts(stages: Sequence[tuple[Mapping[str, Any], DataPlan | None]]) -> dict[str, str]:
    """SHA-256 of each part of a spec: networks, game, data, schedule, seed, export, words. stages: resolved, with their data."""
    parts: dict[str, list[Any]] = {}
    for resolved, plan in stages:
        message = _message(resolved, plan)
        game = message["game"]
        players = {name: _without(player, NOTES) for name, player in game["players"].items()}
        notes = {name: {key: player.get(key) for key in NOTES} for name, player in game["players"].items()}
        found = {
            "networks": _with_precision(message),
            "game": {**game, "players": players},
            "data": [message["data"], message.get("encodings")],
            "schedule": [
                *(_without(phase, ("phase",)) for phase in message.get("schedule") or ()),
                *_measured(message),
            ],
            "seed": message.get("seed", 0),
            "evaluation": message.get("evaluate"),
            "export": message.get("export"),
            "words": [{key: resolved.get(key) for key in WORDS}, notes, resolved.get("report")],
        }
        for part, value in found.items():
            parts.setdefault(part, []).append(value)
    return {part: _sha256(values) for part, values in parts.items()}


def digest(resolved: Mapping[str, Any], plan: DataPlan | None = None) -> str:
    """SHA-256 of a resolved spec without the places of its files, the warnings it allows, where it reports and what it exports.

    Of files it loads, the bytes count. How the examples of the plan become numbers counts, too: weights that were trained for other
    columns are others.
    """
    message = _message(resolved, plan)
    roles = _without(message.pop("export", None) or {}, ("formats", "round", "precision"))
    kept = {key: value for key, value in message.items() if key not in UPKEEP}
    measured = _measured(message)
    return _sha256(kept | ({"export": roles} if roles else {}) | ({"evaluate": measured} if measured else {}))


UPKEEP = ("allow", "checkpoints", "on_nan", "reproducible", "report", "evaluate", "devices")


def _measured(message: Mapping[str, Any]) -> list[Any]:
    """What is measured, where a phase ends by a metric: then the weights depend on it, but not on what is looked at alone."""
    until = [phase.get("until") or {} for phase in message.get("schedule") or ()]
    if not any(one.get("metric") in metric_numbers() for one in until):
        return []
    return [_without(message.get("evaluate") or {}, ("best", "repeats", "share"))]


def _with_precision(message: Mapping[str, Any]) -> Any:
    """The networks, and what they compute in where the spec says it for all of them."""
    precision = message.get("precision")
    return message["networks"] if precision is None else [message["networks"], precision]


def _sha256(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _without(section: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    return {key: value for key, value in section.items() if key not in keys}


def _message(resolved: Mapping[str, Any], plan: DataPlan | None) -> dict[str, Any]:
    """The spec without the places of its files, and with the content of those it loads."""
    data = dict(resolved["data"])
    if "sets" in data:
        data["sets"] = {name: _of_no_place(one) for name, one in data["sets"].items()}
    else:
        data = _of_no_place(data)
    networks = {name: _without_place(network) for name, network in resolved["networks"].items()}
    message = {**resolved, "data": data, "networks": networks}
    encodings = (
        [field.encoding for one in plan.sets for field in one.native.fields.values() if field.encoding] if plan else []
    )
    if encodings:
        message["encodings"] = encodings
    return message


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
    content = network_digest(Path(network["load"]["keras"]))
    return {**network, "load": {**network["load"], "keras": content}}
