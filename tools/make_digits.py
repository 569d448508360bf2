"""Makes `gancompile/catalogue/sources/digits/digits.npz` from scikit-learn's copy of the UCI digits."""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

TARGET = Path(__file__).parent.parent / "gancompile" / "catalogue" / "sources" / "digits" / "digits.npz"


def main() -> None:
    """Writes the file: image [1797, 8, 8] uint8, label [1797] int32."""
    digits = load_digits()
    images, labels = digits.images.astype(np.uint8), digits.target.astype(np.int32)
    assert images.max() == 16
    assert len(images) == 1797
    np.savez_compressed(TARGET, image=images, label=labels)


if __name__ == "__main__":
    main()
