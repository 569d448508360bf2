"""Makes `gancompile/catalogue/sources/series/autoregressive.csv`: the autoregressive Gaussian of TimeGAN's first experiment.

Yoon et al. 2019 (NeurIPS), section 5.1: each step is 0.8 of the one before plus a normal number, whose correlation between channels is 0.8.
"""

from pathlib import Path

import numpy as np

TARGET = Path(__file__).parent.parent / "gancompile" / "catalogue" / "sources" / "series" / "autoregressive.csv"
STEPS, CHANNELS = 3000, ("a", "b", "c")
OF_STEPS, OF_CHANNELS = 0.8, 0.8


def main() -> None:
    """Writes the file: a line for each step."""
    random = np.random.default_rng(0)
    noise = random.multivariate_normal(
        np.zeros(len(CHANNELS)), OF_CHANNELS + (1 - OF_CHANNELS) * np.eye(len(CHANNELS)), STEPS
    )
    steps = [noise[0] / np.sqrt(1 - OF_STEPS**2)]
    for one in noise[1:]:
        steps.append(OF_STEPS * steps[-1] + one)
    lines = [",".join(CHANNELS), *(",".join(f"{value:.2f}" for value in step) for step in steps)]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
