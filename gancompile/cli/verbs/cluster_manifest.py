"""`gancompile cluster-manifest SPEC --for CLUSTER`: a job that builds a spec on several machines, as a file."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import yaml

from gancompile.cli.common import Verbs, add_spec_arguments, compiled, path_argument, positive
from gancompile.cli.exit_codes import Exit
from gancompile.cluster import ManifestError, Resources, TrainingJob, manifest, target_names, targets
from gancompile.compiler import Compilation, compiled_files
from gancompile.compiler.spec.spec_text import MAX_PARAMETERS
from gancompile.files import write_atomically

ORDER = 117


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("cluster-manifest", help="write a job for a cluster", description=__doc__)
    add_spec_arguments(parser)
    parser.add_argument(
        "--for",
        dest="target",
        required=True,
        choices=target_names(),
        metavar="CLUSTER",
        help=f"one of {', '.join(target_names())}",
    )
    parser.add_argument("-o", "--out", type=path_argument, metavar="FILE", help="where it goes (the standard output)")
    usual = Resources()
    parser.add_argument("--workers", type=positive, default=2, metavar="N", help="how many machines (2)")
    for what, default in (("gpus", usual.gpus), ("cpus", usual.cpus)):
        parser.add_argument(
            f"--{what}-per-worker",
            type=positive if what == "cpus" else _count,
            default=default,
            metavar="N",
            help=f"{what.upper().rstrip('S')}s of each ({default})",
        )
    parser.add_argument(
        "--memory-per-worker", type=_memory, default=usual.memory, metavar="SIZE",
        help=f"memory of each, such as 64Gi ({usual.memory})",
    )  # fmt: skip
    parser.add_argument("--image", metavar="IMAGE", help="the image of the containers, with gancompile in it")
    parser.add_argument("--claim", metavar="NAME", help="the PersistentVolumeClaim of the data and the build")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    own = list(parsed.set)
    devices = parsed.workers * max(parsed.gpus_per_worker, 1)
    # The diagnostics of a spec that says so: batches that so many cannot share.
    parsed.set = [*own, f"devices={devices}"]
    compilation = compiled(parsed)
    if compilation.failed:
        return Exit.SPEC_IS_WRONG
    if parsed.workers > 1 or devices == 1:
        parsed.set = own
    try:
        made = manifest(targets()[parsed.target], _job(parsed, compilation))
    except ManifestError as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.USAGE
    if parsed.out is None:
        print(made.text, end="")
    else:
        write_atomically(parsed.out, made.text)
        print(f"{parsed.out}\n\n{made.after.replace('{file}', str(parsed.out))}")
    return Exit.FINE


def _job(parsed: argparse.Namespace, compilation: Compilation) -> TrainingJob:
    text, is_resolved = _spec_text(parsed.spec, compilation)
    carries_text = parsed.target != "slurm"
    return TrainingJob(
        name=compilation.program.name,
        spec=text,
        path=str(Path(parsed.spec).absolute()),
        workers=parsed.workers,
        resources=Resources(
            cpus=parsed.cpus_per_worker, gpus=parsed.gpus_per_worker, memory=parsed.memory_per_worker
        ),
        arguments=() if carries_text and is_resolved else _arguments(parsed),
        image=parsed.image,
        claim=parsed.claim,
    )  # fmt: skip


def _spec_text(path: Path, compilation: Compilation) -> tuple[str, bool]:
    """The text that a job carries, and whether it is the resolved one, of a spec that extends another file."""
    text = path.read_text(encoding="utf-8")
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None or "extends" not in [key.value for key, _ in root.value]:
        return text, False
    return compiled_files(compilation).texts["spec.lock.yaml"], True


def _arguments(parsed: argparse.Namespace) -> tuple[str, ...]:
    """The arguments of the command line that hold for the build, too."""
    made = [word for one in parsed.set for word in ("--set", one)]
    if parsed.seed is not None:
        made += ["--seed", str(parsed.seed)]
    if parsed.max_parameters != MAX_PARAMETERS:
        made += ["--max-parameters", str(parsed.max_parameters)]
    return tuple(made)


def _count(text: str) -> int:
    """A whole number from the command line, which may be 0."""
    return 0 if text == "0" else positive(text)


def _memory(text: str) -> str:
    """A size of memory from the command line, as Kubernetes writes it."""
    if not re.fullmatch(r"[1-9]\d*[MGT]i", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no size of memory; `64Gi` is one, or `500Mi`")
    return text
