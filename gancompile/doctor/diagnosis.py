"""What the doctor says of a training, as text and as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from textwrap import fill
from typing import Any

from gancompile.doctor.finding import Finding
from gancompile.doctor.looked_at import looked_at
from gancompile.doctor.signs import SIGNS
from gancompile.doctor.training import Training
from gancompile.doctor.unseen import Unseen, unseen

WIDTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """findings: in the order of the signs, likely causes first. looked_at: the figures that it rests on."""

    training: Training
    findings: tuple[Finding, ...]
    looked_at: tuple[str, ...]
    unseen: tuple[Unseen, ...]

    def as_text(self) -> str:
        """For people."""
        parts = [_wrapped(self._title())]
        for place, finding in enumerate(self.findings, 1):
            parts.append(_finding(place, finding))
        if not self.findings and self.training.records:
            lines = "\n".join(_wrapped(f"- {line}", "    ", "  ") for line in self.looked_at)
            parts.append(f"Nothing looks wrong, by these numbers:\n{lines}")
        if self.unseen:
            lines = "\n".join(_wrapped(f"- {one.what} To see it: {one.how}.", "    ", "  ") for one in self.unseen)
            parts.append(f"What I could not see:\n{lines}")
        return "\n\n".join(parts) + "\n"

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        training = self.training
        return {
            "build": str(training.folder),
            "name": training.name,
            "rounds_played": training.rounds_played,
            "rounds": training.rounds,
            "is_finished": training.is_finished,
            "findings": [asdict(one) for one in self.findings],
            "looked_at": list(self.looked_at),
            "not_seen": [asdict(one) for one in self.unseen],
        }

    def _title(self) -> str:
        training = self.training
        if not training.records:
            return f"{training.name}: no rounds recorded"
        end = "finished" if training.is_finished else "not at its end; `gancompile build SPEC` goes on"
        if not training.is_finished and training.rounds_played >= training.rounds:
            end = "played, but not exported yet"
        if training.is_finished and training.rounds_played < training.rounds:
            end = "ended early"
        return f"{training.name}: {training.rounds_played:,} of {training.rounds:,} rounds, {end}"


def examine(training: Training) -> Diagnosis:
    """Looks at a training for every sign."""
    found = (sign(training) for sign in SIGNS) if training.records else ()
    return Diagnosis(
        training=training,
        findings=tuple(one for one in found if one),
        looked_at=looked_at(training),
        unseen=unseen(training),
    )


def _finding(place: int, finding: Finding) -> str:
    lines = [
        _wrapped(f"{place}. {finding.what}", "   "),
        _wrapped(f"Seen: {finding.figure}", "   ", "   "),
        _wrapped(f"Source: {finding.source}", "   ", "   "),
        _wrapped(f"Try next: {finding.next_step}", "   ", "   "),
    ]
    return "\n".join(lines)


def _wrapped(text: str, indent: str = "", first: str = "") -> str:
    return fill(
        text, WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
