"""What `gancompile sweep` prints of a sweep before it trains and afterwards."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from gancompile.cli.common import wants_color
from gancompile.cli.sweep_progress import print_line
from gancompile.compiler.diagnostics import Severity, render, summary
from gancompile.continuation import Decision, Outcome
from gancompile.sweep import Checked, Finding, StateFile, Sweep, Table


def print_findings(checked: Checked, *, quiet: bool) -> None:
    """Each diagnostic once, with the settings that bring it about."""
    shown = [one for one in checked.findings if not quiet or one.diagnostic.severity is Severity.ERROR]
    for one in shown:
        print(_text(one), file=sys.stderr)
    if shown:
        print(summary([one.diagnostic for one in shown]), file=sys.stderr)


def _text(finding: Finding) -> str:
    text = render(finding.diagnostic, color=wants_color(sys.stderr))
    named = [f"{key}={value}" for key, value in finding.settings]
    if not named or finding.diagnostic.span.source.name in {f"--set {one}" for one in named}:
        return text
    return f"{text.rstrip()}\n   = note: with {', '.join(named)}\n"


def print_dry_run(checked: Checked, sweep: Sweep, *, json_lines: bool) -> None:
    """What the build of each run would do."""
    for run in sweep.runs:
        decision = checked.decisions[run.name]
        if json_lines:
            found = {"run": run.name, "outcome": decision.outcome.value, "details": list(decision.details())}
            print_line(json.dumps({"event": "dry run", **found}))
            continue
        is_finished = decision.outcome is Outcome.UP_TO_DATE
        print_line(f"{run.name}: {'finished' if is_finished else 'would ' + decision.sentence()}")
        for line in decision.details():
            print_line(f"  {line}")
    if not json_lines:
        finished = sum(one.outcome is Outcome.UP_TO_DATE for one in checked.decisions.values())
        print_line(f"{finished} of {len(sweep.runs)} runs are finished")


def refused_runs(checked: Checked) -> list[Decision]:
    """The decisions of builds that stop before anything is changed."""
    return [one for one in checked.decisions.values() if one.outcome is Outcome.STOP]


def print_refused(refused: Sequence[Decision], sweep: Sweep) -> None:
    """Why a sweep stops before anything is changed, and the ways on."""
    for decision in refused:
        print(f"error: {decision.why()}", file=sys.stderr)
        for line in decision.details():
            print(f"  {line}", file=sys.stderr)
    if any(one.round for one in refused):
        print("  = help: `--continue` goes on with the new spec and the weights so far", file=sys.stderr)
    print(
        "  = help: `--fresh` begins every build anew; what was trained moves to `runs` in its folder", file=sys.stderr
    )
    print(f"  = help: `--out {sweep.folder}-2` builds beside them", file=sys.stderr)


def print_results(state: StateFile, table: Table, *, json_lines: bool) -> None:
    """The table, and where its files are."""
    if json_lines:
        print_line(json.dumps({"event": "table", **table.as_json()}))
        return
    for line in table.lines():
        print_line(line)
    print_line(f"{state.page}")
