"""The runs of a sweep: every combination of settings with every seed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from gancompile.compiler.spec.spec_text import MAX_PARAMETERS
from gancompile.sweep.axis import Axis, short_names, value_name

LONGEST = 160
"""Of the name of a folder, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """One point of a sweep. settings: keys with values as YAML. name: of its folder; empty where there is nothing to combine."""

    settings: tuple[tuple[str, str], ...]
    name: str

    @property
    def overrides(self) -> tuple[str, ...]:
        """The settings as `--set` takes them."""
        return tuple(f"{key}={value}" for key, value in self.settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A build of a sweep: a combination with a seed. folder: of the build."""

    combination: Combination
    seed: int
    folder: Path

    @property
    def name(self) -> str:
        """The combination and the seed, as the folder within that of the sweep."""
        return "/".join(part for part in (self.combination.name, seed_name(self.seed)) if part)

    @property
    def log(self) -> Path:
        """What the build has written to its standard error."""
        return self.folder.with_name(f"{self.folder.name}.log")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """What a sweep trains. fixed: `KEY=VALUE` of all runs. steps: rounds of each phase, instead of its own length.

    keys: the axes, in the order of the columns of the table. title: the name of the spec.
    """

    spec: Path
    folder: Path
    title: str
    keys: tuple[str, ...]
    combinations: tuple[Combination, ...]
    seeds: tuple[int, ...]
    max_parameters: int
    fixed: tuple[str, ...] = ()
    steps: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The short names of the axes."""
        short = short_names(self.keys)
        return tuple(short[key] for key in self.keys)

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs; the seeds of a combination follow each other."""
        return tuple(
            Run(combination=one, seed=seed, folder=self.folder / one.name / seed_name(seed))
            for one in self.combinations
            for seed in self.seeds
        )

    def overrides(self, combination: Combination) -> tuple[str, ...]:
        """All that `--set` is given for a combination."""
        return (*self.fixed, *combination.overrides)

    def arguments(self, run: Run, wish: Sequence[str] = ()) -> list[str]:
        """The arguments of `gancompile` that build a run, with absolute paths. wish: `--fresh`, `--continue` or none."""
        sets = [word for one in self.overrides(run.combination) for word in ("--set", one)]
        steps = [] if self.steps is None else ["--steps", str(self.steps)]
        most = [] if self.max_parameters == MAX_PARAMETERS else ["--max-parameters", str(self.max_parameters)]
        return [
            "build", str(self.spec.absolute()), *sets, "--seed", str(run.seed), *steps, *most,
            "--out", str(run.folder.absolute()), "--json", *wish,
        ]  # fmt: skip


def grid(axes: Sequence[Axis]) -> tuple[Combination, ...]:
    """Every combination of the values of axes, the last axis fastest; one of nothing without axes."""
    keys = [axis.key for axis in axes]
    return combinations(keys, list(product(*(axis.values for axis in axes))))


def combinations(keys: Sequence[str], points: Sequence[Sequence[str]]) -> tuple[Combination, ...]:
    """The combinations of points, each a value for each key."""
    return tuple(
        Combination(settings=tuple(zip(keys, point, strict=True)), name=_folder_name(keys, point)) for point in points
    )


def _folder_name(keys: Sequence[str], point: Sequence[str]) -> str:
    """The settings as the name of a folder, the end as a digest where it is long."""
    names = short_names(keys)
    text = ",".join(f"{names[key]}={value_name(value)}" for key, value in zip(keys, point, strict=True))
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 9]}-{digest}"


def seed_name(seed: int) -> str:
    """The name of the folder of a seed."""
    return f"seed-{seed}"
