"""The metrics of `torch-fidelity` and `prdc` on given features, as one line of JSON: python metrics_peer.py FEATURES.npz"""

from __future__ import annotations

import json
import sys


def main() -> None:
    import numpy as np
    import torch
    from prdc import compute_prdc
    from torch_fidelity.metric_fid import fid_features_to_statistics, fid_statistics_to_metric
    from torch_fidelity.metric_isc import isc_features_to_metric
    from torch_fidelity.metric_kid import kid_features_to_metric
    from torch_fidelity.metric_prc import prc_features_to_metric

    file = np.load(sys.argv[1])
    reals, samples, logits = (torch.from_numpy(file[name]) for name in ("reals", "samples", "logits"))
    fid = fid_statistics_to_metric(fid_features_to_statistics(reals), fid_features_to_statistics(samples), False)
    # The order decides on which side of the pair each random subset is drawn first.
    kid = kid_features_to_metric(reals, samples, kid_subsets=20, kid_subset_size=500, verbose=False)
    score = isc_features_to_metric(logits, 10, True, 2020)
    prc = prc_features_to_metric(samples, reals, verbose=False)
    near = compute_prdc(real_features=file["reals"], fake_features=file["samples"], nearest_k=3)
    wide = compute_prdc(real_features=file["reals"], fake_features=file["samples"], nearest_k=5)
    numbers = {
        "torch-fidelity": {
            "fid": fid["frechet_inception_distance"],
            "kid": kid["kernel_inception_distance_mean"],
            "kid deviation": kid["kernel_inception_distance_std"],
            "inception score": score["inception_score_mean"],
            "inception score deviation": score["inception_score_std"],
            "precision": prc["precision"],
            "recall": prc["recall"],
        },
        "prdc": {
            "precision": float(near["precision"]),
            "recall": float(near["recall"]),
            "density": float(wide["density"]),
            "coverage": float(wide["coverage"]),
        },
    }
    print(json.dumps(numbers))


if __name__ == "__main__":
    main()
