"""Samples of a generator: its latents, its outputs as pixels, samples of a SavedModel, sample files."""

from gancompile.runtime.sampling.sample_file import SampleError, write_samples
from gancompile.runtime.sampling.saved_model import NoModelError, encoding_of, sample

__all__ = ["NoModelError", "SampleError", "encoding_of", "sample", "write_samples"]
