"""`gancompile pack FOLDER -o SHARDS`: the images of a folder in a few large files, from which they are read while training.

For data that do not fit into memory, or that lie where opening many small files is slow. The source `shards` reads them. Called again, it
goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import re
import sys

from gancompile.cli.collector import collect_as_usual
from gancompile.cli.common import Verbs, path_argument, positive
from gancompile.cli.exit_codes import Exit

ORDER = 115
FORMATS = ("png", "jpeg", "webp")
SIZE = re.compile(r"([1-9]\d{0,4})x([1-9]\d{0,4})")


def add_verb(verbs: Verbs) -> None:
    parser = verbs.add_parser("pack", help="pack a folder of images into shards", description=__doc__)
    parser.add_argument(
        "folder", type=path_argument, metavar="FOLDER", help="images, as the source `images` reads them"
    )
    parser.add_argument(
        "-o",
        "--out",
        required=True,
        metavar="SHARDS",
        help="the folder of the shards; also one of a store, such as gs://bucket/faces",
    )
    parser.add_argument(
        "--labels",
        choices=("folders", "partial", "none"),
        help="whether sub-folders are labels (where all images are in some), as of the source `images`",
    )
    parser.add_argument("--attributes", type=path_argument, metavar="FILE", help="a table with a line for each image")
    parser.add_argument(
        "--resize", type=_size, metavar="HxW", help="resize all images, such as 64x64; without it they stay as they are"
    )
    parser.add_argument(
        "--format", choices=FORMATS, help="encode all images anew; without it the bytes of the files are packed"
    )
    parser.add_argument(
        "--on-bad",
        choices=("stop", "skip"),
        default="stop",
        help="what is done about images that cannot be read: named and packed no further, or left out (stop)",
    )
    parser.add_argument(
        "--per-shard",
        type=positive,
        metavar="N",
        help="images in a shard, about (as many as make 100 MB, at most 10,000)",
    )
    parser.add_argument("--update", action="store_true", help="pack the shards again whose images have changed since")
    parser.add_argument(
        "--index",
        type=path_argument,
        metavar="FILE",
        help="write the index here as well: a spec is checked against it where SHARDS is in a store",
    )
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> Exit:
    from gancompile.files import is_remote, write_atomically
    from gancompile.packing import PackError, PackOptions, pack, plan_packing
    from gancompile.shards import place_at

    if is_remote(parsed.out):
        from gancompile.cli.quiet import quiet

        quiet()
    from gancompile.cli.counter import counter

    collect_as_usual()
    options = PackOptions(
        labels=parsed.labels,
        attributes=parsed.attributes,
        size=parsed.resize,
        format=parsed.format,
        skips=parsed.on_bad == "skip",
        per_shard=parsed.per_shard,
    )
    try:
        place = place_at(parsed.out)
        plan = plan_packing(parsed.folder, place, options, update=parsed.update)
        with counter(plan.images, "images") as report:
            made = pack(plan, place, options, report)
    except PackError as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    for one in made.broken:
        print(f"left out: {one.name} ({one.why})", file=sys.stderr)
    if parsed.index is not None:
        write_atomically(parsed.index, made.content)
    count, shards, size = made.index.count, len(made.index.shards), made.index.total("bytes") / 1e6
    doing = f"packed {count:,} images" if made.written else f"nothing has changed: {count:,} images"
    print(f"{doing} in {shards:,} {'shard' if shards == 1 else 'shards'} of {size:,.1f} MB: {parsed.out}")
    return Exit.FINE


def _size(text: str) -> tuple[int, int]:
    found = SIZE.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"`{text}` is no size of the form HEIGHTxWIDTH, such as 64x64")
    return int(found[1]), int(found[2])
