"""Readers of examples: a `.npz` file, or a folder of images."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from gancompile.catalogue.sources.array_source import ArraySource, on_host
from gancompile.catalogue.sources.source import Source
from gancompile.runtime.standalone.plan import ExampleSet, Field

IMAGES = frozenset({".png", ".jpg", ".jpeg"})


def read(examples: ExampleSet, data: Path | None) -> Source:
    """The examples of one set. data: a `.npz` file or a folder. Exits with a message where there are none."""
    if data is None and examples.source is not None:
        return examples.source
    keys = " and ".join(f"`{examples.key(field)}`" for field in examples.fields)
    if data is None:
        raise SystemExit(f"error: `--data` is required: a .npz with {keys}, or a folder of images; see --help")
    if data.is_dir():
        return _from_folder(examples, data / examples.name)
    try:
        with np.load(data, allow_pickle=False) as found:
            tensors = {
                field.name: _checked(field, examples.key(field), found[examples.key(field)])
                for field in examples.fields
            }
    except KeyError:
        raise SystemExit(f"error: `{data}` holds {', '.join(found.files)}, but {keys} are required") from None
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise SystemExit(f"error: `{data}` cannot be read: {error}") from None
    counts = {len(tensor) for tensor in tensors.values()}
    if len(counts) > 1 or 0 in counts:
        raise SystemExit(f"error: `{data}` holds {' and '.join(map(str, sorted(counts)))} examples of {keys}")
    return ArraySource(tensors={name: on_host(tensor) for name, tensor in tensors.items()}, ranges={})


def _checked(field: Field, key: str, array: Any) -> Any:
    if array.ndim == 0 or array.shape[1:] != field.shape:
        raise SystemExit(
            f"error: `{key}` is {list(array.shape)}, but [examples, ...] of {list(field.shape)} is required"
        )
    return array.astype(field.dtype)


def _from_folder(examples: ExampleSet, folder: Path) -> ArraySource:
    """Images at the size and in the range of the game; labels are the indices of the sorted sub-folders."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in IMAGES)
    if not paths:
        raise SystemExit(f"error: `{folder}` holds no PNG and no JPEG files")
    tensors = {}
    for one in examples.fields:
        if len(one.shape) == 3:
            tensors[one.name] = on_host(np.stack([_image(path, one) for path in paths]))
        elif one.name == "label":
            tensors[one.name] = on_host(_labels(paths, folder))
        else:
            raise SystemExit(f"error: a folder holds images and labels, but no `{one.name}`; a .npz can")
    return ArraySource(tensors=tensors, ranges={})


def _image(path: Path, field: Field) -> Any:
    """One image: [height, width, channels] float32."""
    height, width, channels = field.shape
    try:
        image = tf.io.decode_image(path.read_bytes(), channels=channels, expand_animations=False)
    except (OSError, tf.errors.OpError) as error:
        raise SystemExit(f"error: `{path}` cannot be decoded: {str(error).splitlines()[0]}") from None
    low, high = (0.0, 255.0) if field.low is None or field.high is None else (field.low, field.high)
    resized = tf.image.resize(tf.cast(image, tf.float32), [height, width], antialias=True)
    return (resized * ((high - low) / 255.0) + low).numpy()


def _labels(paths: Sequence[Path], folder: Path) -> Any:
    tops = [path.relative_to(folder).parts[0] for path in paths]
    if any(path.parent == folder for path in paths):
        raise SystemExit(f"error: an image of `{folder}` is in no sub-folder, and so has no label")
    order = {name: number for number, name in enumerate(sorted(set(tops)))}
    return np.array([order[top] for top in tops], np.int32)
