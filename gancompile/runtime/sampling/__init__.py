"""Sampling: latents, outputs as pixels, the answers of a SavedModel, files and folders of samples."""

from gancompile.runtime.sampling.condition_values import Given
from gancompile.runtime.sampling.errors import NoModelError, OtherModelError, SampleError
from gancompile.runtime.sampling.generator_inputs import generator_inputs, real_examples
from gancompile.runtime.sampling.latent import draw_latent
from gancompile.runtime.sampling.output import as_pixels, first_output, output_as_pixels
from gancompile.runtime.sampling.sample_description import describe_samples, input_name, write_description
from gancompile.runtime.sampling.sample_file import write_samples
from gancompile.runtime.sampling.saved_model import Samples, find_version, sample, sample_signature
from gancompile.runtime.sampling.signature_model import SignatureModel, open_model

__all__ = [
    "Given",
    "NoModelError",
    "OtherModelError",
    "SampleError",
    "Samples",
    "SignatureModel",
    "as_pixels",
    "describe_samples",
    "draw_latent",
    "find_version",
    "first_output",
    "generator_inputs",
    "input_name",
    "open_model",
    "output_as_pixels",
    "real_examples",
    "sample",
    "sample_signature",
    "write_description",
    "write_samples",
]
