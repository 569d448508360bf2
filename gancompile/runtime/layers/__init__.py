"""The layers that GANs need and Keras lacks, each from its paper."""

from gancompile.runtime.layers.adaptive_instance_normalization import AdaptiveInstanceNormalization
from gancompile.runtime.layers.blur2d import Blur2D
from gancompile.runtime.layers.conditional_batch_normalization import ConditionalBatchNormalization
from gancompile.runtime.layers.conditional_instance_normalization import ConditionalInstanceNormalization
from gancompile.runtime.layers.equalized_learning_rate import EqualizedLearningRate
from gancompile.runtime.layers.fade_in import FadeIn
from gancompile.runtime.layers.gradient_reversal import GradientReversal
from gancompile.runtime.layers.gumbel_softmax import GumbelSoftmax
from gancompile.runtime.layers.learned_constant import LearnedConstant
from gancompile.runtime.layers.minibatch_discrimination import MinibatchDiscrimination
from gancompile.runtime.layers.minibatch_standard_deviation import MinibatchStandardDeviation
from gancompile.runtime.layers.modulated_conv2d import ModulatedConv2D
from gancompile.runtime.layers.noise_injection import NoiseInjection
from gancompile.runtime.layers.pixel_normalization import PixelNormalization
from gancompile.runtime.layers.pixel_shuffle import PixelShuffle
from gancompile.runtime.layers.pixel_unshuffle import PixelUnshuffle
from gancompile.runtime.layers.projection_head import ProjectionHead
from gancompile.runtime.layers.reparameterized_sampling import ReparameterizedSampling
from gancompile.runtime.layers.resample2d import Resample2D
from gancompile.runtime.layers.self_attention import SelfAttention
from gancompile.runtime.layers.spectral_normalization import SpectralNormalization
from gancompile.runtime.layers.table_head import TableHead

__all__ = [
    "AdaptiveInstanceNormalization",
    "Blur2D",
    "ConditionalBatchNormalization",
    "ConditionalInstanceNormalization",
    "EqualizedLearningRate",
    "FadeIn",
    "GradientReversal",
    "GumbelSoftmax",
    "LearnedConstant",
    "MinibatchDiscrimination",
    "MinibatchStandardDeviation",
    "ModulatedConv2D",
    "NoiseInjection",
    "PixelNormalization",
    "PixelShuffle",
    "PixelUnshuffle",
    "ProjectionHead",
    "ReparameterizedSampling",
    "Resample2D",
    "SelfAttention",
    "SpectralNormalization",
    "TableHead",
]
