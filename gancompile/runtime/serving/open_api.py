"""The OpenAPI page of a served model, made of its contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gancompile.deployment import BYTES

TYPES = {"string": "string", "bool": "boolean"}


def open_api(name: str, contract: Mapping[str, Any]) -> dict[str, Any]:
    """A description of the REST interface after OpenAPI 3.1. name: of the model, in the addresses."""
    signatures = contract.get("signatures", {})
    rows = {key: _row_schema(one) for key, one in signatures.items()}
    request = {
        "type": "object",
        "properties": {
            "signature_name": {"type": "string", "enum": list(signatures), "default": "serving_default"},
            "instances": {"type": "array", "items": {"anyOf": list(rows.values())}, "minItems": 1},
        },
        "required": ["instances"],
    }
    about = "\n\n".join(
        [contract.get("seed_rule", ""), contract.get("row_rule", "")]
        + [f"`{key}`: {one['about']}." for key, one in signatures.items()]
    )
    answers = {
        "200": {"description": "`predictions`, a row for each instance"},
        "400": {"description": "what is wrong, as `error`"},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": name, "version": str(contract.get("version", 1)), "description": about.strip()},
        "paths": {
            f"/v1/models/{name}:predict": {
                "post": {
                    "summary": "Answer rows by a signature",
                    "requestBody": {"required": True, "content": {"application/json": {"schema": request}}},
                    "responses": answers,
                }
            },
            f"/v1/models/{name}": {
                "get": {"summary": "The versions in service", "responses": {"200": {"description": "the state"}}}
            },
        },
    }


def _row_schema(signature: Mapping[str, Any]) -> dict[str, Any]:
    inputs = {port["name"]: _port_schema(port) for port in signature["inputs"]}
    return {"type": "object", "properties": inputs, "required": list(inputs)}


def _port_schema(port: Mapping[str, Any]) -> dict[str, Any]:
    if port["name"].endswith(BYTES):
        return {
            "type": "object",
            "properties": {"b64": {"type": "string", "contentEncoding": "base64"}},
            "required": ["b64"],
        }
    number = "integer" if port["dtype"].startswith(("int", "uint")) else "number"
    schema: dict[str, Any] = {"type": TYPES.get(port["dtype"], number)}
    if port.get("range"):
        schema |= {"minimum": port["range"][0], "maximum": port["range"][1]}
    for size in reversed((port["shape"] or [None])[1:]):
        ends = {"minItems": size, "maxItems": size} if size is not None else {}
        schema = {"type": "array", "items": schema, **ends}
    return {**schema, **({"description": port["about"]} if port.get("about") else {})}
