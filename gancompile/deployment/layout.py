"""Names that an export and its servers share."""

CONTRACT_FILE = "assets.extra/contract.json"
"""Where the contract lies in the folder of a SavedModel."""
WARM_UP_FILE = "assets.extra/tf_serving_warmup_requests"
"""Where TensorFlow Serving looks for warm-up requests."""
BYTES = "_bytes"
"""The ending of names of inputs and outputs that are files: TensorFlow Serving's JSON carries them as base64."""
