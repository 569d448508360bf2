"""What `gancompile sample` was asked for: a file, a folder with a file for each sample, or a walk."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancompile.cli.counter import counter
from gancompile.cli.exit_codes import Exit
from gancompile.cli.origin_note import note_origin
from gancompile.runtime.pictures import check_film, drawing_rule, write_film
from gancompile.runtime.sampling import (
    Samples,
    SignatureModel,
    open_model,
    sample_signature,
    write_samples,
)
from gancompile.runtime.sampling.collected import collect, write_single
from gancompile.runtime.sampling.image_rows import is_image, names_images
from gancompile.runtime.sampling.latent_source import truncated_source
from gancompile.runtime.sampling.row_source import RowSource, signature_source
from gancompile.runtime.sampling.sample_folder import write_folder
from gancompile.runtime.sampling.walk import walk_source

MOST_COLUMNS = 16
USUAL_FRAMES = 60
MUCH = 0.1
"""The share of the first weights from which on samples look like those of an untrained network."""


def write_asked(parsed: argparse.Namespace) -> Exit:
    """Writes the samples. Raises SampleError, FilmError, FolderError, NoCheckpointError."""
    given = dict(parsed.given) | ({} if parsed.label is None else {"label": parsed.label})
    path: Path = parsed.out.path
    if parsed.interpolate and not parsed.out.is_folder:
        check_film(path)
    note_origin(parsed.build, "its SavedModel" if parsed.at is None else "its `model.py`")
    model = _model(parsed)
    if model.description.initial_share > MUCH:
        share = f"{100 * model.description.initial_share:.0f} %"
        print(
            f"note: these weights are averages, and {share} of them is still that of the first weights", file=sys.stderr
        )
    if not parsed.signature:
        given = model.by_condition(given)
    is_of_rows = parsed.out.is_folder or parsed.interpolate or parsed.truncation or parsed.signature
    if not is_of_rows and not _has_images(model, given):
        return _write_file(_generated(parsed, model, given), parsed)
    source = _source(parsed, model, given)
    if parsed.out.is_folder:
        return _write_folder(source, path, _recipe(parsed, model, given))
    if parsed.interpolate:
        return _write_film(source, path)
    if write_single(source, path):
        print(f"1 sample in {path}")
        return Exit.FINE
    return _write_file(collect(source), parsed)


def _model(parsed: argparse.Namespace) -> SignatureModel:
    """The newest export, or a checkpoint."""
    if parsed.at is None:
        return open_model(parsed.build)
    from gancompile.runtime.builder import model_at

    return model_at(parsed.build, parsed.at)


def _has_images(model: SignatureModel, given: Mapping[str, str]) -> bool:
    """Whether a condition is given by files of images, of which each has its result."""
    known = model.description.conditions
    return any(name in known and is_image(known[name]) and names_images(value) for name, value in given.items())


def _source(parsed: argparse.Namespace, model: SignatureModel, given: Mapping[str, str]) -> RowSource:
    """The samples row by row."""
    if parsed.interpolate:
        return walk_source(
            model,
            parsed.interpolate,
            parsed.frames or USUAL_FRAMES,
            given,
            truncation=parsed.truncation,
            resize=parsed.resize,
        )
    if parsed.truncation:
        return truncated_source(
            model, parsed.truncation, given, number=parsed.number, seed=parsed.seed, resize=parsed.resize
        )
    name = parsed.signature or "sample"
    return signature_source(model, name, given, number=parsed.number, seed=parsed.seed, resize=parsed.resize)


def _generated(parsed: argparse.Namespace, model: SignatureModel, given: Mapping[str, str]) -> Samples:
    """Samples by their number and one seed."""
    model.ports("generate", row_wise=False)
    return sample_signature(
        model.function("generate"),
        parsed.number,
        seed=parsed.seed,
        given=given,
        description=model.description,
        resize=parsed.resize,
    )


def _recipe(parsed: argparse.Namespace, model: SignatureModel, given: Mapping[str, str]) -> dict[str, Any]:
    """What makes the samples of a folder what they are, but for their number."""
    walk = {
        "--interpolate": ",".join(map(str, parsed.interpolate or ())) or None,
        "--frames": parsed.frames or USUAL_FRAMES if parsed.interpolate else None,
    }
    return {
        "model": model.identity,
        "--signature": parsed.signature or "sample",
        "--seed": parsed.seed,
        "--truncation": parsed.truncation,
        "--resize": parsed.resize or None,
        **walk,
        **{"--label" if name == "label" else f"--with {name}": value for name, value in given.items()},
    }


def _write_folder(source: RowSource, folder: Path, recipe: Mapping[str, Any]) -> Exit:
    done = 0

    def count(number: int) -> None:
        nonlocal done
        done = number
        report(number)

    try:
        with counter(source.number, "samples") as report:
            kept = write_folder(source, folder, recipe, count)
    except KeyboardInterrupt:
        print(
            f"stopped: {done:,} of {source.number:,} samples are in {folder}; the same command goes on", file=sys.stderr
        )
        return Exit.INTERRUPTED
    print(f"{source.number:,} samples in {folder}" + (f", of which {kept:,} were there" if kept else ""))
    return Exit.FINE


def _write_film(source: RowSource, path: Path) -> Exit:
    write_film(list(collect(source).samples), path)
    print(f"{source.number:,} frames in {path}")
    return Exit.FINE


def _write_file(made: Samples, parsed: argparse.Namespace) -> Exit:
    path: Path = parsed.out.path
    titles = made.titles[: made.number] if 1 < len(made.titles) <= MOST_COLUMNS else ()
    columns = parsed.columns or len(titles) or None
    titles = titles if columns == len(titles) else ()
    paths = write_samples(made.samples, path, columns=columns, titles=titles, encoding=made.encoding)
    print(f"{made.number} samples in {paths[0]}" + (f" to {paths[-1].name}" if len(paths) > 1 else ""))
    is_images = made.encoding is None and getattr(made.samples, "ndim", 0) == 4
    if is_images and path.suffix.lower() == ".png" and (rule := drawing_rule(made.samples)):
        print(f"in the picture, {rule}; `-o {path.stem}.npy` keeps the numbers")
    return Exit.FINE
