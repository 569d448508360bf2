"""Features by `torch-fidelity` and sizes by `clean-fid`: python inception_peer.py IMAGES.npz WEIGHTS.pth OUT.npz SEED

IMAGES holds uint8 arrays [count, height, width, 3]. WEIGHTS is written, and random: with an odd seed in the format before PyTorch 1.6
and with scales of batch normalization that are all 1, as in the published file; with an even one in the newer format, with random scales.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    import numpy as np
    import torch
    from cleanfid.resize import build_resizer
    from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3
    from torch_fidelity.interpolate_compat_tensorflow import interpolate_bilinear_2d_like_tensorflow1x

    class Unloaded(FeatureExtractorInceptionV3):
        """The network as it is before weights are loaded."""

        def load_state_dict(self, *arguments, **named) -> None:
            pass

    source, weights, target, seed = *sys.argv[1:4], int(sys.argv[4])
    torch.manual_seed(seed)
    images = dict(np.load(source))
    tensors = {name: torch.from_numpy(pixels.transpose(0, 3, 1, 2).copy()) for name, pixels in images.items()}
    torch.save({}, weights)
    random = Unloaded("random", ["2048"], feature_extractor_weights_path=weights)
    randomize(random, list(tensors.values()), scales=seed % 2 == 0)
    torch.save(random.state_dict(), weights, _use_new_zipfile_serialization=seed % 2 == 0)

    wanted = ["2048", "logits_unbiased", "logits"]
    network = FeatureExtractorInceptionV3("peer", wanted, feature_extractor_weights_path=weights)
    clean = build_resizer("clean")
    answers = {"weights": np.array(sum(one.numel() for one in network.state_dict().values()))}
    answers["scales"] = np.array(
        sum(m.weight.numel() for m in network.modules() if isinstance(m, torch.nn.BatchNorm2d))
    )
    for name, pixels in tensors.items():
        outputs = network(pixels)
        answers |= {f"{name}.{key}": output.numpy() for key, output in zip(wanted, outputs, strict=True)}
        legacy = interpolate_bilinear_2d_like_tensorflow1x(pixels.float(), size=(299, 299), align_corners=False)
        answers[f"{name}.legacy"] = legacy.numpy().transpose(0, 2, 3, 1)
        answers[f"{name}.clean"] = np.stack([clean(image) for image in images[name]])
    answers["299x299.float64"] = features_in_float64(network, tensors["299x299"])
    np.savez(Path(target), **answers)


def features_in_float64(network, pixels):
    """Features of images that need no resizing. torch-fidelity's own argument for it gives float32 in version 0.4.0."""
    import torch

    seen = []
    network.double().feature_extractor_internal_dtype = torch.float64
    network.AvgPool.register_forward_hook(lambda module, inputs, output: seen.append(output.flatten(1).numpy()))
    network(pixels)
    return seen[0]


def randomize(network, batches, *, scales: bool) -> None:
    """Random kernels, and the statistics that batch normalization has on the images."""
    import torch

    normalizations = [one for one in network.modules() if isinstance(one, torch.nn.BatchNorm2d)]
    for parameter in network.parameters():
        if parameter.dim() > 1:
            torch.nn.init.kaiming_normal_(parameter)
        else:
            torch.nn.init.normal_(parameter, std=0.3)
    for one in normalizations:
        torch.nn.init.uniform_(one.weight, 0.5, 1.5) if scales else torch.nn.init.ones_(one.weight)
        one.momentum = 0.5
    network.train()
    for images in batches:
        network(images)
    network.eval()


if __name__ == "__main__":
    main()
