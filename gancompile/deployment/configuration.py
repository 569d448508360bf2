"""The files of a target, made from an export."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancompile.deployment.exported_model import ExportedModel
from gancompile.deployment.target import Target
from gancompile.files import write_atomically
from gancompile.version import __version__

TRITON_TYPES = {
    **{
        "bool": "TYPE_BOOL",
        "string": "TYPE_STRING",
        "uint8": "TYPE_UINT8",
        "int32": "TYPE_INT32",
        "int64": "TYPE_INT64",
    },
    **{"float16": "TYPE_FP16", "float32": "TYPE_FP32"},
}


class DeploymentError(Exception):
    """An export that a target cannot be configured for; the message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What was written. after: what to do next."""

    files: tuple[Path, ...]
    after: str


def configure(target: Target, model: ExportedModel, folder: Path, *, storage: str | None = None) -> Configuration:
    """Writes the files of a target into a folder. storage: the address from which a cluster reads the model. Raises DeploymentError."""
    import jinja2  # here, so that the command line starts without it

    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined, keep_trailing_newline=True, trim_blocks=True, autoescape=False
    )
    environment.filters["python"] = json.dumps
    environment.filters["triton"] = TRITON_TYPES.__getitem__
    context = _context(model, storage)
    copied = _model_file(target, model)
    if target.wants_storage and storage is None:
        raise DeploymentError(
            f"{target.name} reads the model from where its cluster can: copy `{model.path.parent}` there, "
            "and name the address, as in `--storage s3://models/dcgan`"
        )
    made = []
    for path, template in target.files.items():
        file = folder / environment.from_string(path).render(context)
        write_atomically(file, environment.from_string(target.template(template)).render(context))
        made.append(file)
    if copied is not None:
        copy = folder / environment.from_string(target.model_path or "").render(context)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(copied, copy)
        made.append(copy)
    return Configuration(
        files=tuple(made), after=environment.from_string(target.after).render({**context, "folder": folder}).strip()
    )


def _model_file(target: Target, model: ExportedModel) -> Path | None:
    """The file of the newest export in the format that a target wants; None where it wants none. Raises DeploymentError."""
    if target.model is None:
        return None
    newest = model.newest(target.model)
    if newest is None:
        raise DeploymentError(
            f"`{model.folder}` holds no {target.model} export, which {target.name} wants: "
            f"`gancompile export {model.folder} --format {target.model}` makes one"
        )
    return newest / f"serving_default.{target.model}"


def _context(model: ExportedModel, storage: str | None) -> dict[str, Any]:
    signatures: Mapping[str, Any] = model.contract["signatures"]
    example = {port["name"]: _example(port) for port in signatures["sample"]["inputs"]}
    return {
        "name": model.name,
        "identifier": model.name.replace("-", "_"),
        "class_name": "".join(part.capitalize() for part in model.name.replace("_", "-").split("-")),
        "kubernetes_name": model.name.lower().replace("_", "-"),
        "made_by": __version__,
        "path": str(model.path),
        "versions": str(model.path.parent),
        "storage": storage,
        "sample": signatures["sample"],
        "default": signatures["serving_default"],
        "row": json.dumps(example),
        "example": example,
        "signatures": signatures,
        "not_row_wise": [name for name, one in signatures.items() if not one["row_wise"]],
        "round": model.contract["round"],
        "licence": model.contract["data"]["licence"],
        "seed_rule": model.contract["seed_rule"],
    }


def _example(port: Mapping[str, Any]) -> Any:
    """A value of a row: a seed, the first class, or zeros."""
    value: Any = 7 if port["name"] == "seeds" else 0
    for size in reversed(port["shape"][1:]):
        value = [value] * size
    return value
