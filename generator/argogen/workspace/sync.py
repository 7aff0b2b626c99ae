"""Keep manifests in sync with their pipelines: write those that are not up to date, or report them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place, Severity
from argogen.engine.workers.pool import Batch
from argogen.host import Host
from argogen.late import import_late
from argogen.output.files import remove_files, remove_old_temporary_files, write_files
from argogen.output.manifests import TextChange
from argogen.workspace.comparison import KEPT, PROTECTED, ComparedManifest, ManifestState, compare, describe
from argogen.workspace.jobs import RenderJob
from argogen.workspace.orphans import OrphanedManifest, describe_edited, describe_orphan
from argogen.workspace.planning import Plan, plan_outputs, plan_projects
from argogen.workspace.requests import UpdateOptions

if TYPE_CHECKING:
    from argogen.workspace.pictures import committed
else:
    committed = import_late("argogen.workspace.pictures.committed")

__all__ = ["plan_outputs", "plan_projects", "sync_manifests"]


class SyncResult(NamedTuple):
    """The exit code of a run on manifests, its diagnostics, the summary line, and changes if requested."""

    code: int
    diagnostics: Sequence[Diagnostic]
    summary: str
    changes: Sequence[TextChange] = ()


def sync_manifests(plan: Plan, options: UpdateOptions, batch: Batch) -> SyncResult:
    """Write or check the manifests of a plan. Raises InvalidInputError with all diagnostics if there are errors."""
    found = [*plan.diagnostics]
    try:
        comparison = compare(plan.jobs, batch)
        found += comparison.diagnostics
        if plan.pictures:
            comparison.manifests.extend(committed.compare_pictures(plan.pictures, batch.session))
        if options.only_looks:
            result = _check(comparison.manifests, plan.orphans, options)
        else:
            result = _update(comparison.manifests, plan.orphans, options, batch.session.host)
    except InvalidInputError as error:
        raise InvalidInputError([*found, *error.diagnostics]) from error
    untracked = [] if plan.tracked is None else _find_untracked(comparison.manifests, plan.tracked)
    found += [*result.diagnostics, *untracked]
    return result._replace(code=result.code or bool(untracked), diagnostics=found)


def _check(
    manifests: Sequence[ComparedManifest], orphans: Sequence[OrphanedManifest], options: UpdateOptions
) -> SyncResult:
    drifted = [each for each in manifests if each.state not in KEPT]
    found = [*map(describe, drifted), *map(describe_orphan, orphans)]
    changes = list(_list_changes(drifted, orphans)) if options.diff else []
    states = Counter(ManifestState.UP_TO_DATE if each.state in KEPT else each.state for each in manifests)
    amounts = {state.value: states[state] for state in ManifestState}
    summary = _summarize(manifests, {**amounts, "orphaned": len(orphans)})
    return SyncResult(1 if drifted or orphans else 0, found, summary, changes)


def _update(
    manifests: Sequence[ComparedManifest], orphans: Sequence[OrphanedManifest], options: UpdateOptions, host: Host
) -> SyncResult:
    removed, kept = (orphans, ()) if options.prune else ((), orphans)
    written = _write(manifests, removed, options, host)
    found = [describe_orphan(orphan)._replace(severity=Severity.WARNING) for orphan in kept]
    changed = [f"{name}: written" for name in written] + [f"{orphan.manifest.name}: removed" for orphan in removed]
    amounts = {"written": len(written), "up to date": len(manifests) - len(written), "removed": len(removed)}
    summary = _summarize(manifests, {**amounts, "orphaned": len(kept)})
    if options.fail_on_change and changed:
        return SyncResult(1, found, "\n".join([*sorted(changed), summary]))
    return SyncResult(0, found, summary)


def _write(
    manifests: Sequence[ComparedManifest], removed: Sequence[OrphanedManifest], options: UpdateOptions, host: Host
) -> list[str]:
    """Write every manifest that is not up to date, and remove orphans; return the names of written manifests.

    Raises InvalidInputError, with nothing changed, for manually edited and unmanaged files, unless forced.
    """
    refused = [describe(each) for each in manifests if each.state in PROTECTED]
    refused += [describe_edited(orphan) for orphan in removed if orphan.manifest.is_edited]
    if refused and not options.force:
        raise InvalidInputError(refused)
    kept = KEPT - {ManifestState.OLD_STAMP} if options.restamp else KEPT
    changed = [each for each in manifests if each.state not in kept]
    texts = {each.job.manifest.path: each.text for each in changed}
    remove_old_temporary_files({each.job.manifest.path.parent for each in manifests})
    write_files(texts, host.show)
    remove_files((orphan.manifest.path for orphan in removed), {orphan.root for orphan in removed}, host.show)
    return [each.job.manifest.name for each in changed]


def _find_untracked(manifests: Sequence[ComparedManifest], tracked: Container[Path]) -> list[Diagnostic]:
    """Report existing manifests that git does not track."""
    untracked = [each.job for each in manifests if each.job.manifest.path not in tracked]
    message, hint = "the {} is not tracked by git, but its pipeline is", "add it with 'git add'"
    return [
        Diagnostic("untracked-manifest", message.format(_name_kind(job)), Place(job.manifest.name), hint)
        for job in untracked
        if job.manifest.path.exists()
    ]


def _name_kind(job: RenderJob) -> str:
    return "manifest" if job.picture is None else "picture"


def _list_changes(manifests: Sequence[ComparedManifest], orphans: Sequence[OrphanedManifest]) -> Iterator[TextChange]:
    for each in manifests:
        yield TextChange(each.job.manifest.body, each.body, each.job.manifest.name)
    for orphan in orphans:
        yield TextChange(orphan.manifest.body, None, orphan.manifest.name)


def _summarize(manifests: Sequence[ComparedManifest], amounts: Mapping[str, int]) -> str:
    """Summarize a run in one line: the number of manifests and pictures, by state or action."""
    pictures = sum(each.job.picture is not None for each in manifests)
    listed = ", ".join(f"{number} {state}" for state, number in amounts.items() if number) or "nothing to do"
    drawn = f" and {_count(pictures, 'picture')}" if pictures else ""
    return f"{_count(len(manifests) - pictures, 'manifest')}{drawn}: {listed}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
