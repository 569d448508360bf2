"""Files of moments as the field exchanges them: an .npz with `mu` and `sigma`."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np

from gancompile.files import write_atomically
from gancompile.runtime.evaluation.errors import EvaluationError
from gancompile.runtime.evaluation.numerics.moments import Moments


class StatisticsError(EvaluationError):
    """A file that holds no moments, or those of other features."""


def write_statistics(path: Path, moments: Moments) -> None:
    """Writes `mu` [dimensions], `sigma` [dimensions, dimensions] and `number`, atomically."""
    buffer = io.BytesIO()
    np.savez(buffer, mu=moments.mean, sigma=moments.covariance, number=np.array(moments.number))
    write_atomically(path, buffer.getvalue())


def read_statistics(path: Path, dimensions: int | None = None) -> Moments:
    """Reads such a file, with or without `number`. dimensions: of the features that they are compared with. Raises StatisticsError."""
    try:
        with zipfile.ZipFile(path):
            pass
        with np.load(path, allow_pickle=False) as file:
            mean, covariance = np.asarray(file["mu"], np.float64), np.asarray(file["sigma"], np.float64)
            number = int(file["number"]) if "number" in file else 0
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise StatisticsError(f"`{path}` is no .npz file with `mu` and `sigma`") from error
    if (
        mean.ndim != 1
        or covariance.shape != (len(mean), len(mean))
        or not np.isfinite([mean.sum(), covariance.sum()]).all()
    ):
        raise StatisticsError(
            f"`{path}` has mu {list(mean.shape)} and sigma {list(covariance.shape)}, which are no moments"
        )
    if dimensions is not None and len(mean) != dimensions:
        raise StatisticsError(f"`{path}` is of {len(mean):,} features, and the feature network gives {dimensions:,}")
    return Moments(mean=mean, covariance=covariance, number=number)
