"""The comparison page: curves, newest samples and specs of several builds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gancompile.pages.build_files import BuildFiles
from gancompile.pages.duration import duration_text
from gancompile.pages.plot import as_data, plots_of_several
from gancompile.pages.render import render

Cell = str | None
"""The value of a setting in one build; None where it is the first build's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The differences of specs. settings, notes: by path, the value in each build, the first build first. problems: sentences."""

    settings: Mapping[str, Sequence[Cell]] = field(default_factory=dict)
    notes: Mapping[str, Sequence[Cell]] = field(default_factory=dict)
    problems: Sequence[str] = ()


def comparison_page(builds: Sequence[BuildFiles], specs: Comparison) -> str:
    """The page as HTML."""
    names = titles(builds)
    plots = plots_of_several(dict(zip(names, (build.records for build in builds), strict=True)))
    return render(
        Path(__file__).with_name("comparison.html"),
        names=names,
        builds=[(name, build, _facts(build)) for name, build in zip(names, builds, strict=True)],
        plots=as_data(plots),
        specs=specs,
        has_other_protocols=len({build.protocol for build in builds if build.protocol}) > 1,
    )


def titles(builds: Sequence[BuildFiles]) -> list[str]:
    """The name of each build, or its folder where two have one name, or both where a folder is given twice."""
    count = Counter(build.name for build in builds)
    made = [build.name if count[build.name] == 1 else str(build.folder) for build in builds]
    return [f"{name} ({made[:i].count(name) + 1})" if made.count(name) > 1 else name for i, name in enumerate(made)]


def _facts(build: BuildFiles) -> dict[str, str]:
    """What the table of builds says of one."""
    seconds = build.manifest.get("seconds")
    trained = seconds.get("train") if isinstance(seconds, dict) else None
    last: Mapping[str, Any] = build.records[-1] if build.records else {}
    spent = trained if isinstance(trained, int | float) else last.get("seconds")
    speed = last.get("rounds_per_second")
    versions = build.manifest.get("versions")
    return {
        "Rounds": f"{build.rounds_played:,} of {build.rounds:,}",
        "State": "finished" if build.is_finished else "not finished",
        "Training": duration_text(spent) if isinstance(spent, int | float) else "",
        "Rounds per second": f"{speed:.4g}" if isinstance(speed, int | float) and speed else "",
        "Seed": str(build.program.get("seed", "")),
        "Digest": str(build.program.get("digest", ""))[:12],
        "Protocol": build.protocol[:12],
        "TensorFlow": str(versions.get("tensorflow", "")) if isinstance(versions, dict) else "",
    }
