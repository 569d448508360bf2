"""Sampling: latents, outputs as pixels, samples of a SavedModel, sample files."""

from gancompile.runtime.sampling.encoding import write_encoding
from gancompile.runtime.sampling.errors import NoModelError, SampleError
from gancompile.runtime.sampling.generator_inputs import generator_inputs, real_examples
from gancompile.runtime.sampling.latent import draw_latent
from gancompile.runtime.sampling.output import as_pixels, first_output, output_as_pixels
from gancompile.runtime.sampling.sample_file import write_samples
from gancompile.runtime.sampling.saved_model import encoding_of, sample, sample_signature

__all__ = [
    "NoModelError",
    "SampleError",
    "as_pixels",
    "draw_latent",
    "encoding_of",
    "first_output",
    "generator_inputs",
    "output_as_pixels",
    "real_examples",
    "sample",
    "sample_signature",
    "write_encoding",
    "write_samples",
]
