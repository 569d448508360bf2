"""All samples of a source at once, for a single file."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gancompile.files import write_atomically
from gancompile.runtime.sampling.errors import SampleError
from gancompile.runtime.sampling.output_file import file_bytes, file_suffix, is_picture, pixels_of
from gancompile.runtime.sampling.row_source import RowSource
from gancompile.runtime.sampling.sample_file import ANSWERS
from gancompile.runtime.sampling.sample_table import header_of
from gancompile.runtime.sampling.saved_model import Samples


def write_single(source: RowSource, path: Path) -> bool:
    """Writes the only sample, made from a file, as it is: a result of the size of its source. Returns: whether this is such a case."""
    if source.number != 1 or not source.has_files or len(source.outputs) != 1:
        return False
    (port,) = source.outputs
    if path.suffix.lower() != file_suffix(port, source.encoding):
        return False
    write_atomically(path, file_bytes(source.answer([0])[port.name][0], port, source.encoding))
    return True


def collect(source: RowSource) -> Samples:
    """The samples of a source at once. Images are pixels.

    Raises SampleError where a signature has several outputs.
    """
    starts = range(0, source.number, source.batch)
    answers = [source.answer(range(start, min(start + source.batch, source.number))) for start in starts]
    made = {name: np.concatenate([one[name] for one in answers]) for name in answers[0]}
    encoding = source.encoding
    if encoding and encoding["kind"] == "table":
        columns = {column["name"]: made[column["name"]] for column in encoding["columns"] if column["name"] in made}
        return Samples(samples=columns, encoding=encoding)
    if len(source.outputs) > 1:
        names = ", ".join(one.name for one in source.outputs)
        raise SampleError(
            f"there are {len(source.outputs)} outputs ({names}), which one file cannot express; write them to a folder, `-o out/`"
        )
    (port,) = source.outputs
    (values,) = made.values()
    if is_picture(port):
        values = pixels_of(values, port)
    elif values.ndim == 1 and not encoding:
        values = values[:, None]
    if source.is_answer and values.ndim == 2:
        header = header_of(port, values.shape[1])
        encoding = {"kind": ANSWERS, "header": header, "names": source.stems}
    return Samples(samples=values, encoding=encoding, titles=source.titles)
