"""A judge of digits that is no part of gancompile: a support vector machine."""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC


class Judge:
    """A classifier of real digits, trained on three quarters of them. accuracy: on those that it has not seen."""

    def __init__(self) -> None:
        digits = load_digits()
        seen, held, seen_labels, held_labels = train_test_split(
            digits.data / 16.0, digits.target, test_size=0.25, random_state=0, stratify=digits.target
        )
        # Its probabilities by pairwise coupling (Wu et al. 2004) are harder to please than those of CalibratedClassifierCV.
        warnings.filterwarnings("ignore", category=FutureWarning, module="sklearn")
        self.machine = SVC(C=10, gamma=0.15, probability=True, random_state=0).fit(seen, seen_labels)
        self.accuracy = float(self.machine.score(held, held_labels))
        self.confidence_on_real = float(self.machine.predict_proba(held).max(axis=1).mean())

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """images: [number, 8, 8, 1] uint8. Returns: [number, 10]."""
        return np.asarray(self.machine.predict_proba(images.reshape(len(images), -1) / 255.0))
