"""Look after manifests: write those that are not up to date, or say what they lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place, Severity
from argogen.engine.workers.pool import Batch
from argogen.output.manifests import TextChange
from argogen.paths import show_path
from argogen.workspace.orphans import Leftover, describe_leftover
from argogen.workspace.outputs import plan_outputs
from argogen.workspace.requests import UpdateOptions
from argogen.workspace.scope import Plan, plan_projects
from argogen.workspace.update import KEPT, Outcome, State, compare, describe, write

__all__ = ["keep_up", "plan_outputs", "plan_projects"]


class Upkeep(NamedTuple):
    """What a run on manifests came to: the exit code, what was found, the summary line, and changes if requested."""

    code: int
    diagnostics: Sequence[Diagnostic]
    summary: str
    changes: Sequence[TextChange] = ()


def keep_up(plan: Plan, options: UpdateOptions, batch: Batch) -> Upkeep:
    """Do what is planned. Raises InvalidInputError with all that keeps it from being done, and all else noticed."""
    noticed = [*plan.noticed]
    try:
        comparison = compare(plan.jobs, batch)
        noticed += comparison.diagnostics
        work = _look if options.only_looks else _write
        done = work(comparison.outcomes, plan.leftovers, options)
    except InvalidInputError as error:
        raise InvalidInputError([*noticed, *error.diagnostics]) from error
    untracked = [] if plan.tracked is None else _find_untracked(comparison.outcomes, plan.tracked)
    found = [*noticed, *done.diagnostics, *untracked]
    return done._replace(code=done.code or bool(untracked), diagnostics=found)


def _look(outcomes: Sequence[Outcome], leftovers: Sequence[Leftover], options: UpdateOptions) -> Upkeep:
    drifted = [outcome for outcome in outcomes if outcome.state not in KEPT]
    found = [*map(describe, drifted), *map(describe_leftover, leftovers)]
    changes = list(_list_changes(drifted, leftovers)) if options.diff else []
    states = Counter(State.FRESH if outcome.state in KEPT else outcome.state for outcome in outcomes)
    amounts = {state.value: states[state] for state in State}
    summary = _summarize(len(outcomes), {**amounts, "left over": len(leftovers)})
    return Upkeep(1 if drifted or leftovers else 0, found, summary, changes)


def _write(outcomes: Sequence[Outcome], leftovers: Sequence[Leftover], options: UpdateOptions) -> Upkeep:
    doomed, kept = (leftovers, ()) if options.prune else ((), leftovers)
    written = write(outcomes, doomed, force=options.force, restamp=options.restamp)
    found = [describe_leftover(leftover)._replace(severity=Severity.WARNING) for leftover in kept]
    amounts = {"written": written, "up to date": len(outcomes) - written, "removed": len(doomed)}
    summary = _summarize(len(outcomes), {**amounts, "left over": len(kept)})
    return Upkeep(1 if options.fail_on_change and (written or doomed) else 0, found, summary)


def _find_untracked(outcomes: Sequence[Outcome], tracked: Container[Path]) -> list[Diagnostic]:
    """What is wrong with manifests that are there and that no commit would have."""
    paths = [path for outcome in outcomes if (path := outcome.job.manifest.path) not in tracked and path.exists()]
    message, hint = "git does not track this manifest, though it does its pipeline", "add it with git add"
    return [Diagnostic("untracked-manifest", message, Place(show_path(path)), hint) for path in paths]


def _list_changes(outcomes: Sequence[Outcome], leftovers: Sequence[Leftover]) -> Iterator[TextChange]:
    for outcome in outcomes:
        manifest = outcome.job.manifest
        yield TextChange(manifest.body, outcome.body, show_path(manifest.path))
    for leftover in leftovers:
        yield TextChange(leftover.manifest.body, None, show_path(leftover.manifest.path))


def _summarize(manifests: int, amounts: Mapping[str, int]) -> str:
    """One line: how many manifests there are, and how they are or what was done with them."""
    said = ", ".join(f"{number} {what}" for what, number in amounts.items() if number) or "nothing to do"
    return f"{manifests} manifest{'s' * (manifests != 1)}: {said}"
