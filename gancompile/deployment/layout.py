"""Names that an export and its servers share."""

CONTRACT_FILE = "assets.extra/contract.json"
"""Where the contract lies in the folder of a SavedModel."""
WARM_UP_FILE = "assets.extra/tf_serving_warmup_requests"
"""Where TensorFlow Serving looks for warm-up requests."""
BYTES = "_bytes"
"""The ending of names of inputs and outputs that are files: TensorFlow Serving's JSON carries them as base64."""
PNG = "_png"
"""The ending of signatures that take and give the images of another one as PNG files."""
PNG_CHANNELS = (1, 3, 4)
"""The numbers of channels that a PNG file can express."""
OWN_SIGNATURES = frozenset({"discriminate", "generate", "latents", "sample", "serving_default"})
"""The signatures that an export has by itself, where there is something to draw and to judge by."""
