"""Look after manifests: write those that are not up to date, or say what they lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from pathlib import Path

from argogen.cli.reach_options import How
from argogen.cli.report import Report, print_diff
from argogen.diagnostics import Diagnostic, Place, Severity
from argogen.engine.pool import Batch
from argogen.paths import show_path
from argogen.workspace.orphans import Leftover, describe_leftover
from argogen.workspace.outputs import plan_outputs
from argogen.workspace.scope import Plan, plan_projects
from argogen.workspace.update import KEPT, Outcome, State, compare, describe, write

__all__ = ["keep_up", "plan_outputs", "plan_projects"]


def keep_up(plan: Plan, how: How, batch: Batch, report: Report) -> int:
    """Do what is planned; the exit code."""
    report.add(plan.noticed)
    outcomes = compare(plan.jobs, batch, report)
    code = (_look if how.only_looks else _write)(outcomes, plan.leftovers, how, report)
    untracked = [] if plan.tracked is None else _find_untracked(outcomes, plan.tracked)
    report.add(untracked)
    return code or bool(untracked)


def _look(outcomes: Sequence[Outcome], leftovers: Sequence[Leftover], how: How, report: Report) -> int:
    drifted = [outcome for outcome in outcomes if outcome.state not in KEPT]
    report.add(map(describe, drifted))
    report.add(map(describe_leftover, leftovers))
    if how.diff:
        _print_diffs(drifted, leftovers)
    states = Counter(State.FRESH if outcome.state in KEPT else outcome.state for outcome in outcomes)
    amounts = {state.value: states[state] for state in State}
    report.summary = _summarize(len(outcomes), {**amounts, "left over": len(leftovers)})
    return 1 if drifted or leftovers else 0


def _write(outcomes: Sequence[Outcome], leftovers: Sequence[Leftover], how: How, report: Report) -> int:
    doomed, kept = (leftovers, ()) if how.prune else ((), leftovers)
    written = write(outcomes, doomed, force=how.force, restamp=how.restamp)
    report.add(describe_leftover(leftover)._replace(severity=Severity.WARNING) for leftover in kept)
    amounts = {"written": written, "up to date": len(outcomes) - written, "removed": len(doomed)}
    report.summary = _summarize(len(outcomes), {**amounts, "left over": len(kept)})
    return 1 if how.fail_on_change and (written or doomed) else 0


def _find_untracked(outcomes: Sequence[Outcome], tracked: Container[Path]) -> list[Diagnostic]:
    """What is wrong with manifests that are there and that no commit would have."""
    paths = [path for outcome in outcomes if (path := outcome.job.manifest.path) not in tracked and path.exists()]
    message, hint = "git does not track this manifest, though it does its pipeline", "add it with git add"
    return [Diagnostic("untracked-manifest", message, Place(show_path(path)), hint) for path in paths]


def _print_diffs(outcomes: Sequence[Outcome], leftovers: Sequence[Leftover]) -> None:
    for outcome in outcomes:
        manifest = outcome.job.manifest
        print_diff(manifest.body, outcome.body, show_path(manifest.path))
    for leftover in leftovers:
        print_diff(leftover.manifest.body, None, show_path(leftover.manifest.path))


def _summarize(manifests: int, amounts: Mapping[str, int]) -> str:
    """One line: how many manifests there are, and how they are or what was done with them."""
    said = ", ".join(f"{number} {what}" for what, number in amounts.items() if number) or "nothing to do"
    return f"{manifests} manifest{'s' * (manifests != 1)}: {said}"
