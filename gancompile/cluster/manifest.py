"""The manifest of a job, made from the template of a target."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from gancompile.cluster.target import FOLDER, Target
from gancompile.cluster.training_job import TrainingJob
from gancompile.version import __version__

LARGEST_SPEC = 900_000
"""Bytes. A ConfigMap, which also holds the script of the workers, has 1 MiB at most."""


class _Lines(str):
    """A text that is written in lines, as it is."""


class _Dumper(yaml.SafeDumper):
    """Knows texts in lines."""


_Dumper.add_representer(_Lines, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|"))


class ManifestError(Exception):
    """A job that a target cannot run as it is; the message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """file: the usual name. after: what to do next, with `{file}` for the path."""

    file: str
    text: str
    after: str


def manifest(target: Target, job: TrainingJob) -> Manifest:
    """The manifest of a job. Raises ManifestError."""
    _check(target, job)
    import jinja2  # here, so that the command line starts without it

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER), undefined=jinja2.StrictUndefined, keep_trailing_newline=True,
        trim_blocks=True, lstrip_blocks=True, autoescape=False,
    )  # fmt: skip
    environment.filters["quoted"] = json.dumps
    environment.filters["shell"] = _shell
    environment.filters["yaml"] = _yaml
    context: dict[str, Any] = {
        "job": job,
        "resources": job.resources,
        "name": job.kubernetes_name,
        "made_by": __version__,
    }
    return Manifest(
        file=environment.from_string(target.file).render(context),
        text=environment.get_template(f"{target.name}/{target.template}").render(context),
        after=environment.from_string(target.after).render(context).strip(),
    )


def _check(target: Target, job: TrainingJob) -> None:
    for option, why in target.wants.items():
        if job.options[option] is None:
            raise ManifestError(f"{target.name} wants `--{option}`: {why}")
    for option, why in target.refuses.items():
        if job.options[option] is not None:
            raise ManifestError(f"{target.name} has no use for `--{option}`: {why}")
    if len(job.spec.encode()) > LARGEST_SPEC:
        raise ManifestError(
            f"the spec has {len(job.spec.encode()):,} bytes, and a job carries {LARGEST_SPEC:,} at most"
        )


def _yaml(values: Mapping[str, str]) -> str:
    """Texts of several lines by name, in YAML."""
    made: str = yaml.dump(
        {name: _Lines(text) for name, text in values.items()}, Dumper=_Dumper, allow_unicode=True, width=10**6
    )
    return made.removesuffix("...\n").removesuffix("\n")


def _shell(words: str | Sequence[str]) -> str:
    """One word or several, quoted for a shell."""
    return shlex.quote(words) if isinstance(words, str) else shlex.join(words)
