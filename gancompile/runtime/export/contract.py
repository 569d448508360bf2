"""The contract of an export: what each signature takes and gives, and what it was made of. As JSON, and as a page to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gancompile.deployment import CONTRACT_FILE
from gancompile.environment.versions import versions
from gancompile.files import write_atomically, write_json
from gancompile.folder.fingerprint import data_digest
from gancompile.folder.memory import read_memory
from gancompile.runtime.export.signature import Signature, SignatureInput, SignatureOutput
from gancompile.runtime.program import Program

FORMAT = 1
PAGE = "assets.extra/CONTRACT.md"
SEED_RULE = (
    "`generate`, `sample` and `latents` draw from their seeds alone: the same seed gives the same sample in every process, "
    "and row i of `sample` is what `generate` gives for one sample of seed i."
)
ROW_RULE = (
    "The first axis of inputs and outputs is that of rows: row i of the outputs depends on row i of the inputs alone."
)


def describe_export(program: Program, signatures: Sequence[Signature], *, version: int, round: int) -> dict[str, Any]:
    """The contract as plain data. round: after which the weights were taken."""
    return {
        "contract": FORMAT,
        "name": program.name,
        "version": version,
        "round": round,
        "spec": {"sha256": program.digest, "seed": program.seed},
        "data": {
            "sha256": _data_digest(program.folder),
            "examples": program.data["count"],
            "licence": program.export.get("data_licence"),
        },
        "versions": versions(),
        "seed_rule": SEED_RULE,
        "row_rule": ROW_RULE,
        "metrics": [],
        "signatures": {one.name: describe_signature(one) for one in signatures},
    }


def write_contract(saved_model: Path, contract: Mapping[str, Any]) -> None:
    """Writes the contract into the folder of a SavedModel."""
    write_json(saved_model / CONTRACT_FILE, dict(contract))
    write_atomically(saved_model / PAGE, contract_page(contract))


def contract_page(contract: Mapping[str, Any]) -> str:
    """The contract as a page of Markdown."""
    data, spec = contract["data"], contract["spec"]
    lines = [
        f"# {contract['name']}, version {contract['version']}",
        "",
        f"The weights after round {contract['round']:,} of a training by the spec `{spec['sha256'][:12]}` (sha256), seed {spec['seed']}.",
        f"Data: {_count(data['examples'])}{_digest(data['sha256'])}; licence: {data['licence'] or 'not given'}.",
        f"Made with {', '.join(f'{name} {version}' for name, version in contract['versions'].items())}.",
        "",
        contract["seed_rule"],
        contract["row_rule"],
        'Images are [rows, height, width, channels]. `NAME_bytes` are files, in JSON as `{"b64": "..."}`.',
    ]
    for name, one in contract["signatures"].items():
        lines += ["", f"## `{name}`", "", f"{one['about'][:1].upper()}{one['about'][1:]}."]
        lines += [] if one["row_wise"] else ["", "Not row by row: one request at a time."]
        lines += ["", "| | name | type | shape | values |", "|---|---|---|---|---|"]
        lines += [_row("in", port) for port in one["inputs"]]
        lines += [_row("out", port) for port in one["outputs"]]
    return "\n".join(lines) + "\n"


def describe_signature(one: Signature) -> dict[str, Any]:
    """A signature as plain data."""
    return {
        "about": one.about,
        "row_wise": one.row_wise,
        "draws": one.draws,
        "inputs": [port_notes(port) for port in one.inputs],
        "outputs": [port_notes(port) for port in one.outputs],
    }


def port_notes(port: SignatureInput | SignatureOutput) -> dict[str, Any]:
    """What is known of an input or an output."""
    made = asdict(port)
    shape = made.pop("shape")
    known = {name: value for name, value in made.items() if value not in (None, {}, (), "")}
    return {**known, "shape": list(shape) if shape is not None else None}


def _row(way: str, port: Mapping[str, Any]) -> str:
    shape = (
        "any of one number"
        if port["shape"] is None
        else str(["rows" if size is None else size for size in port["shape"]])
    )
    return f"| {way} | `{port['name']}` | {port['dtype']} | {shape.replace(chr(39), '')} | {_values(port)} |"


def _values(port: Mapping[str, Any]) -> str:
    """The values of an input or output in words."""
    found = [port["about"]] if port.get("about") else []
    if port.get("range") and not port.get("class_names"):
        low, high = port["range"]
        found.append(f"from {low:g} to {high:g}")
    if port.get("distribution"):
        settings = ", ".join(f"{name} {value:g}" for name, value in port.get("settings", {}).items())
        found.append(f"{port['distribution']}" + (f" ({settings})" if settings else ""))
    if names := port.get("class_names"):
        found.append(", ".join(f"{number} {name}" for number, name in enumerate(names)))
    return "; ".join(found).replace("|", "\\|")


def _count(examples: int | None) -> str:
    return "drawn anew for each round" if examples is None else f"{examples:,} examples"


def _digest(sha256: str | None) -> str:
    return f", sha256 {sha256[:12]}" if sha256 else ""


def _data_digest(folder: Path) -> str | None:
    """The digest of the files of the data; None where the build does not remember any. folder: a build's, or one within it."""
    for parent in (folder, *folder.parents[:3]):
        memory = read_memory(parent)
        if memory is not None:
            return data_digest(memory.data)
    return None
