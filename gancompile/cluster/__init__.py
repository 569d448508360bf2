"""What clusters need to run a build on several machines: a manifest of a job. A target is a folder with a template."""

from gancompile.cluster.manifest import Manifest, ManifestError, manifest
from gancompile.cluster.target import Target, target_names, targets
from gancompile.cluster.training_job import Resources, TrainingJob

__all__ = ["Manifest", "ManifestError", "Resources", "Target", "TrainingJob", "manifest", "target_names", "targets"]
