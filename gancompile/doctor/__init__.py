"""What the numbers of a training say of its health, and what to try next. Nothing of TensorFlow is imported."""

from gancompile.doctor.curve import Curve
from gancompile.doctor.diagnosis import Diagnosis, examine
from gancompile.doctor.finding import Finding
from gancompile.doctor.training import Training, read_training

__all__ = ["Curve", "Diagnosis", "Finding", "Training", "examine", "read_training"]
