"""`gancompile convert-inception FILE`: the weights of Inception of 2015, by which FID is published, as a `.npz` for `evaluate`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gancompile.cli.common import Verbs, path_argument
from gancompile.cli.exit_codes import Exit
from gancompile.folder.checkpoint_files import sha256_of

ORDER = 118

DOWNLOADS = (
    "http://download.tensorflow.org/models/image/imagenet/inception-2015-12-05.tgz",
    "https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/pt_inception-2015-12-05-6726825d.pth",
    "https://github.com/toshas/torch-fidelity/releases/download/v0.2.0/weights-inception-2015-12-05-6726825d.pth",
)
"""The same weights three times: the authors' graph, and what pytorch-fid and torch-fidelity made of it."""
WHERE = "\n".join(("the weights may be downloaded from any of these:", *(f"  {url}" for url in DOWNLOADS)))


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser(
        "convert-inception",
        help="convert the weights that FID is measured by",
        description=__doc__,
        epilog=WHERE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=path_argument, metavar="FILE", help="a downloaded .tgz or .pth, or the .pb inside")
    parser.add_argument(
        "-o", "--out", type=path_argument, default=Path("inception-2015.npz"), metavar="FILE",
        help="the converted file (inception-2015.npz)",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    if not parsed.file.is_file():
        print(f"error: there is no file `{parsed.file}`\n{WHERE}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    from gancompile.cli.quiet import quiet

    quiet()
    from gancompile.runtime.evaluation.features.inception_conversion import convert
    from gancompile.runtime.evaluation.features.inception_weights import InceptionWeightsError, write_weights

    try:
        weights = convert(parsed.file)
    except InceptionWeightsError as error:
        print(f"error: `{parsed.file}` cannot be converted: {error}\n{WHERE}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    write_weights(parsed.out, weights)
    print(f"{parsed.out} holds {sum(array.size for array in weights.values()):,} weights")
    print(f"sha256 {sha256_of(parsed.out)}")
    return Exit.FINE
