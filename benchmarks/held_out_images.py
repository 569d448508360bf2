"""The numbers of `gancompile evaluate` for real images that training has not seen, in the place of samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from measured_builds import Measured

from gancompile.cli.quiet import quiet


def held_out_images() -> np.ndarray:
    """The test images of Fashion-MNIST in an order of their own: [10000, 28, 28, 1] uint8."""
    quiet()
    import keras

    return np.random.default_rng(0).permutation(keras.datasets.fashion_mnist.load_data()[1][0])[..., None]


class HeldOutImages:
    """Answers as a model of a generator without conditions does, by the test images of Fashion-MNIST, each once."""

    description = SimpleNamespace(encoding=None, conditions={})

    def __init__(self) -> None:
        self._images, self._place = held_out_images(), 0

    def ports(self, name: str, *, row_wise: bool = True) -> Any:
        """No inputs."""
        return SimpleNamespace(inputs=())

    def answer(self, name: str, inputs: Mapping[str, Any]) -> dict[str, np.ndarray]:
        """The next images, from the first one again after the last."""
        number = int(inputs["num"])
        places = np.arange(self._place, self._place + number) % len(self._images)
        self._place += number
        return {"image": self._images[places]}


def measure_held_out(build: Path, overrides: Sequence[str]) -> Measured:
    """Compared with the same real examples as the samples of a build."""
    quiet()
    from gancompile.compiler import compile_file
    from gancompile.compiler.emit.evaluation import evaluation_values
    from gancompile.runtime.evaluation import Evaluator
    from gancompile.runtime.program import Evaluation, read_program

    values = evaluation_values(compile_file(build / "spec.lock.yaml", overrides=list(overrides)).program)
    assert values is not None
    evaluator = Evaluator(read_program(build), folder=build, evaluation=Evaluation(**values))
    stand_in: Any = HeldOutImages()
    found = evaluator.evaluate(stand_in, round=0)
    return Measured(
        numbers={name: one.mean for name, one in found.numbers.items()},
        protocol=found.protocol.short,
        lines=tuple(found.protocol.lines()),
        remarks=found.remarks,
        seconds=found.seconds,
    )
